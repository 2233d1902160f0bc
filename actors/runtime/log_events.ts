/**
 * Confirmed events read straight from the log, for streams that resume and readers that follow: from any position,
 * in today's shapes. It never looks at memory.
 */
import type { Domain, Rewindable } from "../shared/domain.ts";
import { AppError } from "../shared/errors.ts";
import type { LoggedEvent } from "./actor_api.ts";
import type { RuntimeDeps } from "./deps.ts";
import { type Head, parseHead } from "./head.ts";
import { type ActorAddress, headKey, logKey } from "./keys.ts";
import type { RuntimeLimits } from "./limits.ts";
import { decodeValue, readValues } from "./log.ts";
import { within } from "./patience.ts";
import type { StoreReads } from "./store_reads.ts";

export interface LogContext<State extends Rewindable, Command, Event, Outcome> {
  readonly deps: RuntimeDeps;
  readonly limits: RuntimeLimits;
  readonly domain: Domain<State, Command, Event, Outcome>;
  readonly reads: StoreReads;
}

export interface EventRange {
  readonly address: ActorAddress;
  readonly afterSeq: number;
  readonly limit: number;
}

/** Segments that a search walks back through before it gives up: two years of days. */
const SEGMENTS_MAX = 800;
const VALUES_PER_READ = 20;

/**
 * Events with `seq` > `afterSeq`, in order, at most `limit`. Rejects when the store fails, and with
 * `unsupported_version` when a newer program wrote them.
 */
export async function readEvents<State extends Rewindable, Command, Event, Outcome>(
  context: LogContext<State, Command, Event, Outcome>,
  { address, afterSeq, limit }: EventRange,
): Promise<readonly LoggedEvent<Event>[]> {
  const { deps, limits, domain } = context;
  const head = parseHead((await context.reads.get(headKey(address))).value);
  const found: LoggedEvent<Event>[] = [];
  if (head.seq <= afterSeq || limit <= 0) return found;
  let start = await valueHolding(context, { address, head, seq: afterSeq + 1 });
  while (found.length < limit) {
    const range = {
      fromSegment: start.segment,
      fromSeq: start.seq,
      toSegment: head.segment,
      toSeq: head.seq,
    };
    const values = await within(deps, readValues(deps.kv, { address, range, limit: VALUES_PER_READ }), {
      ms: limits.readTimeoutMs,
      what: "a read of the log",
    });
    for (const entry of values) {
      const value = decodeValue(entry);
      if (value.version > domain.eventVersion) {
        throw new AppError("unsupported_version", `Cannot read events of version ${value.version}`);
      }
      value.events.forEach((raw, index) => {
        const seq = value.firstSeq + index;
        if (seq <= afterSeq || found.length >= limit) return;
        found.push({ seq, event: domain.upcast(raw, value.version) });
      });
      start = { segment: value.segment, seq: value.firstSeq + value.events.length };
    }
    if (values.length < VALUES_PER_READ) break;
  }
  return found;
}

/** Where the value begins that holds position `seq`. */
async function valueHolding<State extends Rewindable, Command, Event, Outcome>(
  { deps, limits }: LogContext<State, Command, Event, Outcome>,
  { address, head, seq }: { readonly address: ActorAddress; readonly head: Head; readonly seq: number },
): Promise<{ readonly segment: number; readonly seq: number }> {
  const oldest = Math.max(0, head.segment - SEGMENTS_MAX);
  // Positions before the present segment: some earlier segment's last value at or before `seq`.
  for (let segment = head.segment; segment >= oldest; segment--) {
    if (segment === head.segment && seq < head.segmentSeq) continue;
    const selector = {
      start: logKey(address, { segment, seq: 0 }),
      end: logKey(address, { segment, seq: seq + 1 }),
    };
    const last = deps.kv.list(selector, { limit: 1, reverse: true }).next();
    const { done, value } = await within(deps, last, {
      ms: limits.readTimeoutMs,
      what: "a search of the log",
    });
    const firstSeq = done === true ? undefined : value?.key[4];
    if (typeof firstSeq === "number") return { segment, seq: firstSeq };
  }
  return { segment: 0, seq: 1 };
}
