/**
 * The composition root: reads the environment once, opens the store, makes the system and the app, serves, and
 * drains on a signal. Nothing else reads the environment or exits the process.
 */
import { setImmediate } from "node:timers";
import { nanoid } from "nanoid";
import { z } from "zod";
import { DISPLAYED_QUEUE_ID, seedDemo, type SeededDemo, TRAFFIC_QUEUE_IDS } from "./actors/demo/seed.ts";
import { startTraffic } from "./actors/demo/traffic.ts";
import { boundKv } from "./actors/runtime/bounded_kv.ts";
import type { Cancel, Kv, LogLine } from "./actors/runtime/deps.ts";
import { LIMITS } from "./actors/runtime/limits.ts";
import { type StoreLock, takeLock } from "./actors/runtime/lock.ts";
import { openWhenUp } from "./actors/runtime/open_store.ts";
import { AppError } from "./actors/shared/errors.ts";
import { createSystem, type System } from "./actors/system.ts";
import { type StreamRoutes, streamRoutes } from "./routes/api/streams.ts";
import { createApp } from "./routes/app.ts";
import type { AppConfig } from "./routes/context.ts";
import { pages } from "./routes/pages/pages.ts";

const SECRET_BYTES_MIN = 32;
/** Deno Deploy kills 5 s after its signal; leave it a second. */
const DRAIN_MS_MAX = 4_000;
/** Checks that one commit may carry: on an embedded store, and over KV Connect. */
const CHECKS_EMBEDDED_MAX = 100;
const CHECKS_REMOTE_MAX = 10;
const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

const flag = z.enum(["0", "1"]).transform((value) => value === "1").optional();
const loopbackHosts = ["127.0.0.1", "localhost", "::1"];

const Variables = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8000),
  HOST: z.string().min(1).default("127.0.0.1"),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  APP_ENV: z.enum(["development", "staging", "production"]).optional(),
  KV_PATH: z.string().min(1).default(".data/anteroom.sqlite3"),
  KV_URL: z.url({ protocol: /^https?$/ }).optional(),
  SECRET_KEY: z.string().min(SECRET_BYTES_MIN).max(512).optional(),
  TRUSTED_PROXIES: z.string().default("").transform((list) =>
    list.split(",").map((one) => one.trim()).filter(Boolean)
  ),
  DEMO: flag,
  DEMO_PASSWORD: z.string().min(8).max(128).optional(),
  DEMO_TRAFFIC: flag,
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
  DENO_DEPLOYMENT_ID: z.string().optional(),
});

/** Everything the program takes from its environment, checked. */
export interface Environment {
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string;
  readonly appEnv: "development" | "staging" | "production";
  readonly kvPath: string;
  readonly kvUrl: string | null;
  readonly isOnDeploy: boolean;
  readonly secretKey: string | null;
  readonly trustedProxies: readonly string[];
  readonly hasDemo: boolean;
  readonly demoPassword: string | null;
  readonly hasDemoTraffic: boolean;
  readonly logLevel: typeof LOG_LEVELS[number];
}

