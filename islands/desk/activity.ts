/**
 * What happened lately at this queue: what this desk did and what others did, newest first, and what of it can still
 * be taken back. Pure; what is said about an entry is the panel's affair.
 */

/** What was done to a ticket. */
export type Deed =
  | "joined"
  | "called"
  | "recalled"
  | "started"
  | "completed"
  | "missed"
  | "held"
  | "resumed"
  | "removed"
  | "left"
  | "deferred"
  | "moved"
  | "reclassed"
  | "restored"
  | "needs";

export interface Activity {
  readonly id: string;
  readonly ticketId: string;
  readonly label: string;
  readonly deed: Deed;
  /** Epoch ms. */
  readonly at: number;
  /** As events name people (`staff:…`, `link:…`, `system:…`). */
  readonly by: string;
  readonly room: string | null;
}

/** SPEC §2: staff may take a step back so long after it. */
export const UNDO_MS = 5 * 60_000;
export const ACTIVITY_MAX = 40;
/** The stream tells a desk of its own step within this time of the answer. */
const SAME_MS = 15_000;

const DEEDS: Readonly<Record<string, Deed>> = {
  TicketJoined: "joined",
  TicketCalled: "called",
  TicketRecalled: "recalled",
  ServiceStarted: "started",
  ServiceCompleted: "completed",
  TicketMissed: "missed",
  TicketHeld: "held",
  TicketResumed: "resumed",
  TicketDeferred: "deferred",
  TicketMoved: "moved",
  TicketReclassed: "reclassed",
  TicketRestored: "restored",
  NeedsConfirmed: "needs",
};
const UNDOABLE: ReadonlySet<Deed> = new Set<Deed>([
  // What was entered is taken back by removing it.
  "joined",
  "called",
  "started",
  "completed",
  "missed",
  "held",
  "removed",
  "deferred",
  "moved",
  "reclassed",
]);

function textIn(fields: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = fields[name];
  return typeof value === "string" ? value : null;
}

function instantIn(fields: Readonly<Record<string, unknown>>): number {
  const { at } = fields;
  return typeof at === "number" ? at : typeof at === "string" ? Date.parse(at) : NaN;
}

/** The entry that a `ticket-event` of the stream tells of, or null for one that staff need not read. */
export function activityOf(body: unknown): Activity | null {
  if (typeof body !== "object" || body === null) return null;
  const outer: Readonly<Record<string, unknown>> = { ...body };
  const inner = outer["data"];
  const fields = typeof inner === "object" && inner !== null ? { ...inner } : outer;
  const [ticketId, label, type, by] = ["ticketId", "label", "type", "by"].map((name) => textIn(fields, name));
  const at = instantIn(fields);
  if (!ticketId || !label || !type || !by || Number.isNaN(at)) return null;
  const deed = type === "TicketCancelled" ? (by.startsWith("link:") ? "left" : "removed") : DEEDS[type];
  if (deed === undefined) return null;
  return { id: `${ticketId}/${type}/${at}`, ticketId, label, deed, at, by, room: textIn(fields, "room") };
}

/** `list` with `entry` on top, unless it tells of a step that is there already; bounded by {@link ACTIVITY_MAX}. */
export function withActivity(list: readonly Activity[], entry: Activity): readonly Activity[] {
  const isKnown = list.some((one) =>
    one.ticketId === entry.ticketId && one.deed === entry.deed && one.by === entry.by &&
    Math.abs(one.at - entry.at) < SAME_MS
  );
  if (isKnown) return list;
  return [entry, ...list].sort((a, b) => b.at - a.at).slice(0, ACTIVITY_MAX);
}

/** True while `entry` is the last step of its ticket, of a kind that can be taken back, and young enough at `now`. */
export function isUndoable(
  entry: Activity,
  { list, now }: { readonly list: readonly Activity[]; readonly now: number },
): boolean {
  if (!UNDOABLE.has(entry.deed) || now - entry.at >= UNDO_MS) return false;
  return list.find(({ ticketId, deed }) => ticketId === entry.ticketId && deed !== "needs") === entry;
}

/**
 * The step of `me` that "undo" means at `now`: the latest that was not taken back already. Null when that one cannot be
 * taken back: an earlier one is never taken in its place, since nobody would expect it.
 */
export function lastUndoable(
  list: readonly Activity[],
  { me, now }: { readonly me: string; readonly now: number },
): Activity | null {
  const restored = new Set<string>();
  for (const entry of list) {
    if (entry.deed === "restored") restored.add(entry.ticketId);
    if (entry.by !== me || entry.deed === "restored" || entry.deed === "needs") continue;
    if (!restored.delete(entry.ticketId)) return isUndoable(entry, { list, now }) ? entry : null;
  }
  return null;
}

/** What the desk says somebody last did to a ticket, for explaining a refusal; null when nothing is known. */
export function lastOf(list: readonly Activity[], ticketId: string): Activity | null {
  return list.find((entry) => entry.ticketId === ticketId) ?? null;
}
