/**
 * A browser without a screen for tests of what a desk does offline: tabs that share storage and locks, a line to a
 * server that a test answers for, and time that passes only when told.
 */
import type { Answer, AskOptions } from "../../islands/api.ts";
import type { OutboxDeps } from "../../islands/offline/outbox.ts";
import { openVault, type Vault } from "../../islands/offline/vault.ts";
import { createMemoryShelf, type MemoryShelf } from "./memory_shelf.ts";

export const BROWSER_AT = Date.parse("2026-11-20T10:00:00Z");
export const UNREACHABLE: Answer = { kind: "unreachable", retryAfterMs: null };
const SETTLE_TURNS = 200;

/** A request as the server sees it. */
export interface Asked extends AskOptions {
  readonly path: string;
}

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

export interface OfflineBrowser {
  readonly shelf: MemoryShelf;
  /** Every request that was made, in order. */
  readonly asked: Asked[];
  /** How the server answers; by default it cannot be reached. */
  answer: (asked: Asked) => Answer | Promise<Answer>;
  now: number;
  isOnline: boolean;
  /** Who is signed in, as an outbox asks. */
  account: "ours" | "other" | "unknown";
  /** What a new tab of this browser gets. */
  deps(): OutboxDeps;
  vault(accountId?: string): Promise<Vault>;
  /** Lets time pass, timers run, and everything settle. */
  pass(ms: number): Promise<void>;
  settle(): Promise<void>;
}

/** One at a time by name, first come first served: what the browser's locks do over its tabs. */
function createLocks(): OutboxDeps["lock"] {
  const last = new Map<string, Promise<unknown>>();
  return (name, task) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(task);
    last.set(name, turn.catch(() => {}));
    return turn;
  };
}

/** A browser that cannot reach its server. */
export function createOfflineBrowser(): OfflineBrowser {
  const timers = new Set<Timer>();
  const tabs = new Set<() => void>();
  const lock = createLocks();
  let keys = 0;
  const browser: OfflineBrowser = {
    shelf: createMemoryShelf(),
    asked: [],
    answer: () => UNREACHABLE,
    now: BROWSER_AT,
    isOnline: true,
    account: "ours",
    deps() {
      let own: () => void = () => {};
      return {
        async ask(path, options) {
          const asked = { path, ...options };
          browser.asked.push(asked);
          return await browser.answer(asked);
        },
        lock,
        announce: () => tabs.forEach((hear) => hear === own ? undefined : hear()),
        onChanged(listener) {
          own = listener;
          tabs.add(listener);
          return () => tabs.delete(listener);
        },
        now: () => browser.now,
        random: () => 0,
        after(ms, task) {
          const timer = { at: browser.now + ms, task };
          timers.add(timer);
          return () => void timers.delete(timer);
        },
        mintKey: () => `key-${++keys}`,
        dayOf: (at) => new Date(at).toISOString().slice(0, 10),
        isOnline: () => browser.isOnline,
        account: () => Promise.resolve(browser.account),
      };
    },
    vault: (accountId = "ada") =>
      openVault({ tenantId: "riverside", accountId }, {
        shelf: browser.shelf,
        subtle: crypto.subtle,
        randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
        now: () => browser.now,
      }),
    async pass(ms) {
      const until = browser.now + ms;
      for (;;) {
        await browser.settle();
        const due = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        browser.now = Math.max(browser.now, due.at);
        due.task();
      }
      browser.now = until;
    },
    async settle() {
      // Cryptography answers from another thread: a turn of the event loop each, and no span of time.
      for (let turn = 0; turn < SETTLE_TURNS; turn++) {
        await crypto.subtle.digest("SHA-256", new Uint8Array(1));
      }
    },
  };
  return browser;
}
