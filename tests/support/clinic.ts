/**
 * A small clinic behind the real app and the real system on a store in memory: what a test of a route signs in to,
 * joins and calls. The clock moves only when the test moves it.
 */
import type { Hono } from "hono";
import type { Credentials } from "../../actors/identity/credentials.ts";
import { createIdentity } from "../../actors/identity/identity.ts";
import type { Role } from "../../actors/identity/schema.ts";
import { QUEUE_DEFAULTS } from "../../actors/queue/defaults.ts";
import type { QueueConfig } from "../../actors/queue/schema.ts";
import type { FacilityId, Locator, ProviderId, QueueId, TenantId } from "../../actors/shared/ids.ts";
import { createSystem, type System, type SystemDeps } from "../../actors/system.ts";
import { createApp } from "../../routes/app.ts";
import type { AppConfig, AppContext } from "../../routes/context.ts";
import { WORLD_STARTS_AT } from "./memory_store.ts";

export const TENANT = "demo" as TenantId;
export const OTHER_TENANT = "other" as TenantId;
export const FACILITY = "riverside" as FacilityId;
export const PROVIDER = "provider-1" as ProviderId;
/** The demo's open queue: anyone joins under any patient id, anyone looks places up. */
export const OPEN_QUEUE = "queue-123" as QueueId;
/** Anyone joins, under an id of their own. */
export const SELF_QUEUE = "laboratory" as QueueId;
/** Only staff enter people. */
export const STAFF_QUEUE = "pharmacy" as QueueId;
/** Well below the life of an access token. */
const TOKEN_REUSE_MS = 10 * 60_000;
export const PASSWORD = "correct horse";

/** Records that come and go with the asking itself or by the clock. */
const HOUSEKEEPING: ReadonlySet<unknown> = new Set(["session", "lease", "heartbeat", "cursor"]);
const ROLES: readonly Role[] = ["receptionist", "nurse", "doctor", "administrator"];

const cheap: Credentials = {
  hash: (password) => Promise.resolve(`plain:${password}`),
  verify: (password, encoded) => Promise.resolve(encoded === `plain:${password}`),
};

// deno-lint-ignore no-explicit-any -- tests look into answers of every shape
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export interface AskOptions {
  readonly as?: Role;
  readonly method?: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Clinic {
  readonly app: Hono;
  readonly system: System;
  readonly kv: Deno.Kv;
  /** What the program logged. */
  readonly logged: readonly string[];
  pass(ms: number): void;
  /** Asks the API; a path that begins with `/api` or `/health` is taken as it is. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
  post(path: string, json?: unknown, options?: AskOptions): Promise<Answer>;
  /** Joins a new person to `queueId` and gives the ticket. */
  join(queueId?: QueueId, body?: Readonly<Record<string, unknown>>): Promise<Json>;
  /** Everything in the store, for "nothing changed". */
  contents(): Promise<string>;
}

function configOf(
  change: Partial<QueueConfig> & Pick<QueueConfig, "locator" | "name" | "prefix">,
): QueueConfig {
  return {
    ...QUEUE_DEFAULTS,
    tenantId: TENANT,
    facilityId: FACILITY,
    displayId: `display-of-${change.locator}-00000`,
    timeZone: "UTC",
    dayStartsAtMinutes: 0,
    serviceMinutes: {},
    providerIds: [PROVIDER],
    selfJoin: true,
    ...change,
  };
}

const QUEUES: readonly (readonly [QueueId, QueueConfig])[] = [
  [
    OPEN_QUEUE,
    configOf({
      locator: "open0000" as Locator,
      name: "Walk-in",
      prefix: "W",
      ordering: "priority",
      isOpenToUnknown: true,
    }),
  ],
  [SELF_QUEUE, configOf({ locator: "self0000" as Locator, name: "Laboratory", prefix: "L" })],
  [STAFF_QUEUE, configOf({ locator: "staff000" as Locator, name: "Pharmacy", prefix: "P", selfJoin: false })],
];

async function furnish(system: System): Promise<void> {
  const { identity, facilities, queues } = system;
  for (const id of [TENANT, OTHER_TENANT]) {
    await identity.createTenant({ id, name: id, hosts: [id === TENANT ? "localhost" : `${id}.example`] });
    for (const role of ROLES) {
      const providerId = role === "doctor" ? PROVIDER : null;
      await identity.createAccount({
        tenantId: id,
        username: role,
        password: PASSWORD,
        name: role,
        role,
        providerId,
      });
    }
  }
  await facilities.create({
    id: FACILITY,
    tenantId: TENANT,
    name: "Riverside",
    address: null,
    timeZone: "UTC",
    languages: ["en"],
    dayStartsAtMinutes: 0,
    requestHash: null,
  });
  await facilities.createProvider({
    id: PROVIDER,
    tenantId: TENANT,
    facilityId: FACILITY,
    name: "Desk 1",
    role: "desk",
    requestHash: null,
  });
  for (const [queueId, config] of QUEUES) {
    await queues.send(queueId, { command: { type: "CreateQueue", config }, by: "system" });
  }
}

/** Timers that end with the clinic: what is asked for afterwards never happens. */
function timers() {
  const running = new Set<ReturnType<typeof setTimeout>>();
  let isOver = false;

  function after(ms: number, task: () => void): () => void {
    if (isOver) return () => {};
    const timer = setTimeout(() => {
      running.delete(timer);
      task();
    }, ms);
    running.add(timer);
    return () => {
      running.delete(timer);
      clearTimeout(timer);
    };
  }

  return {
    after,
    breathe: () => new Promise<void>((resolve) => void after(0, resolve)),
    clear() {
      isOver = true;
      for (const timer of running) clearTimeout(timer);
    },
  };
}

export interface ClinicOptions {
  readonly config?: Partial<AppConfig>;
  /** Wraps the store, to let it fail. */
  readonly wrap?: (kv: Deno.Kv) => SystemDeps["kv"];
}

/** Runs `test` in a clinic of its own. */
export async function inClinic(
  test: (clinic: Clinic) => Promise<void>,
  options: ClinicOptions = {},
): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  const { after, breathe, clear } = timers();
  const logged: string[] = [];
  let at = WORLD_STARTS_AT;
  let minted = 0;
  const deps: SystemDeps = {
    kv: options.wrap?.(kv) ?? kv,
    isShared: false,
    checksMax: 100,
    processId: "test",
    secretKey: new Uint8Array(32).fill(5),
    now: () => at,
    random: () => 0.5,
    after,
    breathe,
    mintId: (chars) => `${++minted}`.padStart(chars, "m"),
    log(level, message, fields = {}) {
      if (level !== "debug") logged.push(`${level} ${message} ${JSON.stringify(fields)}`);
    },
  };
  const made = createSystem(deps);
  const system: System = { ...made, identity: createIdentity({ ...deps, credentials: cheap }) };
  try {
    await furnish(system);
    await test(clinicOf({ system, kv, logged, config: options.config ?? {}, pass: (ms) => void (at += ms) }));
  } finally {
    await made.drain();
    made.queues.close();
    clear();
    kv.close();
  }
}

