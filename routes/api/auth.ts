/**
 * Signing in and out, and who one is. Credentials and sessions are `actors/identity`'s; this file only carries them
 * over HTTP.
 */
import { z } from "zod";
import { PASSWORD_CHARS_MAX, ROLES, USERNAME_CHARS_MAX } from "../../actors/identity/schema.ts";
import { AppError } from "../../actors/shared/errors.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { isServed } from "../middleware/tenancy.ts";
import { TokensDoc } from "./documents.ts";
import { ok } from "./replies.ts";

const TOKEN_CHARS_MAX = 2_048;
const tokens = {
  200: { description: "Tokens; `expiresIn` in seconds", schema: z.object({ data: TokensDoc }) },
};

const MeDoc = z.object({
  id: z.string(),
  tenant: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  providerId: z.string().nullable(),
});

/** The endpoints of sessions. */
export const authEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "POST",
    path: "/auth/sign-in",
    permission: "session.create",
    summary: "Sign a member of staff in",
    body: z.strictObject({
      tenant: z.string().min(1).max(64),
      username: z.string().min(1).max(USERNAME_CHARS_MAX),
      password: z.string().min(1).max(PASSWORD_CHARS_MAX),
    }),
    answers: tokens,
    async handle({ edge, body }) {
      // A tenant that is not served is told like a wrong password: its existence is nobody's business.
      const tenant = isServed(edge, body.tenant) ? body.tenant : "";
      return ok(await edge.system.identity.signIn({ ...body, tenant }));
    },
  }),
  endpoint({
    method: "POST",
    path: "/auth/refresh",
    permission: "session.create",
    summary: "Trade a refresh token for new tokens, once",
    body: z.strictObject({ refreshToken: z.string().min(1).max(TOKEN_CHARS_MAX) }),
    answers: tokens,
    async handle({ edge, body }) {
      const { sessions } = edge.system.identity;
      return ok(
        await sessions.refresh(body.refreshToken, { isServed: (tenantId) => isServed(edge, tenantId) }),
      );
    },
  }),
  endpoint({
    method: "POST",
    path: "/auth/sign-out",
    permission: "session.end",
    summary: "End the session everywhere",
    body: z.strictObject({}),
    answers: { 204: { description: "The session has ended" } },
    async handle({ edge, principal }) {
      if (principal.kind !== "staff" && principal.kind !== "patient") {
        throw new AppError("unauthenticated", "Cannot sign out without a session");
      }
      await edge.system.identity.sessions.revoke(principal.sessionId);
      return { status: 204 };
    },
  }),
  endpoint({
    method: "GET",
    path: "/me",
    permission: "self.read",
    summary: "Who the bearer of this token is",
    answers: { 200: { description: "The account, without secrets", schema: z.object({ data: MeDoc }) } },
    handle({ principal }) {
      if (principal.kind !== "staff") return ok(principal);
      const { accountId, tenantId, role, providerId, name } = principal;
      return ok({ id: accountId, tenant: tenantId, name, role, providerId });
    },
  }),
];
