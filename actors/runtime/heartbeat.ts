/**
 * Signs of life of the processes on a shared store, and whether this one's clock agrees with the others'. It reads
 * and writes heartbeats; what a wrong clock must not do is for others to leave undone.
 */
import { z } from "zod";
import type { RuntimeDeps } from "./deps.ts";
import { heartbeatKey, heartbeatsPrefixKey } from "./keys.ts";
import type { RuntimeLimits } from "./limits.ts";
import { within } from "./patience.ts";

const Heartbeat = z.object({ at: z.number() });
/** Processes that are compared at most. */
const PROCESSES_MAX = 100;
/** Heartbeats between two of which a silent process is forgotten by the store. */
const BEATS_TO_EXPIRY = 30;

/** What is known of another process's clock. */
interface Seen {
  readonly versionstamp: string;
  /** How far it is ahead of ours by its last beat; null when that could not be told. */
  readonly latestMs: number | null;
  /** The same, as far as two beats in a row agreed. */
  readonly offsetMs: number | null;
}

export interface ClockWatch {
  /** Writes our heartbeat when it is time and compares the others' that are new. Rejects when the store fails. */
  look(): Promise<void>;
  isReady(): boolean;
}

/** The lower median: of two clocks that differ, the one that is ahead counts as wrong, since firing early is worse. */
function lowerMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}

/** Watches the clocks of the processes on this store. Ready until the others prove otherwise. */
export function createClockWatch(
  deps: RuntimeDeps,
  limits: Pick<RuntimeLimits, "heartbeatMs" | "clockSkewMsMax" | "readTimeoutMs">,
): ClockWatch {
  const seen = new Map<string, Seen>();
  let lastLookAt: number | null = null;
  let lastBeatAt = -Infinity;
  let isReady = true;

  async function beat(): Promise<void> {
    if (deps.now() - lastBeatAt < limits.heartbeatMs) return;
    lastBeatAt = deps.now();
    const key = heartbeatKey(deps.processId);
    // Checked, so that a beat which waited out an outage in the store's client does not come in after a newer one.
    const { versionstamp } = await deps.kv.get(key);
    await deps.kv.atomic()
      .check({ key, versionstamp })
      .set(key, { at: deps.now() }, { expireIn: limits.heartbeatMs * BEATS_TO_EXPIRY })
      .commit();
  }

  async function look(): Promise<void> {
    await within(deps, beat(), { ms: limits.readTimeoutMs, what: "a heartbeat" });
    const present = new Set<string>();
    const compare = async () => {
      const askedAt = deps.now();
      const sinceMs = lastLookAt === null ? null : askedAt - lastLookAt;
      lastLookAt = askedAt;
      for await (
        const { key, value, versionstamp } of deps.kv.list({ prefix: heartbeatsPrefixKey() }, {
          limit: PROCESSES_MAX,
        })
      ) {
        const processId = key[1];
        if (typeof processId !== "string" || processId === deps.processId) continue;
        present.add(processId);
        const before = seen.get(processId);
        if (before?.versionstamp === versionstamp) continue;
        // Written since the last look: on equal clocks its instant lies between that look and this one.
        const isTimed = before !== undefined && sinceMs !== null && sinceMs <= limits.clockSkewMsMax;
        const latestMs = isTimed ? Heartbeat.parse(value).at - askedAt + sinceMs / 2 : null;
        seen.set(processId, { versionstamp, latestMs, offsetMs: agreedMs(latestMs, before) });
      }
    };
    await within(deps, compare(), { ms: limits.readTimeoutMs, what: "a list of heartbeats" });
    for (const processId of seen.keys()) if (!present.has(processId)) seen.delete(processId);
    judge();
  }

  /** One odd beat may have been on its way for long, or this process stood still: only two in a row tell. */
  function agreedMs(latestMs: number | null, before: Seen | undefined): number | null {
    const isAgreed = latestMs !== null && typeof before?.latestMs === "number" &&
      Math.abs(latestMs - before.latestMs) <= limits.clockSkewMsMax;
    return isAgreed ? latestMs : before?.offsetMs ?? null;
  }

  function judge(): void {
    const offsets = [...seen.values()].flatMap(({ offsetMs }) => offsetMs === null ? [] : [offsetMs]);
    const offMs = lowerMedian([0, ...offsets]);
    const wasReady = isReady;
    isReady = Math.abs(offMs) <= limits.clockSkewMsMax;
    if (isReady !== wasReady) {
      deps.log(isReady ? "info" : "error", "Clock compared with the others'", { offMs, isReady });
    }
  }

  return { look, isReady: () => isReady };
}
