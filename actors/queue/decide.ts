/**
 * What a queue answers to a command: events, or a refusal with its reason. Pure: it reads the state and the turn and
 * changes nothing. Each subject has its file; here is the dispatch, and what holds for all commands.
 */
import { assertNever } from "../shared/assert.ts";
import type { Turn } from "../shared/domain.ts";
import {
  decideAcknowledge,
  decideCall,
  decideCallNext,
  decideComplete,
  decideNoShow,
  decideStart,
} from "./decide_call.ts";
import { boundedClaim } from "./claim.ts";
import { decideJoin } from "./decide_join.ts";
import { decideLease } from "./decide_lease.ts";
import { decideArchive, decideChange, decideCreate, decideProvider, decideStatus } from "./decide_queue.ts";
import { decideMove, decideNeeds, decidePriority } from "./decide_rank.ts";
import { decideCancel, decideDefer, decideHold, decideLeave, decideResume } from "./decide_stay.ts";
import { decideUndo } from "./decide_undo.ts";
import { due } from "./due.ts";
import type { CommandOf } from "./events.ts";
import { promote } from "./promote.ts";
import type { QueueCommand } from "./commands.ts";
import {
  accept,
  type Headline,
  type QueueDecision,
  refuse,
  type Situation,
  stepStamp,
  ticketFor,
} from "./situation.ts";
import type { QueueState } from "./state.ts";

/**
 * Decides one command. A decision that frees a place, or finds one yet to be offered, offers it to the waitlist in
 * the same events.
 */
export function decide(
  state: QueueState,
  command: QueueCommand,
  context: { readonly turn: Turn; readonly headline: Headline },
): QueueDecision {
  if (command.type === "CreateQueue") return decideCreate(state, command, context);
  const { config, queueId, isArchived } = state.header;
  if (config === null) return refuse("not_found", `Cannot find queue ${queueId}`);
  if (isArchived && !ALLOWED_WHEN_ARCHIVED.has(command.type)) {
    return refuse("queue_archived", `Cannot do ${command.type}: queue is archived`);
  }
  const { turn, headline } = context;
  const claimedAt = "claimedAt" in command ? boundedClaim(state, command.claimedAt, turn) : null;
  const situation: Situation = { state, config, turn, headline, claimedAt };
  const decision = decideOne(situation, command);
  if ("rejection" in decision || command.type === "Join") return decision;
  const { events } = promote(situation, decision.events);
  return events.length === 0 ? decision : { events: [...decision.events, ...events] };
}

const ALLOWED_WHEN_ARCHIVED: ReadonlySet<QueueCommand["type"]> = new Set(
  ["ArchiveQueue", "RecordPayment", "RevokeLink", "Tick"] as const,
);

function decideOne(
  situation: Situation,
  command: Exclude<QueueCommand, { type: "CreateQueue" }>,
): QueueDecision {
  switch (command.type) {
    case "Join":
      return decideJoin(situation, command);
    case "LeaseNumbers":
      return decideLease(situation, command);
    case "CallNext":
      return decideCallNext(situation, command);
    case "Call":
      return decideCall(situation, command);
    case "Start":
      return decideStart(situation, command);
    case "Complete":
      return decideComplete(situation, command);
    case "NoShow":
      return decideNoShow(situation, command);
    case "Acknowledge":
      return decideAcknowledge(situation, command);
    case "Hold":
      return decideHold(situation, command);
    case "Resume":
      return decideResume(situation, command);
    case "Defer":
      return decideDefer(situation, command);
    case "Leave":
      return decideLeave(situation, command);
    case "Cancel":
      return decideCancel(situation, command);
    case "Undo":
      return decideUndo(situation, command);
    case "Move":
      return decideMove(situation, command);
    case "SetPriority":
      return decidePriority(situation, command);
    case "ConfirmNeeds":
      return decideNeeds(situation, command);
    case "RecordPayment":
      return decidePayment(situation, command);
    case "RevokeLink":
      return decideRevoke(situation, command);
    case "ChangeQueue":
      return decideChange(situation, command);
    case "ArchiveQueue":
      return decideArchive(situation, command);
    case "OpenQueue":
    case "PauseQueue":
    case "CloseQueue":
      return decideStatus(situation, command);
    case "SetProviderStatus":
      return decideProvider(situation, command);
    case "Tick":
      return accept(...due(situation.state, situation.turn.at));
    default:
      return assertNever(command);
  }
}

/** Records when the ticket was paid, in any state; null takes it back. */
function decidePayment(situation: Situation, command: CommandOf<"RecordPayment">): QueueDecision {
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  const { ticket } = found;
  if (ticket.paidAt === command.paidAt) return accept();
  return accept({
    type: "PaymentRecorded",
    ...stepStamp(situation, ticket),
    paidAt: command.paidAt,
  });
}

/** Revokes the ticket's link and every tracking token, in any state; a new code replaces it when given. */
function decideRevoke(situation: Situation, command: CommandOf<"RevokeLink">): QueueDecision {
  const found = ticketFor(situation, command);
  if ("rejection" in found) return found;
  const { ticket } = found;
  return accept({ type: "LinkRevoked", ...stepStamp(situation, ticket), code: command.code });
}
