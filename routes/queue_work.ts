/**
 * How each queue of a tenant stands, for whoever chooses where to work: how many wait, how long the longest, who
 * works. For staff alone; it names nobody.
 */
import type { StaffPrincipal } from "../actors/identity/schema.ts";
import type { QueueStatus } from "../actors/queue/schema.ts";
import type { QueueState } from "../actors/queue/state.ts";
import { isoOf, queueSummary } from "../actors/queue/view.ts";
import { reach } from "../actors/shared/reach.ts";
import type { System } from "../actors/system.ts";

/** Places looked at for the longest wait: who waits longest is hardly ever behind so many. */
const LOOKED_AT_MAX = 2_000;

export interface QueueWork {
  readonly queueId: string;
  readonly facilityId: string;
  readonly name: string;
  readonly prefix: string;
  readonly status: QueueStatus;
  /** In line, held places among them. */
  readonly waiting: number;
  readonly held: number;
  readonly called: number;
  readonly serving: number;
  readonly waitlisted: number;
  /** When whoever waits longest joined, ISO 8601, or null when nobody waits. */
  readonly longestSince: string | null;
  readonly estimatedWaitMinutes: number | null;
  /** Providers who work now. */
  readonly working: number;
  /** True when the asker is one of its providers. */
  readonly isOwn: boolean;
}

function longestSince(state: QueueState): number | null {
  let earliest: number | null = null;
  for (const { joinedAt } of state.line.from(0, LOOKED_AT_MAX)) {
    if (earliest === null || joinedAt < earliest) earliest = joinedAt;
  }
  return earliest;
}

function workIn(
  state: QueueState,
  { system, staff }: { readonly system: Pick<System, "estimate">; readonly staff: StaffPrincipal },
): QueueWork | null {
  const { config, isArchived } = state.header;
  if (config === null || isArchived) return null;
  const { id, name, prefix, status, waiting, estimatedWaitMinutes } = queueSummary(state, system);
  const { held, called, serving, waitlisted } = state.counts;
  const since = longestSince(state);
  return {
    queueId: id,
    facilityId: config.facilityId,
    name,
    prefix,
    status,
    waiting,
    held,
    called,
    serving,
    waitlisted,
    longestSince: since === null ? null : isoOf(since),
    estimatedWaitMinutes,
    working: state.workingProviders(),
    isOwn: staff.providerId !== null && config.providerIds.includes(staff.providerId),
  };
}

/** The queues of the tenant of `staff` that are not archived, by name, as everywhere staff see them. */
export async function queueWork(
  system: Pick<System, "directory" | "queues" | "estimate">,
  staff: StaffPrincipal,
): Promise<readonly QueueWork[]> {
  const entries = await reach(system.directory.ofTenant(staff.tenantId));
  const found = await Promise.all(
    entries.map(({ queueId }) => system.queues.read(queueId, (state) => workIn(state, { system, staff }))),
  );
  return found.filter((work) => work !== null).sort((a, b) => a.name.localeCompare(b.name));
}
