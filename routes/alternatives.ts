/**
 * Where else somebody could go who finds a queue full: the other open queues of the same facility that have room, the
 * shortest wait first. Remembered for a moment, since a full queue is asked for again and again.
 */
import { queueSummary } from "../actors/queue/view.ts";
import type { QueueState } from "../actors/queue/state.ts";
import { reach } from "../actors/shared/reach.ts";
import type { System } from "../actors/system.ts";
import type { QueuePolicy } from "./policies.ts";

export const ALTERNATIVES_MAX = 3;
export const ALTERNATIVES_MS = 2_000;
/** Queues of the facility that are looked at. */
const LOOKED_AT_MAX = 50;
const REMEMBERED_MAX = 1_000;

/** Another queue with its wait, whole minutes or null. */
export interface Alternative {
  readonly id: string;
  readonly name: string;
  readonly waiting: number;
  readonly estimatedWaitMinutes: number | null;
}

export interface Alternatives {
  /** At most {@link ALTERNATIVES_MAX}; for strangers only queues that they may join. */
  to(queue: QueuePolicy, options: { readonly isStaff: boolean }): Promise<readonly Alternative[]>;
}

type Asked = Pick<System, "queues" | "directory" | "estimate" | "now">;

/** Alternatives among the queues of `system`. */
export function createAlternatives(system: Asked): Alternatives {
  const known = new Map<string, { readonly found: readonly Alternative[]; readonly until: number }>();

  async function find(queue: QueuePolicy, isStaff: boolean): Promise<readonly Alternative[]> {
    const { queueId, tenantId, facilityId } = queue;
    const entries = (await reach(system.directory.ofTenant(tenantId)))
      .filter((entry) => entry.facilityId === facilityId && entry.queueId !== queueId)
      .slice(0, LOOKED_AT_MAX);
    const { estimate } = system;
    const seen = await Promise.all(
      entries.map((entry) =>
        system.queues.read(entry.queueId, (state) => alternativeIn(state, { estimate, isStaff }))
      ),
    );
    return seen.filter((one) => one !== null).sort(byWait).slice(0, ALTERNATIVES_MAX);
  }

  return {
    async to(queue, { isStaff }) {
      const name = `${queue.queueId} ${isStaff}`;
      const remembered = known.get(name);
      if (remembered !== undefined && remembered.until > system.now()) return remembered.found;
      const found = await find(queue, isStaff);
      if (known.size >= REMEMBERED_MAX) known.delete(known.keys().next().value ?? name);
      known.set(name, { found, until: system.now() + ALTERNATIVES_MS });
      return found;
    },
  };
}

/** The queue as a place to go to; null when it takes nobody now, or not those who ask. */
function alternativeIn(
  state: QueueState,
  { estimate, isStaff }: Pick<Asked, "estimate"> & { readonly isStaff: boolean },
): Alternative | null {
  const { config, status, isArchived } = state.header;
  if (config === null || isArchived || status !== "open" || !(isStaff || config.selfJoin)) return null;
  const isFull = config.capacity !== null && state.inQueue() >= config.capacity;
  if (isFull || state.waitlist.count > 0) return null;
  const { id, name, waiting, estimatedWaitMinutes } = queueSummary(state, { estimate });
  return { id, name, waiting, estimatedWaitMinutes };
}

/** The shortest wait first; those without a number last, by how many wait. */
function byWait(a: Alternative, b: Alternative): number {
  const [first, second] = [a.estimatedWaitMinutes ?? Infinity, b.estimatedWaitMinutes ?? Infinity];
  return first === second ? a.waiting - b.waiting : first - second;
}
