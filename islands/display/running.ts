/**
 * What a display does all day, put together: it follows its queue, announces what is new, shows the time, stays awake
 * and stays on the newest edition. Everything that it starts ends with the answer of `startDisplay`.
 */
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { WordKey } from "../../actors/shared/i18n.ts";
import type { Say } from "../../actors/shared/words.ts";
import { browserDeps, followTab } from "../browser.ts";
import { type Connection, Live, SILENCE_MS_MAX } from "../live.ts";
import { type Announced, Announcer } from "./announcer.ts";
import { keepAwake } from "./awake.ts";
import {
  type Board,
  newerBoard,
  type Notice,
  noticeCalls,
  parseBoard,
  parseNotice,
  unconfirmedSince,
} from "./board_state.ts";
import { type Edition, followEdition } from "./edition.ts";
import { keep, recall } from "./preferences.ts";
import type { Sound } from "./sound.ts";
import { spokenCall } from "./spoken.ts";

export interface DisplaySignals {
  readonly board: Signal<Board>;
  readonly announced: Signal<Announced>;
  readonly notice: Signal<Notice | null>;
  /** Epoch ms on the server's clock, moved once a second but only at each full minute. */
  readonly now: Signal<number>;
  readonly staleSince: Signal<number | null>;
  readonly isMuted: ReadonlySignal<boolean>;
  readonly isVoiceOn: ReadonlySignal<boolean>;
}

export interface DisplayAddress {
  readonly streamUrl: string;
  readonly pollUrl: string;
  readonly editionUrl: string;
  readonly edition: string;
  /** Epoch ms on the server's clock when the page was made. */
  readonly renderedAt: number;
}

const TICK_MS = 1_000;
const MINUTE_MS = 60_000;
const ASK_MS_MAX = 10_000;
/** The server's clock is followed when it is away by more than this; a request takes its time too. */
const CLOCK_SLACK_MS = 2_000;

/** The time as the server has it: the clock of a machine on a wall is nobody's care. */
class ServerClock {
  #aheadMs: number;
  constructor(renderedAt: number) {
    this.#aheadMs = renderedAt - Date.now();
  }
  now(): number {
    return Date.now() + this.#aheadMs;
  }
  set(at: number): void {
    if (Math.abs(at - this.now()) > CLOCK_SLACK_MS) this.#aheadMs = at - Date.now();
  }
}

const after = (ms: number, task: () => void) => {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
};

async function askEdition(url: string, clock: ServerClock): Promise<string | null> {
  try {
    const response = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(ASK_MS_MAX) });
    if (!response.ok) return null;
    const { data }: { data?: { edition?: unknown; at?: unknown } } = await response.json();
    if (typeof data?.at === "number") clock.set(data.at);
    return typeof data?.edition === "string" ? data.edition : null;
  } catch {
    return null;
  }
}

/** Loads the page again once it answers: a browser's own error page would never come back by itself. */
async function reload(): Promise<void> {
  try {
    const response = await fetch(location.href, {
      cache: "no-store",
      headers: { accept: "text/html" },
      signal: AbortSignal.timeout(ASK_MS_MAX),
    });
    await response.text();
    if (!response.ok) return;
  } catch {
    return;
  }
  keep(sessionStorage, { name: "reloadedAt", value: Date.now() });
  location.reload();
}

function startEdition(
  { editionUrl, edition }: DisplayAddress,
  { clock, isBusy }: { readonly clock: ServerClock; isBusy(): boolean },
): Edition {
  return followEdition(edition, {
    ask: () => askEdition(editionUrl, clock),
    reload,
    isBusy,
    reloadedAt: () => Number(recall(sessionStorage, "reloadedAt") ?? NaN) || null,
    now: Date.now,
    after,
    random: Math.random,
  });
}

function startAwake(): () => void {
  if (!("wakeLock" in navigator)) return () => {};
  return keepAwake({
    async take(onReleased) {
      const lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", onReleased, { once: true });
      return () => void lock.release();
    },
    isVisible: () => document.visibilityState === "visible",
    onVisibility(task) {
      document.addEventListener("visibilitychange", task);
      return () => document.removeEventListener("visibilitychange", task);
    },
    after,
  });
}

function startAnnouncer(
  { announced, isMuted, isVoiceOn }: DisplaySignals,
  { sound, say }: { readonly sound: Sound; readonly say: Say<WordKey> },
): Announcer {
  return new Announcer({
    after,
    async sound(call) {
      if (isMuted.value) return;
      await sound.chime();
      if (isVoiceOn.value && !isMuted.value) await sound.speak(spokenCall(call, say));
    },
  }, (next) => announced.value = next);
}

/** Starts a display's day; answers how to end it. */
export function startDisplay(address: DisplayAddress, signals: DisplaySignals, parts: {
  readonly sound: Sound;
  readonly say: Say<WordKey>;
}): () => void {
  const { board, announced, notice, now, staleSince } = signals;
  const clock = new ServerClock(address.renderedAt);
  const announcer = startAnnouncer(signals, parts);
  const edition = startEdition(address, { clock, isBusy: () => announced.value.current !== null });
  const letSleep = startAwake();
  let { seen } = noticeCalls([], board.value);
  let heardAt = Date.now();
  let connection: Connection = "connecting";

  function show(next: Board): void {
    const noticed = noticeCalls(seen, next);
    seen = noticed.seen;
    board.value = next;
    announcer.keep(next.called);
    announcer.announce(noticed.calls);
  }

  /** Once a second: only what has changed is shown anew. */
  function tick(): void {
    now.value = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS;
    const isSilent = Date.now() - heardAt > SILENCE_MS_MAX;
    if (!isSilent && connection !== "offline") staleSince.value = unconfirmedSince(board.value);
    else staleSince.value ??= clock.now() - (Date.now() - heardAt);
    if (notice.value !== null && notice.value.untilAt <= clock.now()) notice.value = null;
  }

  const live = new Live({
    streamUrl: address.streamUrl,
    pollUrl: address.pollUrl,
    events: ["queue-update", "emergency-notification"],
    onState(name, body) {
      if (name === "emergency-notification") notice.value = parseNotice(body, clock.now()) ?? notice.value;
      else show(newerBoard(board.value, parseBoard(body)));
    },
    onHeard: () => heardAt = Date.now(),
    onConnection(next) {
      const isBack = next === "connected" && connection !== "connected" && connection !== "connecting";
      connection = next;
      if (isBack) edition.suspect();
      tick();
    },
    onGone: () => location.reload(),
  }, browserDeps());
  live.start();
  const unfollow = followTab(live);
  const ticking = setInterval(tick, TICK_MS);
  tick();
  return () => {
    clearInterval(ticking);
    unfollow();
    live.stop();
    edition.stop();
    announcer.stop();
    letSleep();
  };
}