/**
 * Reads the environment. A missing or wrong value throws a `TypeError` with one clear line; a set but empty
 * variable counts as unset.
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Variables.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TypeError(
      `Cannot start: ${issue?.path.join(".") ?? "environment"} is wrong (${issue?.message ?? "?"})`,
    );
  }
  const value = parsed.data;
  const isOnDeploy = value.DENO_DEPLOYMENT_ID !== undefined;
  const isExposed = isOnDeploy || !loopbackHosts.includes(value.HOST);
  const appEnv = value.APP_ENV ?? (isExposed ? "production" : "development");
  if (appEnv === "production") {
    if (value.SECRET_KEY === undefined) {
      throw new TypeError("Cannot start: SECRET_KEY is required in production");
    }
    if (value.PUBLIC_URL === undefined) {
      throw new TypeError("Cannot start: PUBLIC_URL is required in production");
    }
  }
  if ((value.KV_URL !== undefined || isOnDeploy) && value.SECRET_KEY === undefined) {
    throw new TypeError("Cannot start: SECRET_KEY is required with a shared store");
  }
  const hasDemo = value.DEMO ?? appEnv === "development";
  return {
    port: value.PORT,
    host: value.HOST,
    publicUrl: (value.PUBLIC_URL ?? `http://${value.HOST}:${value.PORT}`).replace(/\/$/, ""),
    appEnv,
    kvPath: value.KV_PATH,
    kvUrl: value.KV_URL ?? null,
    isOnDeploy,
    secretKey: value.SECRET_KEY ?? null,
    trustedProxies: value.TRUSTED_PROXIES,
    hasDemo,
    demoPassword: value.DEMO_PASSWORD ?? null,
    hasDemoTraffic: value.DEMO_TRAFFIC ?? hasDemo,
    logLevel: value.LOG_LEVEL,
  };
}

interface OpenStore {
  readonly kv: Kv;
  readonly isShared: boolean;
  readonly checksMax: number;
  readonly lock: StoreLock | null;
}

/** Opens the store named by the environment; a local file is locked first, so that one process owns it. */
async function openStore(environment: Environment, log: LogLine): Promise<OpenStore> {
  const { kvUrl, kvPath, isOnDeploy } = environment;
  if (kvUrl !== null || isOnDeploy) {
    const deps = { now: Date.now, random: Math.random, after, log };
    const open = () => Deno.openKv(kvUrl ?? undefined);
    const kv = boundKv(await openWhenUp({ open, deps }), { deps, limits: LIMITS, open });
    return { kv, isShared: true, checksMax: CHECKS_REMOTE_MAX, lock: null };
  }
  if (kvPath === ":memory:") {
    return { kv: await Deno.openKv(kvPath), isShared: false, checksMax: CHECKS_EMBEDDED_MAX, lock: null };
  }
  const folder = kvPath.includes("/") ? kvPath.slice(0, kvPath.lastIndexOf("/")) : ".";
  await Deno.mkdir(folder === "" ? "/" : folder, { recursive: true });
  const lock = await takeLock(kvPath, { log, after });
  return { kv: await Deno.openKv(kvPath), isShared: false, checksMax: CHECKS_EMBEDDED_MAX, lock };
}

/** The root secret: given, or in development made once and kept beside the store, readable by its owner only. */
async function rootSecret(environment: Environment): Promise<Uint8Array> {
  if (environment.secretKey !== null) return new TextEncoder().encode(environment.secretKey);
  const fresh = crypto.getRandomValues(new Uint8Array(SECRET_BYTES_MIN)).toHex();
  if (environment.kvPath === ":memory:") return new TextEncoder().encode(fresh);
  const path = `${environment.kvPath}.secret`;
  try {
    await Deno.writeTextFile(path, fresh, { createNew: true, mode: 0o600 });
    return new TextEncoder().encode(fresh);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    return new TextEncoder().encode(await Deno.readTextFile(path));
  }
}

/** One JSON line per message at or above `level`, on stderr for warnings and errors. */
function createLog(level: Environment["logLevel"]): LogLine {
  const least = LOG_LEVELS.indexOf(level);
  return (at, message, fields) => {
    if (LOG_LEVELS.indexOf(at) < least) return;
    const line = JSON.stringify({ time: new Date().toISOString(), level: at, message, ...fields });
    if (at === "warn" || at === "error") console.error(line);
    else console.log(line);
  };
}

function after(ms: number, task: () => void): Cancel {
  const timer = setTimeout(task, ms);
  Deno.unrefTimer(timer);
  return () => clearTimeout(timer);
}

/** Lets I/O and timers run before going on. */
function breathe(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Resolves at the first signal that asks the program to end. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => resolve());
  });
}

