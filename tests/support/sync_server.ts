/** A server of commands in a few lines, for tests of an outbox: it carries out each key once and remembers the order. */
import { assert } from "@std/assert";
import type { Answer } from "../../islands/api.ts";
import { type Asked, UNREACHABLE } from "./offline_browser.ts";

export const DONE = {
  kind: "done",
  status: 200,
  body: { data: {} },
  isReplay: false,
} as const satisfies Answer;

/** One command of a request to `/sync`. */
export interface Sync {
  readonly key: string;
  readonly path: string;
  readonly claimedAt: string;
}

/** The commands of a request to `/sync`. */
export function syncsIn({ body }: Pick<Asked, "body">): readonly Sync[] {
  assert(typeof body === "object" && body !== null && "commands" in body);
  return body.commands as readonly Sync[];
}

/** The server: `answer` is what a browser asks, `order` the paths of what was carried out. */
export function createServer() {
  const done = new Set<string>();
  const order: string[] = [];
  const carryOut = (key: string, path: string) => {
    const outcome = done.has(key) ? "repeated" : "done";
    if (!done.has(key)) order.push(path);
    done.add(key);
    const ticketId = path === "/queues/join" ? `real-${key}` : "t";
    return { key, outcome, status: 200, body: { data: { ticketId } } };
  };
  const answer = (asked: Asked): Answer => {
    if (asked.path !== "/sync") return { ...DONE, body: carryOut(asked.key ?? "", asked.path).body };
    return {
      ...DONE,
      body: { data: { results: syncsIn(asked).map(({ key, path }) => carryOut(key, path)) } },
    };
  };
  return { answer, order };
}

/** A server that answers `/sync` alone, where every command fares as `fate` says. */
export function syncing(fate: (sync: Sync) => object): (asked: Asked) => Answer {
  return (asked) => {
    if (asked.path !== "/sync") return UNREACHABLE;
    const results = syncsIn(asked).map((sync) => ({ key: sync.key, ...fate(sync) }));
    return { ...DONE, body: { data: { results } } };
  };
}
