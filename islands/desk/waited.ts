/**
 * How long somebody has waited against what they were promised, and what staff should notice about a row. Pure: the
 * instant is given; words and looks are the row's own.
 */
import type { DeskRow } from "../desk_state.ts";
import type { Need } from "../../actors/queue/schema.ts";

const MINUTE_MS = 60_000;
/** The share of the promise from which it is soon over. */
const SOON_SHARE = 0.8;
/** Beyond this share somebody should look (SPEC §3: 150% of the first quote). */
const URGENT_SHARE = 1.5;
/** A call that nobody confirmed for so long is worth a look; later the person may be away. */
export const UNSEEN_AFTER_MS = 60_000;
export const AWAY_AFTER_MS = 5 * MINUTE_MS;

export type Tone = "ok" | "soon" | "late" | "urgent" | "neutral";

export interface Waited {
  readonly minutes: number;
  /** Null when nothing was promised. */
  readonly promisedMinutes: number | null;
  /** Of the promise, from 0; 1 is the promise. 0 without one. */
  readonly share: number;
  readonly tone: Tone;
}

/** The wait of `row` at `now` (epoch ms): it ends with the call. */
export function waitedOf(row: Pick<DeskRow, "joinedAt" | "calledAt" | "quote">, now: number): Waited {
  const until = row.calledAt === null ? now : Date.parse(row.calledAt);
  const minutes = Math.max(0, Math.floor((until - Date.parse(row.joinedAt)) / MINUTE_MS));
  const promisedMinutes = row.quote?.headlineMinutes ?? null;
  if (promisedMinutes === null || promisedMinutes <= 0) {
    return { minutes, promisedMinutes: null, share: 0, tone: "neutral" };
  }
  const share = minutes / promisedMinutes;
  return { minutes, promisedMinutes, share, tone: toneOf(share) };
}

function toneOf(share: number): Tone {
  if (share >= URGENT_SHARE) return "urgent";
  if (share > 1) return "late";
  return share >= SOON_SHARE ? "soon" : "ok";
}

/** What is worth a mark beside a name. `declared`: a need that nobody confirmed yet. */
export type Flag =
  | { readonly kind: "need"; readonly need: Need; readonly tone: Tone }
  | { readonly kind: "declared"; readonly need: Need; readonly tone: Tone }
  | {
    readonly kind: "online" | "late" | "unseen" | "away" | "unpaid" | "deferred" | "recalled";
    readonly tone: Tone;
  };

/** The flags of `row` at `now`, the gravest first. `isPaymentUsed`: somebody in this queue has paid. */
export function flagsOf(
  row: DeskRow,
  { now, isPaymentUsed }: { readonly now: number; readonly isPaymentUsed: boolean },
): readonly Flag[] {
  const flags: Flag[] = [];
  const calledMs = row.status === "called" && row.calledAt !== null ? now - Date.parse(row.calledAt) : 0;
  if (row.acknowledgedAt === null && calledMs >= AWAY_AFTER_MS) flags.push({ kind: "away", tone: "urgent" });
  else if (row.acknowledgedAt === null && calledMs >= UNSEEN_AFTER_MS) {
    flags.push({ kind: "unseen", tone: "soon" });
  }
  const { tone } = waitedOf(row, now);
  const isInLine = row.status === "waiting" || row.status === "held";
  if (isInLine && (tone === "late" || tone === "urgent")) flags.push({ kind: "late", tone });
  for (const need of row.needs) flags.push({ kind: "need", need, tone: "neutral" });
  for (const need of row.declaredNeeds) {
    if (!row.needs.includes(need)) flags.push({ kind: "declared", need, tone: "soon" });
  }
  if (row.mode === "online") flags.push({ kind: "online", tone: "neutral" });
  if (row.calls > 1) flags.push({ kind: "recalled", tone: "neutral" });
  if (row.deferrals > 0) flags.push({ kind: "deferred", tone: "neutral" });
  if (isPaymentUsed && row.paidAt === null) flags.push({ kind: "unpaid", tone: "soon" });
  return flags;
}

/** Milliseconds of grace left for a called person at `now`; negative when it is over, null when none runs. */
export function graceLeftMs(row: Pick<DeskRow, "status" | "graceEndsAt">, now: number): number | null {
  return row.status !== "called" || row.graceEndsAt === null ? null : Date.parse(row.graceEndsAt) - now;
}
