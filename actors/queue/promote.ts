/**
 * Offering free places to the waitlist, in order (SPEC §4). A pass through the waitlist begins whenever a place is
 * freed; its progress is in the header, so that it goes on over several commands without asking anybody twice.
 */
import type { PromotionPass } from "./header.ts";
import type { QueueEvent, Ticket } from "./schema.ts";
import { patientClaim, quoteAt, type Situation, stamp } from "./situation.ts";
import { isLive } from "./ticket.ts";

/** With the claim of a join beside them they fit one commit of a store that checks ten keys. */
export const PROMOTIONS_PER_COMMAND_MAX = 8;

/** What came of offering: the events, the places still free, and whether somebody has yet to be asked. */
export interface Promoted {
  readonly events: readonly QueueEvent[];
  readonly places: number;
  readonly isUnfinished: boolean;
}

/** Offers the places that are free after `before` (not yet applied) to the waitlist. */
export function promote(situation: Situation, before: readonly QueueEvent[]): Promoted {
  const { state, config } = situation;
  const taken = before.reduce((sum, event) => sum + placesTaken(situation, event), 0);
  const capacity = capacityAfter(config.capacity, before);
  const places = capacity === null ? Infinity : capacity - state.inQueue() - taken;
  const isFreed = taken < 0 || before.some((event) => event.type === "QueueChanged");
  const pass = isFreed ? { after: null } : state.header.promotion;
  const hasDayEnded = before.some((event) => event.type === "DayEnded");
  if (places <= 0 || pass === null || hasDayEnded) {
    return { events: [], places: Math.max(0, places), isUnfinished: false };
  }
  return offer(situation, { before, places, pass });
}

function offer(
  situation: Situation,
  offered: { readonly before: readonly QueueEvent[]; readonly places: number; readonly pass: PromotionPass },
): Promoted {
  const events: QueueEvent[] = [];
  let { places } = offered;
  for (const ticket of candidates(situation, offered.pass)) {
    if (isDoneWith(ticket, offered.before)) continue;
    if (places <= 0) return { events, places: 0, isUnfinished: false };
    if (events.length >= PROMOTIONS_PER_COMMAND_MAX) return { events, places, isUnfinished: true };
    const event = offerTo(situation, ticket, { before: [...offered.before, ...events] });
    if (event.type === "TicketPromoted") places -= 1;
    events.push(event);
  }
  return { events, places, isUnfinished: false };
}

function candidates(situation: Situation, pass: PromotionPass): Iterable<Ticket> {
  const { waitlist } = situation.state;
  const start = pass.after === null ? 0 : waitlist.rank({ key: pass.after, joinedSeq: Infinity });
  return waitlist.from(start, PROMOTIONS_PER_COMMAND_MAX + 2);
}

function isDoneWith(ticket: Ticket, events: readonly QueueEvent[]): boolean {
  return events.some((event) =>
    event.type !== "TicketReclassed" && "ticketId" in event && event.ticketId === ticket.id
  );
}

/** Promotes the ticket, or skips it while its patient holds a live ticket elsewhere. */
export function offerTo(
  situation: Situation,
  ticket: Ticket,
  { before }: { readonly before: readonly QueueEvent[] },
): QueueEvent {
  const { config, turn } = situation;
  const isElsewhere = turn.heldBy(patientClaim(config, ticket.patientId)) !== null;
  if (isElsewhere) return { type: "PromotionSkipped", ...stamp(situation), ticketId: ticket.id };
  const quote = quoteAt(situation, ticket, { before });
  return { type: "TicketPromoted", ...stamp(situation), ticketId: ticket.id, quote };
}

function capacityAfter(capacity: number | null, events: readonly QueueEvent[]): number | null {
  return events.reduce(
    (latest, event) => event.type === "QueueChanged" ? event.config.capacity : latest,
    capacity,
  );
}

function placesTaken(situation: Situation, event: QueueEvent): number {
  switch (event.type) {
    case "TicketCancelled":
    case "TicketMissed":
    case "ServiceCompleted":
      return isLiveNow(situation, event.ticketId) ? -1 : 0;
    case "TicketPromoted":
      return 1;
    case "TicketJoined":
      return event.state === "waiting" ? 1 : 0;
    case "TicketRestored":
      return isLive(event.state) && !isLiveNow(situation, event.ticketId) ? 1 : 0;
    default:
      return 0;
  }
}

function isLiveNow({ state }: Situation, ticketId: string): boolean {
  const ticket = state.ticket(ticketId);
  return ticket !== undefined && isLive(ticket.state);
}
