/**
 * The system as the program makes it, on a file of its own and without HTTP, and the three operations the bench does
 * through it. Queues are made by the same commands as in production.
 */
import { setImmediate } from "node:timers";
import { nanoid } from "nanoid";
import type { QueueConfig } from "../../actors/queue/schema.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import { seeTicket } from "../../actors/queue/seen.ts";
import { ticketView } from "../../actors/queue/view.ts";
import {
  CODE_SECRET_CHARS,
  type FacilityId,
  type Locator,
  type PatientId,
  type ProviderId,
  type QueueId,
  type TenantId,
  TICKET_SECRET_CHARS,
  ticketIdOf,
  trackingCodeOf,
} from "../../actors/shared/ids.ts";
import { createSystem, type System } from "../../actors/system.ts";

const PROVIDER = "bench-provider" as ProviderId;
const BY = "staff:bench";
/** What one commit to a file may check. */
const CHECKS_EMBEDDED_MAX = 100;

/** A queue to work on, and who has joined it. */
export interface BenchQueue {
  readonly queueId: QueueId;
  readonly locator: Locator;
  /** The last to join, newest last; bounded. */
  readonly recent: string[];
}

const RECENT_MAX = 64;
/** A broken rule breaks every join: the first few say all. */
const ERRORS_LOGGED_MAX = 3;
let errorsLogged = 0;
let joins = 0;

function after(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  Deno.unrefTimer(timer);
  return () => clearTimeout(timer);
}

/** Runs `work` with a system on a new file below `folder`; drained and closed afterwards. */
export async function withSystem<T>(folder: string, work: (system: System) => Promise<T>): Promise<T> {
  const kv = await Deno.openKv(`${folder}/${nanoid()}.sqlite3`);
  const system = createSystem({
    kv,
    isShared: false,
    checksMax: CHECKS_EMBEDDED_MAX,
    processId: nanoid(),
    now: Date.now,
    random: Math.random,
    after,
    breathe: () => new Promise((resolve) => void setImmediate(resolve)),
    log(level, message, fields) {
      if (level === "error" && errorsLogged++ < ERRORS_LOGGED_MAX) console.error(message, fields);
    },
    mintId: nanoid,
    secretKey: crypto.getRandomValues(new Uint8Array(32)),
  });
  try {
    return await work(system);
  } finally {
    await system.drain();
    kv.close();
  }
}

function configOf(locator: Locator, prefix: string): QueueConfig {
  return {
    tenantId: "bench" as TenantId,
    facilityId: "bench" as FacilityId,
    locator,
    displayId: nanoid(24),
    name: `Bench ${prefix}`,
    prefix,
    ordering: "priority",
    timeZone: "UTC",
    dayStartsAtMinutes: 0,
    carriesOver: true,
    capacity: null,
    waitlistCapacity: 0,
    selfJoin: true,
    isOpenToUnknown: true,
    providerIds: [PROVIDER],
    defaultServiceMinutes: 15,
    serviceMinutes: {},
    graceMinutes: { in_person: 15, online: 2 },
    holdMinutes: 20,
    deferPlaces: 2,
    headStartMinutes: { urgent: 30, need: 10, needsMax: 20 },
  };
}

/** Makes a queue by priority, round the clock and without a maximum, as S0's is. */
export async function makeQueue(system: System, prefix: string): Promise<BenchQueue> {
  const locator = nanoid(8).replaceAll(/[^A-Za-z0-9]/g, "0") as Locator;
  const queueId = `bench-${prefix}` as QueueId;
  await system.queues.send(queueId, {
    command: { type: "CreateQueue", config: configOf(locator, prefix) },
    by: BY,
  });
  return { queueId, locator, recent: [] };
}

/** One join by an id the program has never seen and did not mint, as S0's. */
export async function join(system: System, queue: BenchQueue): Promise<void> {
  const patientId = `patient-${joins++}` as PatientId;
  await system.queues.send(queue.queueId, {
    by: "anonymous",
    command: {
      type: "Join",
      ticketId: ticketIdOf(queue.locator, nanoid(TICKET_SECRET_CHARS)),
      code: trackingCodeOf(queue.locator, nanoid(CODE_SECRET_CHARS)),
      patientId,
      isNewPatient: false,
      class: null,
      isStaff: false,
      declaredNeeds: [],
      mode: "in_person",
      appointmentType: "consultation",
      acceptWaitlist: false,
    },
  });
  queue.recent.push(patientId);
  if (queue.recent.length > 2 * RECENT_MAX) queue.recent.splice(0, RECENT_MAX);
}

/** One look at somebody's place and wait. */
export function position(system: System, queue: BenchQueue): Promise<number | null> {
  const patientId = queue.recent.at(-1 - (joins % Math.max(1, queue.recent.length))) ?? "nobody";
  return system.queues.read(queue.queueId, (state) => {
    const ticket = state.latestOf(patientId);
    return ticket === undefined ? null : ticketView(seeTicket(state, ticket, system.estimate)).position;
  });
}

/** One call-next, and the start and completion of whom it called. */
export async function callAndComplete(system: System, { queueId }: BenchQueue): Promise<void> {
  const called = await system.queues.send(queueId, {
    by: BY,
    command: { type: "CallNext", providerId: PROVIDER, room: null, caller: "bench", after: null },
  });
  const ticketId = called.outcome.seen?.ticket.id;
  if (ticketId === undefined) throw new Error("Cannot complete: nobody was called");
  await system.queues.send(queueId, { by: BY, command: { type: "Start", ticketId } });
  await system.queues.send(queueId, { by: BY, command: { type: "Complete", ticketId, callNext: null } });
}

/** Computes the wait of everybody in line; how many got a number. */
export function recompute(state: QueueState, system: System): number {
  let promised = 0;
  for (const ticket of state.line.from(0, state.line.count)) {
    if (system.estimate(state, state.workAhead(ticket)) !== null) promised++;
  }
  return promised;
}

/** Changes who works, so that nothing of an earlier computation holds. */
export async function changeProvider(
  system: System,
  options: { readonly queue: BenchQueue; readonly status: "available" | "busy" },
): Promise<void> {
  await system.queues.send(options.queue.queueId, {
    by: BY,
    command: {
      type: "SetProviderStatus",
      providerId: PROVIDER,
      status: options.status,
      until: null,
      reasonId: null,
    },
  });
}
