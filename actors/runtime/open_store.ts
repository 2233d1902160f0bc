/**
 * Opening a store over the network at the start, when it may not be up yet: a bounded wait with one line in the log,
 * then one clear line. A store that answers and refuses is not waited for.
 */
import type { RuntimeDeps } from "./deps.ts";
import { backoffMs, pause } from "./patience.ts";

/** How long a start waits for its store. */
export const OPEN_MS_MAX = 30_000;
/** How long one try may stay unanswered. */
const TRY_MS_MAX = 5_000;
const RETRY_BASE_MS = 200;
const RETRY_MAX_MS = 2_000;
/** What the client says when waiting does not help: a wrong address or token. */
const REFUSED = /status 4\d\d|DENO_KV_ACCESS_TOKEN/;

export interface OpenOptions<Kv> {
  readonly open: () => Promise<Kv>;
  readonly deps: Pick<RuntimeDeps, "now" | "after" | "random" | "log">;
}

/** What `open` gives, tried again for {@link OPEN_MS_MAX}. @throws TypeError with one clear line. */
export async function openWhenUp<Kv>({ open, deps }: OpenOptions<Kv>): Promise<Kv> {
  const endsAt = deps.now() + OPEN_MS_MAX;
  for (let tries = 1;; tries++) {
    const opened = await tryOpen(open, deps);
    if ("kv" in opened) return opened.kv;
    const { why } = opened;
    if (REFUSED.test(why)) throw new TypeError(`Cannot start: the store refuses us (${why})`);
    const random = () => deps.random();
    const waitMs = backoffMs(tries, { baseMs: RETRY_BASE_MS, maxMs: RETRY_MAX_MS, random });
    if (deps.now() + waitMs >= endsAt) {
      throw new TypeError(`Cannot start: no store within ${OPEN_MS_MAX / 1000} s (${why})`);
    }
    if (tries === 1) deps.log("warn", "Cannot reach the store yet: waiting for it", { why });
    await pause(deps, waitMs);
  }
}

/** One try; a late answer is dropped. */
function tryOpen<Kv>(
  open: () => Promise<Kv>,
  deps: Pick<RuntimeDeps, "after">,
): Promise<{ readonly kv: Kv } | { readonly why: string }> {
  return new Promise((resolve) => {
    const cancel = deps.after(TRY_MS_MAX, () => resolve({ why: `No answer within ${TRY_MS_MAX} ms` }));
    open().then((kv) => resolve({ kv }), (cause: unknown) => resolve({ why: lineOf(cause) })).finally(cancel);
  });
}

function lineOf(cause: unknown): string {
  return String(cause instanceof Error ? cause.message : cause).replace(/\s+/g, " ");
}
