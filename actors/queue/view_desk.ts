/**
 * What staff see of a queue: a window of rows with counts, and the patch that turns one such view into the next.
 * For staff of the queue's own tenant only; names are not in it, they are looked up by patient id.
 */
import type { Ticket, TicketState } from "./schema.ts";
import { type Estimate, seeTicket } from "./seen.ts";
import type { QueueState } from "./state.ts";
import {
  isoOf,
  isoOrNull,
  type ProvidersView,
  providersView,
  type QueueSummary,
  queueSummary,
  type TicketView,
  ticketView,
} from "./view.ts";

export const DESK_ROWS_MAX = 100;

/** A ticket as staff see it in the list. */
export interface DeskRow extends TicketView {
  /** Who called last (see `Turn.by`). */
  readonly calledBy: string | null;
  /** ISO 8601; `calledAt` is the first call. */
  readonly lastCalledAt: string | null;
  readonly calls: number;
  readonly deferrals: number;
}

export interface DeskQueue extends QueueSummary, ProvidersView {
  readonly counts: Readonly<Record<TicketState, number>>;
  readonly version: number;
  readonly updatedAt: string;
}

/** Those called and being served, then the line in order, cut at a limit. */
export interface DeskView {
  readonly queue: DeskQueue;
  readonly rows: readonly DeskRow[];
  /** How many live tickets did not fit. */
  readonly more: number;
}

/** What changed between two views: whole new rows, changed fields of known ones, who is gone, the order if it moved. */
export interface DeskPatch {
  readonly view: "patch";
  readonly version: number;
  /** Only the fields that changed; `counts` and `version` always. */
  readonly queue: Partial<DeskQueue>;
  readonly rows: readonly (Partial<DeskRow> & { readonly ticketId: string })[];
  readonly removed: readonly string[];
  /** Every ticket id in its new order; absent when what stays kept its order and nothing was inserted. */
  readonly order?: readonly string[];
  readonly counts: DeskQueue["counts"];
  readonly more: number;
}

/** The desk's view of a queue; `limit` rows, at most {@link DESK_ROWS_MAX}. */
export function deskView(
  state: QueueState,
  { estimate, at, limit = DESK_ROWS_MAX }: {
    readonly estimate: Estimate;
    /** The instant for which the view holds, epoch ms. */
    readonly at: number;
    readonly limit?: number;
  },
): DeskView {
  const rowsMax = Math.min(limit, DESK_ROWS_MAX);
  const busy = [...state.called(), ...state.serving()].sort(byCall);
  const shown = busy.slice(0, rowsMax);
  for (const ticket of state.line.from(0, rowsMax - shown.length)) shown.push(ticket);
  return {
    queue: {
      ...queueSummary(state, { estimate }),
      ...providersView(state),
      // The state counts in place; a view must stay as it was.
      counts: { ...state.counts },
      version: state.header.seq,
      updatedAt: isoOf(at),
    },
    rows: shown.map((ticket) => deskRow(state, { ticket, estimate })),
    more: busy.length + state.line.count - shown.length,
  };
}

/** Called before serving, the latest call first. */
function byCall(a: Ticket, b: Ticket): number {
  if (a.state !== b.state) return a.state === "called" ? -1 : 1;
  return (b.lastCalledAt ?? 0) - (a.lastCalledAt ?? 0) || b.version - a.version;
}

function deskRow(
  state: QueueState,
  { ticket, estimate }: { readonly ticket: Ticket; readonly estimate: Estimate },
): DeskRow {
  return {
    ...ticketView(seeTicket(state, ticket, estimate)),
    calledBy: ticket.calledBy,
    lastCalledAt: isoOrNull(ticket.lastCalledAt),
    calls: ticket.calls,
    deferrals: ticket.deferrals,
  };
}

/** The patch that `applyDeskPatch` turns `previous` into `next` with. */
export function deskPatch(previous: DeskView, next: DeskView): DeskPatch {
  const known = new Map(previous.rows.map((row) => [row.ticketId, row]));
  const rows: DeskPatch["rows"][number][] = [];
  for (const row of next.rows) {
    const before = known.get(row.ticketId);
    const changed = before === undefined ? row : changedFields(before, row);
    if (changed !== null) rows.push({ ...changed, ticketId: row.ticketId });
  }
  const order = next.rows.map((row) => row.ticketId);
  const staying = new Set(order);
  const kept = previous.rows.filter((row) => staying.has(row.ticketId)).map((row) => row.ticketId);
  const patch: DeskPatch = {
    view: "patch",
    version: next.queue.version,
    queue: changedFields(previous.queue, next.queue) ?? {},
    rows,
    removed: previous.rows.filter((row) => !staying.has(row.ticketId)).map((row) => row.ticketId),
    counts: next.queue.counts,
    more: next.more,
  };
  return isSameList(kept, order) ? patch : { ...patch, order };
}

/** True for a patch between two views that show the same, made at different instants. */
export function isEmptyPatch({ queue, rows, removed, order }: DeskPatch): boolean {
  const hasNews = Object.keys(queue).some((field) => field !== "updatedAt");
  return !hasNews && rows.length === 0 && removed.length === 0 && order === undefined;
}

/** The fields of `next` that differ, or null when none does. */
function changedFields<T extends object>(previous: T, next: T): Partial<T> | null {
  const changed: Partial<T> = {};
  let count = 0;
  for (const field in next) {
    if (!Object.hasOwn(next, field) || isSame(previous[field], next[field])) continue;
    changed[field] = next[field];
    count++;
  }
  return count === 0 ? null : changed;
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  return JSON.stringify(a) === JSON.stringify(b);
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
