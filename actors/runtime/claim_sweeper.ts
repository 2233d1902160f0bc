/**
 * Removes the claims that a bulk change left behind, in chunks, behind the actors. Nobody waits for it: whoever meets
 * such a claim asks its owner. Each removal is checked at the version that was looked at.
 */
import type { ClaimLeft, Domain, Rewindable } from "../shared/domain.ts";
import { parseOwner } from "./claims.ts";
import type { RuntimeDeps } from "./deps.ts";
import { claimKey } from "./keys.ts";
import type { RuntimeLimits } from "./limits.ts";
import { within } from "./patience.ts";
import { type Followed, Reader } from "./reader.ts";
import type { ReadOptions } from "./reading.ts";
import type { StoreReads } from "./store_reads.ts";

/** Claims looked at and removed together, where the store allows as many checks. */
const CHUNK_CLAIMS_MAX = 50;

export interface SweeperOptions<State extends Rewindable, Command, Event, Outcome> {
  readonly deps: RuntimeDeps;
  readonly limits: RuntimeLimits;
  readonly domain: Domain<State, Command, Event, Outcome>;
  readonly reads: StoreReads;
  readonly actors: Followed<Event>;
  /** A view of an actor's confirmed state, no older than its commit at version `since`, if given. */
  readonly look: <T>(actorId: string, view: (state: State) => T, options: ReadOptions) => Promise<T>;
}

/** Follows bulk events and sweeps after them; null when the domain has none. */
export function createClaimSweeper<State extends Rewindable, Command, Event, Outcome>(
  options: SweeperOptions<State, Command, Event, Outcome>,
): Reader<Event> | null {
  const { deps, limits, domain, actors, look } = options;
  if (domain.isBulkRelease === undefined || domain.leftClaims === undefined) return null;
  return new Reader<Event>({
    deps,
    limits,
    name: "claims",
    kind: domain.kind,
    actors,
    isRelevant: (event) => domain.isBulkRelease?.(event) ?? false,
    async plan(actorId, events) {
      for (const { event } of events) {
        const left = await look(actorId, (state) => domain.leftClaims?.(state, event) ?? [], {});
        await sweep(options, { actorId, left });
      }
      return [];
    },
  });
}

async function sweep<State extends Rewindable, Command, Event, Outcome>(
  options: SweeperOptions<State, Command, Event, Outcome>,
  { actorId, left }: { readonly actorId: string; readonly left: readonly ClaimLeft[] },
): Promise<void> {
  const size = Math.min(CHUNK_CLAIMS_MAX, options.deps.checksMax);
  for (let from = 0; from < left.length; from += size) {
    await sweepChunk(options, { actorId, left: left.slice(from, from + size) });
    await options.deps.breathe();
  }
}

/** Removes those claims of a chunk that still name their ended holder. One that changes meanwhile saves the chunk. */
async function sweepChunk<State extends Rewindable, Command, Event, Outcome>(
  { deps, limits, domain, reads, look }: SweeperOptions<State, Command, Event, Outcome>,
  { actorId, left }: { readonly actorId: string; readonly left: readonly ClaimLeft[] },
): Promise<void> {
  for (let tries = 1; tries <= limits.commitTriesMax; tries++) {
    const records = await reads.getAll(left.map(({ claim }) => claimKey(claim)));
    const own = records.filter(({ value }) => {
      const owner = parseOwner(value);
      return owner?.kind === domain.kind && owner.actorId === actorId;
    });
    const since = own.map(({ versionstamp }) => versionstamp ?? "").toSorted().at(-1);
    if (since === undefined) return;
    const isHeld = (state: State) => left.map(({ holder }) => domain.isHolding(state, holder));
    const held = await look(actorId, isHeld, { since });
    const operation = deps.kv.atomic();
    let removals = 0;
    left.forEach(({ holder }, index) => {
      const record = records[index];
      if (record === undefined || !own.includes(record) || held[index] === true) return;
      if (parseOwner(record.value)?.holder !== holder) return;
      operation.check(record).delete(record.key);
      removals += 1;
    });
    if (removals === 0) return;
    const result = await within(deps, operation.commit(), {
      ms: limits.commitTimeoutMs,
      what: "a sweep of claims",
    });
    if (result.ok) return;
  }
}
