/**
 * What the edge must know of a queue before it asks the queue itself: whose it is and who may join. Remembered for a
 * moment, since every join asks; a change made through this process is seen at once, another process's within it.
 */
import type { QueueConfig } from "../actors/queue/schema.ts";
import type { FacilityId, Locator, ProviderId, QueueId, TenantId } from "../actors/shared/ids.ts";
import { reach } from "../actors/shared/reach.ts";
import type { System } from "../actors/system.ts";

export const POLICY_MS = 1_000;
const POLICIES_MAX = 10_000;

export interface QueuePolicy {
  readonly queueId: QueueId;
  readonly tenantId: TenantId;
  readonly facilityId: FacilityId;
  readonly locator: Locator;
  readonly selfJoin: boolean;
  /** The demo's openness: unknown patient ids may join, anyone looks positions up. */
  readonly isOpenToUnknown: boolean;
  readonly isArchived: boolean;
  readonly providerIds: readonly ProviderId[];
}

export interface Policies {
  /** The queue's policy, or null when there is no such queue; at once when remembered. */
  of(queueId: QueueId): QueuePolicy | null | Promise<QueuePolicy | null>;
  forget(queueId: QueueId): void;
}

/** Policies of the queues of `system`. */
export function createPolicies(system: Pick<System, "queues" | "directory" | "now">): Policies {
  const known = new Map<QueueId, { readonly policy: QueuePolicy; readonly until: number }>();

  async function load(queueId: QueueId): Promise<QueuePolicy | null> {
    const entry = await reach(system.directory.byId(queueId));
    if (entry === null) return null;
    const policy = await system.queues.read(
      queueId,
      ({ header }) =>
        header.config === null
          ? null
          : policyOf({ queueId, config: header.config, isArchived: header.isArchived }),
    );
    if (policy === null) return null;
    if (known.size >= POLICIES_MAX) known.delete(known.keys().next().value ?? queueId);
    known.set(queueId, { policy, until: system.now() + POLICY_MS });
    return policy;
  }

  return {
    of(queueId) {
      const remembered = known.get(queueId);
      return remembered !== undefined && remembered.until > system.now() ? remembered.policy : load(queueId);
    },
    forget: (queueId) => void known.delete(queueId),
  };
}

function policyOf(
  { queueId, config, isArchived }: {
    readonly queueId: QueueId;
    readonly config: QueueConfig;
    readonly isArchived: boolean;
  },
): QueuePolicy {
  const { tenantId, facilityId, locator, selfJoin, isOpenToUnknown, providerIds } = config;
  return { queueId, tenantId, facilityId, locator, selfJoin, isOpenToUnknown, isArchived, providerIds };
}
