/**
 * What time alone asks of a queue: the end and the start of service days, the end of a grace, the end of a hold. It
 * reads the state and an instant, and changes nothing.
 */
import type { QueueConfig, QueueEvent, Ticket } from "./schema.ts";
import type { ServiceDay } from "./header.ts";
import type { QueueState } from "./state.ts";
import { deadlineOf } from "./ticket.ts";

/** More than this many passed deadlines are left to the next call. */
export const DUE_EVENTS_MAX = 200;

const BY_TIME = "system";

/** The service day of a queue with `config` that contains `at`. Follows the zone's clock changes. */
export function serviceDayAt(config: QueueConfig, at: number): ServiceDay {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(config.timeZone).toPlainDate();
  const today = serviceDayOf(config, local);
  return at < today.startsAt ? serviceDayOf(config, local.subtract({ days: 1 })) : today;
}

function serviceDayOf(config: QueueConfig, date: Temporal.PlainDate): ServiceDay {
  return {
    date: date.toString(),
    startsAt: startOf(config, date),
    endsAt: startOf(config, date.add({ days: 1 })),
  };
}

function startOf(config: QueueConfig, date: Temporal.PlainDate): number {
  const plainTime = new Temporal.PlainTime().add({ minutes: config.dayStartsAtMinutes });
  return date.toZonedDateTime({ timeZone: config.timeZone, plainTime }).epochMilliseconds;
}

/**
 * The day to open at `at` after `ended`. A changed configuration may put `at` into the day that just ended: its
 * numbers are taken, so the next day then begins early.
 */
function nextDay(config: QueueConfig, ended: string | null, at: number): ServiceDay {
  const day = serviceDayAt(config, at);
  if (ended === null || day.date > ended) return day;
  const next = Temporal.PlainDate.from(ended).add({ days: 1 });
  return { ...serviceDayOf(config, next), startsAt: at };
}

/** True when `timeZone` is a zone that days can be computed in. */
export function isTimeZone(timeZone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** The opening of the service day at `at`, after the day `ended`. */
export function dayOpened(
  config: QueueConfig,
  { at, ended }: { readonly at: number; readonly ended: string | null },
): QueueEvent {
  return { type: "DayOpened", at, by: BY_TIME, ...nextDay(config, ended, at) };
}

/**
 * The events that time alone asks for at `at`, in the order of their deadlines, at most {@link DUE_EVENTS_MAX}; call
 * again after applying them until none is left. While the queue is paused no grace and no hold is due.
 */
export function due(state: QueueState, at: number): readonly QueueEvent[] {
  const { config, day, lastDate, isArchived } = state.header;
  if (config === null || isArchived) return [];
  if (day === null) return [dayOpened(config, { at, ended: lastDate })];
  const events = passedDeadlines(state, Math.min(at, day.endsAt), at);
  if (at < day.endsAt || events.length >= DUE_EVENTS_MAX) return events;
  return [
    ...events,
    { type: "DayEnded", at, by: BY_TIME, date: day.date },
    dayOpened(config, { at, ended: day.date }),
  ];
}

function passedDeadlines(state: QueueState, until: number, at: number): QueueEvent[] {
  const events: QueueEvent[] = [];
  if (state.header.pausedAt !== null) return events;
  for (const ticket of state.deadlines.from(0, DUE_EVENTS_MAX)) {
    const deadline = deadlineOf(ticket);
    if (deadline === null || deadline > until) break;
    events.push(passed(ticket, at));
  }
  return events;
}

function passed(ticket: Ticket, at: number): QueueEvent {
  if (ticket.state === "held") {
    return { type: "TicketResumed", at, by: BY_TIME, ticketId: ticket.id, cause: "expired" };
  }
  return { type: "TicketMissed", at, by: BY_TIME, ticketId: ticket.id, cause: "grace" };
}

/**
 * The earliest instant at which time asks for something, epoch ms, or null: at it `due` answers events, or, while a
 * free place has yet to be offered, a `Tick` goes on offering it.
 */
export function deadline(state: QueueState): number | null {
  const { config, day, isArchived, pausedAt, promotion, lastAt } = state.header;
  if (config === null || isArchived) return null;
  if (day === null || promotion !== null) return lastAt;
  const first = pausedAt === null ? state.deadlines.first : undefined;
  const passes = first === undefined ? null : deadlineOf(first);
  return passes === null ? day.endsAt : Math.min(day.endsAt, passes);
}
