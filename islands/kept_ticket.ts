/**
 * The tickets that this phone holds: the last that was known of each, and what its holder did while there was no
 * connection. Kept in the browser's own storage, which may be missing or full: then nothing is kept and nothing fails.
 */
import { type KeptAction, TICKET_ACTIONS } from "./ticket_action.ts";
import { hasEnded, TICKET_STATUSES, type Track } from "./track.ts";

/** What is kept of one ticket. It names the ticket and its line, and nobody. */
export interface KeptTicket {
  /** The path of its page. */
  readonly base: string;
  readonly queueName: string;
  readonly facilityName: string;
  readonly track: Track;
  /** When the clinic was last heard, epoch ms of this phone. */
  readonly heardAt: number;
  /** What waits to be sent. */
  readonly action: KeptAction | null;
}

/** The part of `Storage` in use. */
export type TicketStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const NAME = "anteroom-tickets-1";
const KEPT_MAX = 6;
/** Links end a day after the ticket, and a ticket lasts a day: nothing older is worth anything. */
const KEEP_MS = 3 * 86_400_000;

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

/** Stored by this very code and version: what it must be to be shown at all is looked at, the rest is believed. */
function isTrack(value: unknown): value is Track {
  return isFields(value) && typeof value["label"] === "string" && typeof value["sentence"] === "string" &&
    typeof value["version"] === "number" && typeof value["updatedAt"] === "number" &&
    TICKET_STATUSES.some((status) => status === value["status"]);
}

function isAction(value: unknown): value is KeptAction {
  return isFields(value) && typeof value["key"] === "string" && typeof value["askedAt"] === "number" &&
    TICKET_ACTIONS.some((action) => action === value["action"]);
}

function isKept(value: unknown): value is KeptTicket {
  return isFields(value) && isTrack(value["track"]) && typeof value["base"] === "string" &&
    value["base"].startsWith("/t/") && typeof value["heardAt"] === "number" &&
    typeof value["queueName"] === "string" && typeof value["facilityName"] === "string" &&
    (value["action"] === null || isAction(value["action"]));
}

/** The storage of this browser, or null where there is none. */
export function ticketStorage(): TicketStorage | null {
  let storage: TicketStorage | null = null;
  try {
    storage = localStorage;
  } catch {
    // Forbidden here: nothing is kept.
  }
  return storage;
}

/** The tickets kept at `now` (epoch ms), the last heard first. */
export function keptTickets(storage: TicketStorage | null, now: number): readonly KeptTicket[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(NAME) ?? "[]");
    if (!Array.isArray(stored)) return [];
    return stored.filter(isKept).filter(({ heardAt }) => now - heardAt < KEEP_MS);
  } catch {
    return [];
  }
}

function write(storage: TicketStorage | null, tickets: readonly KeptTicket[]): void {
  try {
    if (tickets.length === 0) storage?.removeItem(NAME);
    else storage?.setItem(NAME, JSON.stringify(tickets.slice(0, KEPT_MAX)));
  } catch {
    // Full or forbidden: the page lives without.
  }
}

/** Keeps `ticket` as the newest, in the place of what was kept of it. */
export function keepTicket(storage: TicketStorage | null, ticket: KeptTicket): void {
  const others = keptTickets(storage, ticket.heardAt).filter(({ base }) => base !== ticket.base);
  write(storage, [ticket, ...others]);
}

/** Forgets the ticket at `base`: its link leads nowhere any more. */
export function forgetTicket(storage: TicketStorage | null, base: string, now: number): void {
  write(storage, keptTickets(storage, now).filter((ticket) => ticket.base !== base));
}

/** The kept tickets whose holder still has something before them. */
export function liveTickets(storage: TicketStorage | null, now: number): readonly KeptTicket[] {
  return keptTickets(storage, now).filter(({ track }) => !hasEnded(track));
}
