/**
 * The queues of a facility as a desk lists them: how many wait, are called and served, and since when whoever has
 * waited longest. It tells nothing of single patients.
 */
import type { StaffPrincipal } from "../../actors/identity/schema.ts";
import type { QueueConfig } from "../../actors/queue/schema.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import { isoOf, queueSummary } from "../../actors/queue/view.ts";
import type { FacilityId, QueueId } from "../../actors/shared/ids.ts";
import { isId } from "../../actors/shared/ids.ts";
import { reach } from "../../actors/shared/reach.ts";
import type { System } from "../../actors/system.ts";
import type { QueueLine } from "../../islands/desk/desk_props.ts";

/** How far into the line the longest wait is looked for: who has waited longest stands near its front. */
const LOOKED_AT_MAX = 1_000;

/** The configuration of a queue that is in use and belongs to the tenant of `staff`, or null. */
export async function deskQueueOf(
  system: System,
  { queueId, staff }: { readonly queueId: string; readonly staff: StaffPrincipal },
): Promise<QueueConfig | null> {
  const entry = isId(queueId) ? await reach(system.directory.byId(queueId as QueueId)) : null;
  if (entry === null || entry.tenantId !== staff.tenantId) return null;
  return await system.queues.read(
    entry.queueId,
    ({ header }) => header.isArchived ? null : header.config,
  );
}

/** Since when whoever has waited longest in `state` is waiting, epoch ms; null when nobody is. */
export function longestSince(state: QueueState): number | null {
  let since: number | null = null;
  for (const ticket of state.line.from(0, LOOKED_AT_MAX)) {
    if (since === null || ticket.joinedAt < since) since = ticket.joinedAt;
  }
  return since;
}

/** The queues in use at `facilityId`, in the tenant of `staff`, by name. */
export async function queueLinesOf(
  system: System,
  { facilityId, staff }: { readonly facilityId: FacilityId; readonly staff: StaffPrincipal },
): Promise<readonly QueueLine[]> {
  const entries = await reach(system.directory.ofTenant(staff.tenantId));
  const lines = await Promise.all(
    entries.map(({ queueId }) =>
      system.queues.read(queueId, (state): QueueLine | null => {
        const { config, isArchived } = state.header;
        if (config === null || isArchived || config.facilityId !== facilityId) return null;
        const { id, name, prefix, status, estimatedWaitMinutes } = queueSummary(state, {
          estimate: system.estimate,
        });
        const since = longestSince(state);
        const counts = { ...state.counts };
        return {
          id,
          name,
          prefix,
          status,
          counts,
          estimatedWaitMinutes,
          longestSince: since === null ? null : isoOf(since),
        };
      })
    ),
  );
  return lines.filter((line) => line !== null).sort((a, b) => a.name.localeCompare(b.name));
}
