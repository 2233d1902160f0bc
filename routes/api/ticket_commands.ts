/**
 * Commands about one ticket: each a line of a table with its permission, its fields and the command it sends. The
 * rules are the queue's; here is only who may ask and in which words.
 */
import { z } from "zod";
import type { Permission } from "../../actors/identity/access.ts";
import type { QueueCommand } from "../../actors/queue/commands.ts";
import { NEEDS } from "../../actors/queue/schema.ts";
import { ticketView } from "../../actors/queue/view.ts";
import {
  CODE_SECRET_CHARS,
  type ProviderId,
  type TextId,
  type TicketId,
  trackingCodeOf,
} from "../../actors/shared/ids.ts";
import { type Call, type Endpoint, endpoint, type Reply } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import { ifMatchOf } from "../middleware/idempotency.ts";
import type { QueuePolicy } from "../policies.ts";
import { callingProvider, findQueueOfTicket, staffOf, ticketIn } from "./access.ts";
import { sendWithReason } from "./commands.ts";
import { TicketDoc } from "./documents.ts";
import { flag, idField, instant, priority, reason, room } from "./inputs.ts";
import { done } from "./replies.ts";
import { linksOf } from "./ticket_links.ts";

/** What every ticket command begins with. */
interface Base {
  readonly ticketId: TicketId;
  readonly ifVersion?: number;
}

interface Making<Body> {
  readonly body: Body;
  readonly base: Base;
  readonly call: Call;
  readonly policy: QueuePolicy;
  readonly reasonId: TextId | null;
}

interface CommandSpec<Body> {
  readonly action: string;
  readonly permission: Permission;
  readonly summary: string;
  readonly body: z.ZodType<Body>;
  make(making: Making<Body>): QueueCommand;
}

type TicketCall<Body> = Call<{ readonly ticketId: TicketId }, undefined, Body>;

/** The reason in a body, for commands that take one. */
function reasonIn(body: unknown): string | undefined {
  const given = typeof body === "object" && body !== null && "reason" in body ? body.reason : undefined;
  return typeof given === "string" ? given : undefined;
}

async function carryOut<Body>(call: TicketCall<Body>, spec: CommandSpec<Body>): Promise<Reply> {
  const { edge, principal, params, body, request } = call;
  const asked = { ticketId: params.ticketId, principal };
  const policy = await findQueueOfTicket(edge, asked);
  if (principal.kind !== "staff") {
    await edge.system.queues.read(policy.queueId, (state) => ticketIn(state, asked));
  }
  const ifVersion = ifMatchOf(request);
  const base = { ticketId: params.ticketId, ...(ifVersion === undefined ? {} : { ifVersion }) };
  const { outcome, isReplay } = await sendWithReason(
    call,
    (reasonId) => spec.make({ body, base, call, policy, reasonId }),
    { policy, target: params.ticketId, reason: reasonIn(body) },
  );
  const { seen, next } = outcome;
  if (seen === null) throw notFound("the ticket");
  const view = ticketView(seen);
  const about = { isReplay, version: seen.ticket.version };
  if (spec.action === "revoke-link") return done({ ...view, ...linksOf(edge, { policy, seen }) }, about);
  if (!asksForNext(body)) return done(view, about);
  return done({ ...view, next: next === null ? null : ticketView(next) }, about);
}

function asksForNext(body: unknown): boolean {
  return typeof body === "object" && body !== null && "callNext" in body && body.callNext === true;
}

/** The endpoint of a line of the table. */
function command<Body>(spec: CommandSpec<Body>): Endpoint {
  return endpoint({
    method: "POST",
    path: `/tickets/:ticketId/${spec.action}` as const,
    permission: spec.permission,
    summary: spec.summary,
    body: spec.body,
    answers: { 200: { description: "The ticket afterwards", schema: z.object({ data: TicketDoc }) } },
    handle: (call) => carryOut(call, spec),
  });
}

/** A command that says nothing but which ticket. */
function plain(
  action: string,
  { type, permission, summary }: {
    readonly type: Plain;
    readonly permission: Permission;
    readonly summary: string;
  },
): Endpoint {
  return command({
    action,
    permission,
    summary,
    body: z.strictObject({}),
    make: ({ base }) => ({ type, ...base }),
  });
}
type Plain = "Start" | "NoShow" | "Hold" | "Resume" | "Leave" | "Defer" | "Undo" | "Acknowledge";

