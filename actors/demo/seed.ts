/**
 * The demo clinic: one tenant, one facility, four queues, four accounts. Written once into a store that has no demo
 * tenant; every step can be repeated, so a start that was cut off is finished by the next.
 */
import { createHmac } from "node:crypto";
import { DEMO_TENANT_ID, type Role } from "../identity/schema.ts";
import { QUEUE_DEFAULTS } from "../queue/defaults.ts";
import { QueueConfig } from "../queue/schema.ts";
import { RejectedError } from "../shared/errors.ts";
import {
  type FacilityId,
  LOCATOR_CHARS,
  type ProviderId,
  type QueueId,
  type TenantId,
} from "../shared/ids.ts";
import type { System } from "../system.ts";

const TENANT_ID = DEMO_TENANT_ID as TenantId;
const FACILITY_ID = "riverside" as FacilityId;
const DISPLAY_ID_CHARS = 22;
const PASSWORD_CHARS = 16;
const BY = "system:demo";

/** The queue that S0's load script joins, as written there. */
export const OPEN_QUEUE_ID = "queue-123" as QueueId;
/** The queues that the simulated day works in: not the open one, where load scripts count on a still line. */
export const TRAFFIC_QUEUE_IDS = ["doctor-osei", "laboratory", "pharmacy"].map((id) => id as QueueId);
/** The queue whose waiting room is shown to whoever tries the demo. */
export const DISPLAYED_QUEUE_ID = "doctor-osei" as QueueId;

interface DemoQueue {
  readonly id: QueueId;
  readonly provider: {
    readonly id: ProviderId;
    readonly name: string;
    readonly role: "doctor" | "nurse" | "desk";
  };
  readonly config: Partial<QueueConfig> & Pick<QueueConfig, "name" | "prefix">;
}

const QUEUES: readonly DemoQueue[] = [
  {
    id: "doctor-osei" as QueueId,
    provider: { id: "dr-osei" as ProviderId, name: "Dr Osei", role: "doctor" },
    config: {
      name: "Dr Osei",
      prefix: "A",
      ordering: "arrival",
      capacity: 60,
      waitlistCapacity: 20,
      selfJoin: true,
    },
  },
  {
    id: OPEN_QUEUE_ID,
    provider: { id: "triage-desk" as ProviderId, name: "Triage desk", role: "nurse" },
    config: {
      name: "Walk-in",
      prefix: "W",
      ordering: "priority",
      carriesOver: true,
      selfJoin: true,
      isOpenToUnknown: true,
    },
  },
  {
    id: "laboratory" as QueueId,
    provider: { id: "lab-desk" as ProviderId, name: "Laboratory", role: "desk" },
    config: {
      name: "Laboratory",
      prefix: "L",
      ordering: "token",
      capacity: 80,
      selfJoin: true,
      defaultServiceMinutes: 6,
    },
  },
  {
    id: "pharmacy" as QueueId,
    provider: { id: "pharmacy-desk" as ProviderId, name: "Pharmacy", role: "desk" },
    config: {
      name: "Pharmacy",
      prefix: "P",
      ordering: "token",
      capacity: 80,
      selfJoin: true,
      defaultServiceMinutes: 4,
    },
  },
];

const ACCOUNTS: readonly { readonly username: string; readonly name: string; readonly role: Role }[] = [
  { username: "admin", name: "Alex Admin", role: "administrator" },
  { username: "reception", name: "Robin Reception", role: "receptionist" },
  { username: "doctor", name: "Dr Osei", role: "doctor" },
  { username: "nurse", name: "Nuria Nurse", role: "nurse" },
];

/** What a person needs to try the demo. */
export interface SeededDemo {
  readonly usernames: readonly string[];
  readonly password: string;
}

/** Makes sure that the demo clinic is in the store and that its accounts have `password`. */
export async function seedDemo(
  system: System,
  options: { readonly password: string | null; readonly secretKey: Uint8Array },
): Promise<SeededDemo> {
  const password = options.password ?? demoPassword(options.secretKey);
  await system.identity.createTenant({ id: TENANT_ID, name: "Riverside Clinic", hosts: [] });
  await system.facilities.create({
    id: FACILITY_ID,
    requestHash: null,
    tenantId: TENANT_ID,
    name: "Riverside Clinic",
    address: null,
    timeZone: "Europe/London",
    languages: ["en", "de", "ar"],
    dayStartsAtMinutes: 4 * 60,
  });
  for (const queue of QUEUES) await seedQueue(system, queue);
  for (const account of ACCOUNTS) await seedAccount(system, { ...account, password });
  return { usernames: ACCOUNTS.map(({ username }) => username), password };
}

async function seedQueue(system: System, { id, provider, config }: DemoQueue): Promise<void> {
  await system.facilities.createProvider({
    ...provider,
    tenantId: TENANT_ID,
    facilityId: FACILITY_ID,
    requestHash: null,
  });
  if (await system.directory.byId(id) !== null) return;
  const command = {
    type: "CreateQueue",
    config: QueueConfig.parse({
      ...QUEUE_DEFAULTS,
      ...config,
      tenantId: TENANT_ID,
      facilityId: FACILITY_ID,
      locator: system.mintId(LOCATOR_CHARS),
      displayId: system.mintId(DISPLAY_ID_CHARS),
      timeZone: "Europe/London",
      dayStartsAtMinutes: 4 * 60,
      providerIds: [provider.id],
    }),
  } as const;
  try {
    await system.queues.send(id, { command, by: BY });
    await system.queues.send(id, { command: { type: "OpenQueue", reasonId: null }, by: BY });
  } catch (error) {
    // Another process on the same store made it at this moment.
    if (!(error instanceof RejectedError)) throw error;
  }
}

async function seedAccount(
  system: System,
  account: {
    readonly username: string;
    readonly name: string;
    readonly role: Role;
    readonly password: string;
  },
): Promise<void> {
  const { username, name, role, password } = account;
  const providerId = role === "doctor" ? "dr-osei" as ProviderId : null;
  await system.identity.ensureAccount({ tenantId: TENANT_ID, username, name, role, password, providerId });
}

/** The password when none is set: random like the secret it comes from, and the same at every start. */
function demoPassword(secretKey: Uint8Array): string {
  return createHmac("sha256", secretKey).update("demo password").digest("base64url").slice(0, PASSWORD_CHARS);
}
