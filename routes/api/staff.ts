/**
 * The names behind `staff:<accountId>`: everybody of one's own tenant who has or had a login. Nothing of their
 * credentials is told.
 */
import { z } from "zod";
import { ROLES } from "../../actors/identity/schema.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { staffOf } from "./access.ts";
import { ok } from "./replies.ts";

const StaffDoc = z.object({ accountId: z.string(), name: z.string(), role: z.enum(ROLES) });

/** The endpoint of the list. */
export const staffEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/staff",
    permission: "staff.read",
    summary: "Who works here",
    answers: {
      200: {
        description: "The accounts of the tenant, disabled ones among them: what they did bears their id",
        schema: z.object({ data: z.array(StaffDoc) }),
      },
    },
    async handle({ edge, principal }) {
      const accounts = await edge.system.identity.accountsOf(staffOf(principal).tenantId);
      return ok(accounts.map(({ id, name, role }) => ({ accountId: id, name, role })));
    },
  }),
];