interface Parts extends Pick<Clinic, "system" | "kv" | "logged" | "pass"> {
  readonly config: Partial<AppConfig>;
}

function clinicOf({ system, kv, logged, config, pass }: Parts): Clinic {
  const context: AppContext = {
    system,
    config: {
      publicUrl: "https://clinic.example",
      appEnv: "development",
      isDemo: true,
      streamsMax: 100,
      trustedProxies: [],
      ...config,
    },
  };
  const app = createApp(context);
  const tokens = new Map<Role, { readonly accessToken: string; readonly at: number }>();

  async function tokenOf(role: Role): Promise<string> {
    const known = tokens.get(role);
    if (known !== undefined && system.now() - known.at < TOKEN_REUSE_MS) return known.accessToken;
    const asked = { tenant: TENANT, username: role, password: PASSWORD };
    const { accessToken } = await system.identity.signIn(asked);
    tokens.set(role, { accessToken, at: system.now() });
    return accessToken;
  }

  async function ask(path: string, asked: AskOptions = {}): Promise<Answer> {
    const headers = new Headers(asked.headers);
    if (asked.as !== undefined) headers.set("authorization", `Bearer ${await tokenOf(asked.as)}`);
    const init: RequestInit = { method: asked.method ?? "GET", headers };
    if (asked.json !== undefined) {
      headers.set("content-type", "application/json");
      init.body = JSON.stringify(asked.json);
    }
    if (asked.form !== undefined) init.body = new URLSearchParams(asked.form);
    const address = path.startsWith("/api") || path.startsWith("/health") || path === "/metrics"
      ? path
      : `/api/v1${path}`;
    const response = await app.request(address, init);
    const text = await response.text();
    const isJson = text !== "" && response.headers.get("content-type")?.includes("json") === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  const post = (path: string, json: unknown = {}, asked: AskOptions = {}) =>
    ask(path, { ...asked, method: "POST", json });

  return {
    app,
    system,
    kv,
    logged,
    pass,
    ask,
    post,
    async join(queueId = SELF_QUEUE, body = { patient: { name: "Ada" } }) {
      const { status, body: answer } = await post("/queues/join", { queueId, ...body }, {
        as: "receptionist",
      });
      if (status !== 201) throw new TypeError(`Cannot join ${queueId}: ${JSON.stringify(answer)}`);
      return answer.data;
    },
    async contents() {
      const entries = await Array.fromAsync(kv.list({ prefix: [] }, { limit: 10_000 }));
      const kept = entries.filter(({ key }) => !HOUSEKEEPING.has(key[0]));
      return Deno.inspect(kept.map(({ key, value }) => [key, value]), { depth: 20, iterableLimit: 10_000 });
    },
  };
}
