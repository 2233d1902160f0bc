/**
 * A ticket as its queue saw it at one moment: place, wait and label beside it. A value that needs no state to be
 * shown, so that an answer tells of the very moment in which its command was carried out.
 */
import type { QueueId } from "../shared/ids.ts";
import type { Wait } from "../shared/wait.ts";
import type { Ticket } from "./schema.ts";
import type { QueueState, Work } from "./state.ts";
import { isInLine } from "./ticket.ts";

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
  /** Without a wait because nobody works: when somebody is expected back, epoch ms, or null. */
  readonly expectedReturnAt: number | null;
  /** The end of the queue's service day, epoch ms. */
  readonly dayEndsAt: number | null;
}

/** The wait of a ticket that has still to be called; null for every other one and when none can be promised. */
export function waitOf(state: QueueState, ticket: Ticket, estimate: Estimate): Wait | null {
  if (!isInLine(ticket.state)) return null;
  return estimate(state, state.workAhead(ticket));
}

/** When somebody is expected back to work, for whoever waits and can be promised nothing. */
export function expectedReturnOf(
  state: QueueState,
  { ticket, wait }: Pick<SeenTicket, "ticket" | "wait">,
): number | null {
  return wait === null && isInLine(ticket.state) ? state.expectedReturnAt() : null;
}

/** `ticket` as `state` sees it now. */
export function seeTicket(state: QueueState, ticket: Ticket, estimate: Estimate): SeenTicket {
  const wait = waitOf(state, ticket, estimate);
  return {
    ticket,
    queueId: state.header.queueId,
    label: state.labelOf(ticket),
    position: state.position(ticket),
    ahead: state.ahead(ticket),
    wait,
    expectedReturnAt: expectedReturnOf(state, { ticket, wait }),
    dayEndsAt: state.header.day?.endsAt ?? null,
  };
}
