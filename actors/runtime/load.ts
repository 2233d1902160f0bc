/**
 * Bringing an actor into memory: the newest readable snapshot, then the log after it. A snapshot that cannot be read
 * gives way to the older one, and that to the log from its start.
 */
import type { Rewindable } from "../shared/domain.ts";
import { EMPTY_HEAD, type Head, parseHead, type SnapshotPointer } from "./head.ts";
import { KnownKeys } from "./idempotency.ts";
import { headKey } from "./keys.ts";
import { LogGap, Replica, type ReplicaOptions } from "./replica.ts";
import { readSnapshot, SnapshotUnusable } from "./snapshot.ts";

export type LoadOptions<State extends Rewindable, Command, Event, Outcome> = Pick<
  ReplicaOptions<State, Command, Event, Outcome>,
  "context" | "address" | "onChange" | "hasListeners"
>;

/**
 * Reads an actor from the store, up to its head. An actor that was never written has its empty state. Begins again
 * when snapshots change under it. Rejects when the store fails or the log keeps a hole.
 */
export async function loadReplica<State extends Rewindable, Command, Event, Outcome>(
  options: LoadOptions<State, Command, Event, Outcome>,
): Promise<Replica<State, Command, Event, Outcome>> {
  const { context: { limits, deps }, address } = options;
  for (let tries = 1;; tries++) {
    try {
      return await load(options);
    } catch (cause) {
      if (!(cause instanceof LogGap) || tries >= limits.loadTriesMax) throw cause;
      deps.log("warn", "Begins to load an actor again", { ...address, tries, cause: cause.message });
    }
  }
}

async function load<State extends Rewindable, Command, Event, Outcome>(
  options: LoadOptions<State, Command, Event, Outcome>,
): Promise<Replica<State, Command, Event, Outcome>> {
  const { context, address } = options;
  const askedAt = context.deps.now();
  const entry = await context.reads.get(headKey(address));
  const head = parseHead(entry.value);
  // A newer program's snapshot may not be readable at all; the replica refuses by the head before it replays.
  const isReadable = head.minReader <= context.domain.eventVersion;
  for (const pointer of isReadable ? head.snapshots : []) {
    try {
      const state = await readState(options, pointer);
      const known = new KnownKeys(context.limits.knownKeysMax, pointer.at);
      return await replayed({ ...options, state, known, head: headAt(pointer) }, { entry, askedAt });
    } catch (cause) {
      context.deps.log("error", "Cannot use a snapshot", {
        ...address,
        generation: pointer.generation,
        cause: String(cause),
      });
      // A store that does not answer will not answer for the next generation either.
      if (!(cause instanceof SnapshotUnusable || cause instanceof LogGap)) throw cause;
    }
  }
  const state = context.domain.create(address.actorId);
  state.mark();
  return await replayed(
    { ...options, state, known: new KnownKeys(context.limits.knownKeysMax, 0), head: EMPTY_HEAD },
    { entry, askedAt },
  );
}

async function readState<State extends Rewindable, Command, Event, Outcome>(
  { context, address }: LoadOptions<State, Command, Event, Outcome>,
  pointer: SnapshotPointer,
): Promise<State> {
  const rows = await readSnapshot(context.reads, { address, pointer });
  try {
    const state = context.domain.load(address.actorId, rows);
    state.mark();
    return state;
  } catch (cause) {
    throw new SnapshotUnusable(`Generation ${pointer.generation} does not load`, { cause });
  }
}

async function replayed<State extends Rewindable, Command, Event, Outcome>(
  options: ReplicaOptions<State, Command, Event, Outcome>,
  { entry, askedAt }: { readonly entry: Deno.KvEntryMaybe<unknown>; readonly askedAt: number },
): Promise<Replica<State, Command, Event, Outcome>> {
  let isLoaded = false;
  const replica = new Replica({
    ...options,
    hasListeners: () => isLoaded && options.hasListeners(),
  });
  await replica.catchUp(entry);
  if (replica.frozen === null) replica.confirmedAt = askedAt;
  isLoaded = true;
  return replica;
}

/** The head of an actor as if its log ended where the snapshot was taken. */
function headAt(pointer: SnapshotPointer): Head {
  return {
    ...EMPTY_HEAD,
    seq: pointer.seq,
    segment: pointer.segment,
    hash: pointer.hash,
    lastAt: pointer.at,
  };
}
