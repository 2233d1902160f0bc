/**
 * Names to the ids on a desk: staff ask for the people of one queue and get those who hold or held a ticket in it.
 * Whoever is not of that queue is left out, whether they exist or not.
 */
import { z } from "zod";
import { isId, type PatientId } from "../../actors/shared/ids.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { findQueue } from "./access.ts";
import { ok } from "./replies.ts";

/** As many as a desk has rows. */
export const PEOPLE_MAX = 100;
const IDS_CHARS_MAX = 8_192;

const PersonDoc = z.object({
  patientId: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  language: z.string().nullable(),
  birthDate: z.string().nullable(),
});

/** Patient ids with commas between them, each once. */
const ids = z.string().min(1).max(IDS_CHARS_MAX)
  .transform((text) => [...new Set(text.split(",").map((one) => one.trim()))])
  .pipe(
    z.array(z.string().refine(isId, "Expected ids with commas between them")).max(PEOPLE_MAX),
  );

/** The endpoint of a queue's people. */
export const peopleEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/queues/:queueId/people",
    permission: "person.read",
    summary: "Who the people of a queue are, by their patient ids",
    query: z.strictObject({ ids }),
    answers: {
      200: {
        description: "Those who hold or held a ticket in the queue; others are left out",
        schema: z.object({ data: z.array(PersonDoc) }),
      },
    },
    async handle({ edge, params, principal, query }) {
      const { queues, identity } = edge.system;
      const { queueId, tenantId } = await findQueue(edge, { queueId: params.queueId, principal });
      const here = await queues.read(
        queueId,
        (state) => query.ids.filter((id) => state.latestOf(id) !== undefined),
      );
      const people = await identity.people.readPeople({ tenantId, patientIds: here as PatientId[] });
      return ok(people);
    },
  }),
];
