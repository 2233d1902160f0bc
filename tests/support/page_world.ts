/**
 * The real system on a store in memory, with one tenant, one facility and one queue, and the pages over it: what a
 * test of the pages opens and acts on. Its clock moves only when told; timers are real and end with it.
 */
import type { Hono } from "hono";
import type { FacilityId, QueueId, TenantId } from "../../actors/shared/ids.ts";
import type { QueueCommand, QueueOutcome } from "../../actors/queue/commands.ts";
import type { QueueConfig } from "../../actors/queue/schema.ts";
import { createSystem, type System } from "../../actors/system.ts";
import { streamRoutes } from "../../routes/api/streams.ts";
import { createApp } from "../../routes/app.ts";
import type { AppConfig } from "../../routes/context.ts";
import { pages } from "../../routes/pages/pages.ts";
import { CONFIG, START_AT } from "./queue_fixture.ts";

export const PUBLIC_URL = "http://clinic.example";
export const QUEUE_ID = "walk-in" as QueueId;
/** How the app is set up unless a test says otherwise. */
export const CONFIG_DEFAULT: AppConfig = {
  publicUrl: PUBLIC_URL,
  appEnv: "development",
  isDemo: true,
  streamsMax: 10,
  trustedProxies: [],
};
const CHECKS_MAX = 100;
const ID_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

export interface PageWorldOptions {
  readonly tenantId?: string;
  readonly queue?: Partial<QueueConfig>;
  readonly config?: Partial<AppConfig>;
}

export interface PageWorld {
  readonly app: Hono;
  readonly system: System;
  /** Epoch ms; set it to let time pass. */
  now: number;
  send(command: QueueCommand): Promise<QueueOutcome>;
  /** A request as a browser makes it from the page itself: with its cookies, and following no redirect. */
  visit(path: string, init?: RequestInit): Promise<Response>;
  /** Joins by the form and answers the path of the ticket's page. */
  join(fields?: Readonly<Record<string, string>>): Promise<string>;
}

function mintId(chars: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(chars));
  return Array.from(bytes, (byte) => ID_CHARS[byte % ID_CHARS.length]).join("");
}

/** The cookies of one browser. Paths are kept as the browser keeps them: a cookie goes only below its own. */
class CookieJar {
  readonly #cookies = new Map<string, { readonly path: string; readonly value: string }>();

  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const [name = "", value = ""] = pair.split("=");
      const path = attributes.find((attribute) => attribute.startsWith("Path="))?.slice(5) ?? "/";
      this.#cookies.set(`${name} ${path}`, { path, value: `${name}=${value}` });
    }
  }

  header(path: string): string {
    const fitting = this.#cookies.values().filter((cookie) =>
      path === cookie.path || path.startsWith(cookie.path.replace(/\/?$/, "/"))
    );
    return [...fitting].map(({ value }) => value).join("; ");
  }
}

/** Builds a world, hands it to `test`, and ends it. */
export async function inPageWorld(
  test: (world: PageWorld) => Promise<void>,
  options: PageWorldOptions = {},
): Promise<void> {
  const kv = await Deno.openKv(":memory:");
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const breaths = new Set<Promise<void>>();
  let isOver = false;
  const clock = { now: START_AT };
  const system = createSystem({
    kv,
    isShared: false,
    checksMax: CHECKS_MAX,
    processId: "test",
    now: () => clock.now,
    random: () => 0.5,
    after(ms, task) {
      if (isOver) return () => {};
      const timer = setTimeout(task, ms);
      timers.add(timer);
      return () => clearTimeout(timer);
    },
    breathe() {
      if (isOver) return Promise.resolve();
      const breath = new Promise<void>((resolve) => void setTimeout(resolve, 0));
      breaths.add(breath);
      return breath;
    },
    log: () => {},
    mintId,
    secretKey: new Uint8Array(32).fill(1),
  });
  const config: AppConfig = { ...CONFIG_DEFAULT, ...options.config };
  const streams = streamRoutes({ system, config });
  const app = createApp({ system, config }, {
    pages: pages({ system, config, streams }),
    streams: streams.app,
  });
  await furnish(system, options);
  try {
    await test(worldOf({ app, system, clock }));
  } finally {
    streams.closeAll();
    await system.drain();
    isOver = true;
    for (const timer of timers) clearTimeout(timer);
    await Promise.all(breaths);
    kv.close();
  }
}

async function furnish(
  system: System,
  { queue = {}, tenantId: named = "tenant" }: PageWorldOptions,
): Promise<void> {
  const tenantId = named as TenantId;
  const facilityId = "facility" as FacilityId;
  await system.identity.createTenant({ id: tenantId, name: "Riverside", hosts: ["clinic.example"] });
  await system.facilities.create({
    id: facilityId,
    tenantId,
    name: "Riverside Clinic",
    address: null,
    timeZone: "UTC",
    languages: ["en"],
    dayStartsAtMinutes: 0,
    requestHash: null,
  });
  const config: QueueConfig = { ...CONFIG, tenantId, facilityId, name: "Walk-in", ...queue };
  await system.queues.send(QUEUE_ID, { command: { type: "CreateQueue", config }, by: "system" });
  await system.queues.send(QUEUE_ID, { command: { type: "OpenQueue", reasonId: null }, by: "system" });
}

function worldOf(
  { app, system, clock }: {
    readonly app: Hono;
    readonly system: System;
    readonly clock: { now: number };
  },
): PageWorld {
  const jar = new CookieJar();
  async function visit(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("accept", headers.get("accept") ?? "text/html");
    headers.set("sec-fetch-site", headers.get("sec-fetch-site") ?? "same-origin");
    headers.set("cookie", jar.header(path.replace(/\?.*/, "")));
    const response = await app.request(`${PUBLIC_URL}${path}`, { ...init, headers });
    jar.take(response);
    return response;
  }
  return {
    app,
    system,
    get now() {
      return clock.now;
    },
    set now(at) {
      clock.now = at;
    },
    visit,
    async send(command) {
      return (await system.queues.send(QUEUE_ID, { command, by: "staff:test" })).outcome;
    },
    async join(fields = { name: "Ada" }) {
      const response = await visit(`/join/${QUEUE_ID}`, {
        method: "POST",
        body: new URLSearchParams({ ...fields }),
      });
      const path = response.headers.get("location") ?? "";
      const text = await response.text();
      if (response.status !== 303) throw new Error(`Cannot join: ${response.status} ${text}`);
      return path;
    },
  };
}
