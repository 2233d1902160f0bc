/**
 * Who is with a provider now, who comes next, and the one thing to do about it. Pure: it reads the rows of a desk and
 * decides nothing that the server decides.
 */
import type { DeskRow, DeskView } from "../desk_state.ts";

/** How many people of the line are shown with their names. */
export const COMING_MAX = 3;
/** Beyond the longest wait that is promised there is no time of day to speak of. */
const LINE_END_MINUTES_MAX = 480;
const MINUTE_MS = 60_000;

/** For whom the page calls: chosen here before, the account's own, the queue's only one; null: it must be chosen. */
export function providerOf({ providerIds, chosenId, ownId }: {
  readonly providerIds: readonly string[];
  readonly chosenId: string | null;
  readonly ownId: string | null;
}): string | null {
  const known = [chosenId, ownId].find((id) => id !== null && providerIds.includes(id));
  return known ?? (providerIds.length === 1 ? providerIds[0] : undefined) ?? null;
}

/** Who looks: an account, the provider it calls for, and whom it took up by hand. */
export interface Looking {
  /** As events name this account (`staff:…`). */
  readonly me: string;
  readonly providerId: string | null;
  /** The account is this provider in person: whoever is called to the provider is theirs, by whomever. */
  readonly isOwn: boolean;
  readonly takenId: string | null;
}

/** A provider's part of the line at a moment. */
export interface Situation {
  readonly current: DeskRow | null;
  /** Others called to this provider or with them. */
  readonly others: readonly DeskRow[];
  /** Of the others one is called and expected here: nobody more is needed. */
  readonly isOneComing: boolean;
  /** Whoever would be called now. */
  readonly next: DeskRow | null;
  /** {@link next} and those after, at most {@link COMING_MAX}. */
  readonly coming: readonly DeskRow[];
  readonly waiting: number;
  readonly held: number;
  /** Since when whoever has waited longest is waiting, epoch ms. */
  readonly longestSince: number | null;
  /** About when the last of the line is called, epoch ms; null without an estimate or with nobody in line. */
  readonly lineEndAt: number | null;
  readonly queueStatus: "open" | "paused" | "closed";
  /** How many providers of the queue work. */
  readonly working: number;
  /** The provider is not at work. */
  readonly away: { readonly status: "on_break" | "offline"; readonly until: number | null } | null;
}

function isTheirs(row: DeskRow, { me, providerId, isOwn, takenId }: Looking): boolean {
  if (row.calledBy === me || row.ticketId === takenId) return true;
  return isOwn && row.providerId === providerId;
}

/** Of this provider, or called by this account for nobody in particular. */
function isHere(row: DeskRow, { me, providerId }: Looking): boolean {
  if (row.status !== "called" && row.status !== "serving") return false;
  return row.providerId === null || providerId === null ? row.calledBy === me : row.providerId === providerId;
}

function currentOf(here: readonly DeskRow[], looking: Looking): DeskRow | null {
  const theirs = here.filter((row) => isTheirs(row, looking));
  const taken = theirs.find((row) => row.ticketId === looking.takenId);
  // Rows come with the latest call first: whoever was called last is expected next.
  return taken ?? theirs.find((row) => row.status === "serving") ?? theirs[0] ?? null;
}

function longestOf(line: readonly DeskRow[]): number | null {
  const waiting = line.map((row) => Date.parse(row.joinedAt));
  return waiting.length === 0 ? null : Math.min(...waiting);
}

function lineEndOf({ queue }: DeskView): number | null {
  const { estimatedWaitMinutes: minutes, updatedAt, waiting } = queue;
  if (minutes === null || minutes >= LINE_END_MINUTES_MAX || waiting === 0) return null;
  return Date.parse(updatedAt) + minutes * MINUTE_MS;
}

function awayOf({ queue }: DeskView, providerId: string | null): Situation["away"] {
  const presence = queue.providers.find((one) => one.providerId === providerId);
  if (presence === undefined) return null;
  const { status, until } = presence;
  if (status !== "on_break" && status !== "offline") return null;
  return { status, until: until === null ? null : Date.parse(until) };
}

/** What `view` is to whoever looks. */
export function situationOf(view: DeskView, looking: Looking): Situation {
  const here = view.rows.filter((row) => isHere(row, looking));
  const line = view.rows.filter((row) => row.status === "waiting" || row.status === "held");
  const waiting = line.filter((row) => row.status === "waiting");
  const current = currentOf(here, looking);
  const others = here.filter((row) => row !== current);
  return {
    current,
    others,
    isOneComing: others.some((row) => row.status === "called" && isTheirs(row, looking)),
    next: waiting[0] ?? null,
    coming: waiting.slice(0, COMING_MAX),
    waiting: waiting.length + view.more,
    held: line.length - waiting.length,
    longestSince: longestOf(line),
    lineEndAt: lineEndOf(view),
    queueStatus: view.queue.status,
    working: view.queue.working,
    away: awayOf(view, looking.providerId),
  };
}

/** The one thing to do now. */
export type Primary = "callNext" | "start" | "complete" | "completeNext" | "back" | "open";

/** The one thing to do in `situation`; null when there is nothing to do but wait. */
export function primaryOf(situation: Situation): Primary | null {
  const { current, isOneComing, next, queueStatus, away } = situation;
  if (current?.status === "called") return "start";
  if (current !== null) {
    const canCall = next !== null && queueStatus !== "paused" && away === null && !isOneComing;
    return canCall ? "completeNext" : "complete";
  }
  if (away !== null) return "back";
  if (queueStatus === "paused") return "open";
  return next === null ? null : "callNext";
}