interface Running {
  readonly system: System;
  readonly server: Deno.HttpServer;
  readonly streams: StreamRoutes;
  readonly store: OpenStore;
  readonly log: LogLine;
}

/** Closes streams first (a server waits for them for ever), lets commits finish, then lets go of the store. */
async function stop({ system, server, streams, store, log }: Running): Promise<void> {
  const giveUp = setTimeout(() => {
    log("warn", "Drain took too long, leaving now", { ms: DRAIN_MS_MAX });
    Deno.exit(1);
  }, DRAIN_MS_MAX);
  streams.closeAll();
  await Promise.all([system.drain(), server.shutdown()]);
  store.kv.close();
  store.lock?.release();
  clearTimeout(giveUp);
  log("info", "Stopped");
  Deno.exit(0);
}

/** Tells the person who started it where to go. */
function announce(
  environment: Environment,
  started: { readonly port: number; readonly demo: SeededDemo | null; readonly displayId: string | null },
): void {
  const origin = environment.port === 0
    ? `http://${environment.host}:${started.port}`
    : environment.publicUrl;
  const lines = [
    `Anteroom is running at ${origin}`,
    `  Queues and join   ${origin}/`,
    `  Sign in           ${origin}/sign-in`,
    `  Desk              ${origin}/desk`,
    `  API               ${origin}/api/v1/docs`,
  ];
  if (started.displayId !== null) lines.push(`  Waiting room      ${origin}/display/${started.displayId}`);
  if (started.demo !== null) {
    lines.push(`  Demo accounts     ${started.demo.usernames.join(", ")} (tenant demo)`);
    lines.push(`  Demo password     ${started.demo.password}`);
  }
  console.log(lines.join("\n"));
}

let running: System | null = null;

/** Starts the program and resolves when it has been asked to end and has done so. */
async function main(): Promise<void> {
  const environment = readEnvironment(Deno.env.toObject());
  const log = createLog(environment.logLevel);
  const store = await openStore(environment, log);
  const secretKey = await rootSecret(environment);
  const system = createSystem({
    kv: store.kv,
    isShared: store.isShared,
    checksMax: store.checksMax,
    processId: nanoid(),
    now: Date.now,
    random: Math.random,
    after,
    breathe,
    log,
    mintId: nanoid,
    secretKey,
  });
  running = system;
  const config: AppConfig = {
    publicUrl: environment.publicUrl,
    appEnv: environment.appEnv,
    isDemo: environment.hasDemo,
    streamsMax: environment.isOnDeploy ? 3_000 : 10_000,
    trustedProxies: environment.trustedProxies,
  };
  const demo = environment.hasDemo
    ? await seedDemo(system, { password: environment.demoPassword, secretKey })
    : null;
  const streams = streamRoutes({ system, config });
  const app = createApp({ system, config }, {
    pages: pages({ system, config, streams }),
    streams: streams.app,
  });
  const server = Deno.serve(
    { port: environment.port, hostname: environment.host, onListen: () => {} },
    app.fetch,
  );
  const shown = demo === null ? null : await system.directory.byId(DISPLAYED_QUEUE_ID);
  announce(environment, { port: server.addr.port, demo, displayId: shown?.displayId ?? null });
  const stopTraffic = environment.hasDemoTraffic && demo !== null
    ? startTraffic(system, TRAFFIC_QUEUE_IDS)
    : () => {};
  await untilSignal();
  stopTraffic();
  await stop({ system, server, streams, store, log });
}

if (import.meta.main) {
  // Deno Deploy only sees schedules registered at the top level, before the server starts.
  Deno.cron("wake", "* * * * *", async () => {
    // The next minute tries again: a store that is away is no exception.
    await running?.wake().catch((cause) => running?.log("warn", "Wake-up failed", { cause: String(cause) }));
  });
  main().catch((error) => {
    console.error(error instanceof TypeError || error instanceof AppError ? error.message : error);
    Deno.exit(1);
  });
}
