/**
 * A ticket as its queue saw it at one moment: place, wait and label beside it. A value that needs no state to be
 * shown, so that an answer tells of the very moment in which its command was carried out.
 */
import type { QueueId } from "../shared/ids.ts";
import type { Wait } from "../shared/wait.ts";
import type { Ticket } from "./schema.ts";
import type { QueueState, Work } from "./state.ts";

/** The wait of whoever has that work ahead; null when no number can be promised. */
export type Estimate = (state: QueueState, work: Work) => Wait | null;

export interface SeenTicket {
  readonly ticket: Ticket;
  readonly queueId: QueueId;
  readonly label: string;
  /** 1-based among waiting and held; 0 in called and serving; null otherwise. */
  readonly position: number | null;
  readonly ahead: number | null;
  /** Null for whoever has not still to be called, and when no number can be promised. */
  readonly wait: Wait | null;
  /** The end of the queue's service day, epoch ms. */
  readonly dayEndsAt: number | null;
}

/** The wait of a ticket that has still to be called; null for every other one and when none can be promised. */
export function waitOf(state: QueueState, ticket: Ticket, estimate: Estimate): Wait | null {
  if (ticket.state !== "waiting" && ticket.state !== "held") return null;
  return estimate(state, state.workAhead(ticket));
}

/** `ticket` as `state` sees it now. */
export function seeTicket(state: QueueState, ticket: Ticket, estimate: Estimate): SeenTicket {
  return {
    ticket,
    queueId: state.header.queueId,
    label: state.labelOf(ticket),
    position: state.position(ticket),
    ahead: state.ahead(ticket),
    wait: waitOf(state, ticket, estimate),
    dayEndsAt: state.header.day?.endsAt ?? null,
  };
}
