/**
 * Joins the rules, the runtime and the stores to one running system. Everything comes in as values, so that a test
 * or a simulation builds the very same system on its own store and clock. It decides nothing itself.
 */
import { createFacilities, type Facilities } from "./facility/store.ts";
import { createIdentity, type Identity } from "./identity/identity.ts";
import { orphanKey } from "./identity/store.ts";
import { createEstimator, type Estimator } from "./prediction/estimate.ts";
import { createQueueDomain } from "./queue/domain.ts";
import type { QueueCommand, QueueOutcome } from "./queue/commands.ts";
import type { QueueEvent } from "./queue/schema.ts";
import type { QueueState } from "./queue/state.ts";
import { patientClaim } from "./queue/situation.ts";
import { createQueueDirectory, type QueueDirectory } from "./queue/store.ts";
import type { ActorStats, RunningActors } from "./runtime/registry.ts";
import { createActors } from "./runtime/registry.ts";
import type { RuntimeDeps } from "./runtime/deps.ts";
import { probeKey } from "./runtime/keys.ts";
import type { PatientId, QueueId, TenantId, TicketId } from "./shared/ids.ts";

/** How long a health check waits for the store. */
const HEALTH_TIMEOUT_MS = 2_000;
/** How often orphaned person records are swept. */
const SWEEP_INTERVAL_MS = 5 * 60_000;

export interface SystemDeps extends RuntimeDeps {
  /** Random text of the given length in the base64url alphabet. */
  mintId(chars: number): string;
  /** At least 32 bytes: the root of every derived key. */
  readonly secretKey: Uint8Array;
}

export interface Health {
  readonly status: "ok" | "degraded";
  readonly store: "ok" | "unreachable";
  readonly isReady: boolean;
}

export interface System {
  readonly queues: RunningActors<QueueState, QueueCommand, QueueEvent, QueueOutcome>;
  readonly directory: QueueDirectory;
  readonly identity: Identity;
  readonly facilities: Facilities;
  readonly estimate: Estimator;
  readonly now: () => number;
  readonly mintId: (chars: number) => string;
  readonly breathe: () => Promise<void>;
  readonly after: RuntimeDeps["after"];
  readonly random: () => number;
  readonly log: RuntimeDeps["log"];
  /** Where a patient's one live ticket is, or null. */
  findLive(
    tenantId: TenantId,
    patientId: PatientId,
  ): Promise<{ readonly queueId: QueueId; readonly ticketId: TicketId } | null>;
  health(): Promise<Health>;
  stats(): ActorStats;
  /** What a scheduler calls every minute: deadlines that fell due while this process slept, orphans. */
  wake(): Promise<void>;
  /** Stops intake, finishes what is under way, and refuses the rest. */
  drain(): Promise<void>;
}

/** Builds the system; nothing runs before its first use but the wake-up scan. */
export function createSystem(deps: SystemDeps): System {
  const estimate = createEstimator(deps.now);
  const domain = createQueueDomain({
    estimate,
    orphanKey,
  });
  const queues = createActors<QueueState, QueueCommand, QueueEvent, QueueOutcome>({
    deps,
    domain,
    tick: { type: "Tick" },
  });
  const identity = createIdentity(deps);
  let cancelSweep = deps.after(SWEEP_INTERVAL_MS, sweep);

  function sweep(): void {
    identity.people.sweepOrphans().catch((cause) =>
      deps.log("warn", "Orphan sweep failed", { cause: String(cause) })
    );
    cancelSweep = deps.after(SWEEP_INTERVAL_MS, sweep);
  }

  return {
    queues,
    directory: createQueueDirectory(deps.kv),
    identity,
    facilities: createFacilities(deps),
    estimate,
    now: deps.now,
    mintId: deps.mintId,
    breathe: deps.breathe,
    after: deps.after,
    random: deps.random,
    log: deps.log,
    async findLive(tenantId, patientId) {
      const owner = await queues.claimOwner(patientClaim({ tenantId }, patientId));
      return owner === null
        ? null
        : { queueId: owner.actorId as QueueId, ticketId: owner.holder as TicketId };
    },
    health: () => health(deps, queues),
    stats: () => queues.stats(),
    async wake() {
      await queues.wake();
      await identity.people.sweepOrphans();
    },
    async drain() {
      cancelSweep();
      await queues.drain();
    },
  };
}

async function health(deps: SystemDeps, queues: { isReady(): boolean }): Promise<Health> {
  let cancel = (): void => {};
  const late = new Promise<"unreachable">((resolve) => {
    cancel = deps.after(HEALTH_TIMEOUT_MS, () => resolve("unreachable"));
  });
  const asked = deps.kv.get(probeKey()).then(() => "ok" as const, () => "unreachable" as const);
  const store = await Promise.race([asked, late]);
  cancel();
  const isReady = store === "ok" && queues.isReady();
  return { status: isReady ? "ok" : "degraded", store, isReady };
}
