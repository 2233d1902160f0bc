/** Blocks of numbers that desks give out while they have no connection; what the numbers mean is the queue's affair. */
import { z } from "zod";
import type { Lease } from "../../actors/queue/schema.ts";
import { LEASE_NUMBERS_MAX, tokensOf } from "../../actors/queue/lease.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import { isoOf } from "../../actors/queue/view.ts";
import { type Endpoint, endpoint } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import { findQueue } from "./access.ts";
import { send } from "./commands.ts";
import { done } from "./replies.ts";

/** Characters of a lease's name: nobody guesses another desk's. */
const LEASE_ID_CHARS = 16;

const LeaseDoc = z.object({
  leaseId: z.string(),
  day: z.string(),
  tokens: z.array(z.object({ tokenNumber: z.int(), label: z.string() })),
  expiresAt: z.iso.datetime(),
});

/** The block as a desk keeps it; null once its day is over. */
function leaseView(state: QueueState, lease: Lease): z.infer<typeof LeaseDoc> | null {
  const { day } = state.header;
  if (day === null) return null;
  const tokens = tokensOf(lease).map((tokenNumber) => ({
    tokenNumber,
    label: state.labelOf({ tokenNumber }),
  }));
  return { leaseId: lease.leaseId, day: day.date, tokens, expiresAt: isoOf(day.endsAt) };
}

/** The endpoint at which desks take numbers. */
export const numberLeaseEndpoint: Endpoint = endpoint({
  method: "POST",
  path: "/queues/:queueId/number-leases",
  permission: "queue.lease_numbers",
  summary: "Take a block of today's numbers, to be given out while the desk has no connection",
  body: z.strictObject({ count: z.int().min(1).max(LEASE_NUMBERS_MAX) }),
  answers: { 201: { description: "The numbers", schema: z.object({ data: LeaseDoc }) } },
  async handle(call) {
    const { edge, params, principal, body } = call;
    const policy = await findQueue(edge, { queueId: params.queueId, principal });
    const leaseId = edge.system.mintId(LEASE_ID_CHARS);
    const command = { type: "LeaseNumbers", leaseId, count: body.count } as const;
    const { outcome, isReplay } = await send(call, command, { policy, target: policy.queueId });
    const { lease } = outcome;
    if (lease === null) throw notFound("the lease: its day is over");
    const view = await edge.system.queues.read(policy.queueId, (state) => leaseView(state, lease));
    if (view === null) throw notFound("the lease: its day is over");
    return done(view, { isReplay, status: 201 });
  },
});
