/**
 * The queues that staff choose from, with what tells them where they are needed. What is in it is made in
 * `routes/queue_work.ts`.
 */
import { z } from "zod";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { queueWork } from "../queue_work.ts";
import { staffOf } from "./access.ts";
import { polled } from "./replies.ts";

const count = z.int().nonnegative();
const WorkDoc = z.object({
  queueId: z.string(),
  facilityId: z.string(),
  name: z.string(),
  prefix: z.string(),
  status: z.enum(["open", "paused", "closed"]),
  waiting: count,
  held: count,
  called: count,
  serving: count,
  waitlisted: count,
  longestSince: z.iso.datetime().nullable(),
  estimatedWaitMinutes: count.nullable(),
  working: count,
  isOwn: z.boolean(),
});

/** The endpoint of the list. */
export const workEndpoints: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/work",
    permission: "queue.read",
    summary: "How each queue stands: who waits, for how long, and who works",
    answers: {
      200: { description: "The queues of the tenant", schema: z.object({ data: z.array(WorkDoc) }) },
      304: { description: "As the asker knows them" },
    },
    handle: async ({ edge, principal, request }) =>
      polled(request, await queueWork(edge.system, staffOf(principal))),
  }),
];