const providerId = idField<ProviderId>().optional();

/** What people do with their own place, and staff for them. */
const stays: readonly Endpoint[] = [
  plain("hold", { type: "Hold", permission: "ticket.stay", summary: "Step out and keep the rank" }),
  plain("resume", { type: "Resume", permission: "ticket.stay", summary: "Come back from stepping out" }),
  plain("defer", {
    type: "Defer",
    permission: "ticket.stay",
    summary: "Let some others go first after a call",
  }),
  plain("leave", { type: "Leave", permission: "ticket.stay", summary: "Give the place up" }),
  plain("acknowledge", {
    type: "Acknowledge",
    permission: "ticket.stay",
    summary: "Confirm having seen a call",
  }),
];

/** What is done with whoever's turn it is. */
const services: readonly Endpoint[] = [
  command({
    action: "call",
    permission: "ticket.serve",
    summary: "Call this ticket by name, or call it again",
    body: z.strictObject({ providerId, room: room.optional() }),
    make({ body, base, call, policy }) {
      const principal = staffOf(call.principal);
      const provider = callingProvider(policy, { principal, named: body.providerId });
      const room = body.room ?? null;
      return { type: "Call", ...base, providerId: provider, room, caller: principal.sessionId };
    },
  }),
  plain("start", { type: "Start", permission: "ticket.serve", summary: "Begin serving" }),
  command({
    action: "complete",
    permission: "ticket.serve",
    summary: "Finish serving; with callNext also call the next, in one commit",
    body: z.strictObject({ callNext: flag.optional(), room: room.optional() }),
    make({ body, base, call }) {
      if (body.callNext !== true) return { type: "Complete", ...base, callNext: null };
      const caller = staffOf(call.principal).sessionId;
      return { type: "Complete", ...base, callNext: { caller, room: body.room ?? null } };
    },
  }),
  plain("no-show", { type: "NoShow", permission: "ticket.serve", summary: "Mark a called person as absent" }),
];

/** What staff do to places. */
const removals: readonly Endpoint[] = [
  command({
    action: "cancel",
    permission: "ticket.remove",
    summary: "Remove somebody from the queue",
    body: z.strictObject({ reason: reason.optional() }),
    make: ({ base, reasonId }) => ({ type: "Cancel", ...base, reasonId }),
  }),
  plain("undo", { type: "Undo", permission: "ticket.remove", summary: "Take back the ticket's last step" }),
  command({
    action: "revoke-link",
    permission: "ticket.remove",
    summary: "End the ticket's links; with renew give new ones",
    body: z.strictObject({ renew: flag.optional() }),
    make({ body, base, call, policy }) {
      const code = body.renew === true
        ? trackingCodeOf(policy.locator, call.edge.system.mintId(CODE_SECRET_CHARS))
        : null;
      return { type: "RevokeLink", ...base, code };
    },
  }),
];

/** What changes who goes first, and what is put on record. */
const ranks: readonly Endpoint[] = [
  command({
    action: "move",
    permission: "ticket.move",
    summary: "Move to a position, with a justification",
    body: z.strictObject({ position: z.int().min(1).max(1_000_000), reason }),
    make: ({ body, base, reasonId }) => ({ type: "Move", ...base, position: body.position, reasonId }),
  }),
  command({
    action: "priority",
    permission: "ticket.classify",
    summary: "Change the class, with a justification",
    body: z.strictObject({ priority, reason }),
    make: ({ body, base, reasonId }) => ({ type: "SetPriority", ...base, class: body.priority, reasonId }),
  }),
  command({
    action: "needs",
    permission: "ticket.classify",
    summary: "Confirm which declared needs count",
    body: z.strictObject({ needs: z.array(z.enum(NEEDS)).max(NEEDS.length) }),
    make: ({ body, base }) => ({ type: "ConfirmNeeds", ...base, needs: [...new Set(body.needs)] }),
  }),
  command({
    action: "payment",
    permission: "ticket.pay",
    summary: "Record that the ticket was paid, or that it was not",
    body: z.strictObject({ paidAt: instant.nullable().optional() }),
    make({ body, base, call }) {
      const paidAt = body.paidAt === undefined ? call.edge.system.now() : body.paidAt;
      return { type: "RecordPayment", ...base, paidAt };
    },
  }),
];

/** All commands about one ticket. */
export const ticketCommandEndpoints: readonly Endpoint[] = [...stays, ...services, ...removals, ...ranks];
