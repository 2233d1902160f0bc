/**
 * Why the server said no, as staff can use it: who did what, and when. Pure; it says nothing that is not in the
 * refusal or already known at this desk.
 */
import type { WordKey } from "../../actors/shared/i18n.ts";
import { formatTime, type Place } from "../../actors/shared/format.ts";
import type { Say } from "../../actors/shared/words.ts";
import type { Problem } from "../api.ts";
import type { Activity } from "./activity.ts";
import { roomText } from "./room_text.ts";

export interface RefusalContext extends Place {
  readonly say: Say<WordKey>;
  readonly label: string;
  /** What this desk knows was done last to the ticket, or null. */
  readonly last: Activity | null;
  nameOf(by: string | null): string;
}

const PLAIN: Readonly<Record<string, WordKey>> = {
  queue_empty: "desk.refused.empty",
  queue_paused: "desk.refused.paused",
  queue_closed: "desk.refused.closed",
  queue_full: "desk.refused.full",
  provider_unknown: "desk.refused.provider",
  already_waiting: "desk.refused.alreadyWaiting",
  defer_limit: "desk.refused.deferLimit",
  recall_limit: "desk.refused.recallLimit",
  undo_expired: "desk.refused.undoExpired",
  undo_impossible: "desk.refused.undoImpossible",
  not_found: "desk.refused.gone",
  forbidden: "desk.refused.forbidden",
  unauthenticated: "desk.refused.session",
  session_expired: "desk.refused.session",
};

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** An instant as JSON carries it, epoch ms. */
function instantOf(value: unknown): number | undefined {
  const at = typeof value === "number" ? value : typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** The sentence for `problem`. */
export function refusalText(problem: Problem, context: RefusalContext): string {
  const { say, label, last, nameOf } = context;
  const { code, facts } = problem;
  const [calledAt, retryAt, at] = [facts["calledAt"], facts["retryAt"], facts["at"]].map(instantOf);
  const time = (instant: number) => formatTime(instant, context);
  if (code === "already_called" && calledAt !== undefined) {
    const where = roomText(textOf(facts["room"]), say);
    const params = { who: nameOf(textOf(facts["calledBy"])), label, time: time(calledAt), room: where ?? "" };
    return say(where === null ? "desk.conflict.called" : "desk.conflict.calledTo", params);
  }
  if (code === "recall_too_soon" && retryAt !== undefined) {
    return say("desk.refused.recallSoon", { label, time: time(retryAt) });
  }
  // What was done may be told by the refusal before the stream brings it here.
  const isLast = last !== null && (at === undefined || last.at >= at);
  if ((code === "wrong_state" || code === "stale_version") && isLast) {
    return say("desk.conflict.changed", {
      what: say(`desk.did.${last.deed}`, { who: nameOf(last.by), label }),
      time: time(last.at),
    });
  }
  if (code === "wrong_state" || code === "stale_version") {
    const state = textOf(facts["state"]);
    if (state === null) return say("desk.conflict.stale", { label });
    const params = { label, state: say(`state.${state}` as WordKey) };
    const by = textOf(facts["by"]);
    return by === null || at === undefined
      ? say("desk.conflict.state", params)
      : say("desk.conflict.stateBy", { ...params, who: nameOf(by), time: time(at) });
  }
  const plain = PLAIN[code];
  return plain === undefined ? say("desk.refused.other", { label }) : say(plain, { label });
}
