/** Who may open which stream, over the real system; what comes in them is tested beside `routes/stream.ts`. */
import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { PERMISSIONS } from "../../../actors/identity/access.ts";
import type { QueueId, TicketId } from "../../../actors/shared/ids.ts";
import { STREAM_ENDPOINTS, type StreamRoutes, streamRoutes } from "../../../routes/api/streams.ts";
import type { AppConfig } from "../../../routes/context.ts";
import { type Clinic, inClinic, OTHER_TENANT, PASSWORD, SELF_QUEUE } from "../../support/clinic.ts";
import { StreamReader } from "../../support/stream_reader.ts";

const PUBLIC_URL = "https://clinic.example";

interface World extends Clinic {
  readonly streams: StreamRoutes;
  open(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  bearer(tenant: string, username?: string): Promise<Readonly<Record<string, string>>>;
}

function inWorld(test: (world: World) => Promise<void>, change: Partial<AppConfig> = {}): Promise<void> {
  return inClinic(async (clinic) => {
    const { system } = clinic;
    const config: AppConfig = {
      publicUrl: PUBLIC_URL,
      appEnv: "development",
      isDemo: true,
      streamsMax: 100,
      trustedProxies: [],
      ...change,
    };
    const streams = streamRoutes({ system, config });
    try {
      await test({
        ...clinic,
        streams,
        open: async (path, headers = {}) => await streams.app.request(`/api/v1${path}`, { headers }),
        async bearer(tenant, username = "receptionist") {
          const { accessToken } = await system.identity.signIn({ tenant, username, password: PASSWORD });
          return { authorization: `Bearer ${accessToken}` };
        },
      });
    } finally {
      streams.closeAll();
    }
  });
}

/** Reads what is there already. */
async function opening(response: Response): Promise<StreamReader> {
  assertEquals(response.status, 200, await (response.status === 200 ? "" : response.clone().text()));
  const reader = new StreamReader(response);
  await reader.step();
  return reader;
}

async function problem(response: Response): Promise<string> {
  assertEquals(response.headers.get("content-type"), "application/problem+json");
  const { status, code } = await response.json();
  assertEquals(status, response.status);
  return `${status} ${code}`;
}

async function displayIdOf({ system }: Clinic, queueId: QueueId): Promise<string> {
  const entry = await system.directory.byId(queueId);
  assert(entry !== null);
  return entry.displayId;
}

Deno.test("STREAM_ENDPOINTS each name a permission of the access table", () => {
  for (const { permission } of STREAM_ENDPOINTS) assert(PERMISSIONS.includes(permission), permission);
});

Deno.test("GET /stream/track/:token follows the ticket of the token, and shows what track answers", () =>
  inWorld(async (world) => {
    const ticket = await world.join();
    const reader = await opening(await world.open(`/stream/track/${ticket.trackingToken}`));
    const { body } = await world.ask(`/appointments/track/${ticket.trackingToken}`);
    assertEquals(reader.shown, body.data);
    await world.post(`/tickets/${ticket.id}/call`, {}, { as: "receptionist" });
    await reader.step();
    assertEquals(reader.of("your-turn").map(({ data }) => data), [{
      ticketId: ticket.id,
      label: ticket.label,
    }]);
    await reader.leave();
    assertEquals(world.streams.stats().open, 0);
  }));

Deno.test("GET /stream/track/:token under /api is the same stream", () =>
  inWorld(async ({ streams, join }) => {
    const { trackingToken } = await join();
    const reader = await opening(await streams.app.request(`/api/stream/track/${trackingToken}`));
    assertEquals(reader.names(), ["connected", "queue-joined", "queue-status", "queue-update"]);
  }));

Deno.test("GET /stream/track/:token refuses forged, expired and revoked tokens, and ends when the link is revoked", () =>
  inWorld(async (world) => {
    const ticket = await world.join();
    assertEquals(
      await problem(await world.open(`/stream/track/${ticket.trackingToken}x`)),
      "400 invalid_token",
    );
    assertEquals(await problem(await world.open("/stream/track/nonsense")), "400 invalid_token");
    const reader = await opening(await world.open(`/stream/track/${ticket.trackingToken}`));
    await world.post(`/tickets/${ticket.id}/revoke-link`, {}, { as: "receptionist" });
    await reader.step();
    assertEquals(reader.of("error").map(({ data }) => data.code), ["link_revoked"]);
    assertEquals(
      await problem(await world.open(`/stream/track/${ticket.trackingToken}`)),
      "400 invalid_token",
    );
    const other = await world.join();
    world.pass(3 * 24 * 60 * 60_000);
    assertEquals(
      await problem(await world.open(`/stream/track/${other.trackingToken}`)),
      "400 invalid_token",
    );
  }));

Deno.test("GET /stream/queues/:queueId is for staff of the queue's own tenant", () =>
  inWorld(async (world) => {
    const path = `/stream/queues/${SELF_QUEUE}`;
    await world.join();
    assertEquals(await problem(await world.open(path)), "401 unauthenticated");
    assertEquals(await problem(await world.open(path, await world.bearer(OTHER_TENANT))), "404 not_found");
    assertEquals(
      await problem(await world.open("/stream/queues/nowhere", await world.bearer("demo"))),
      "404 not_found",
    );
    const reader = await opening(await world.open(path, await world.bearer("demo")));
    assertEquals(reader.shown.rows.length, 1);
    assertEquals(reader.shown.queue.id, SELF_QUEUE);
  }));

Deno.test("GET /stream/queues/:queueId ends when its session is signed out", () =>
  inWorld(async (world) => {
    const headers = await world.bearer("demo");
    const reader = await opening(await world.open(`/stream/queues/${SELF_QUEUE}`, headers));
    const principal = await world.system.identity.sessions.principalOf(
      headers["authorization"]?.slice(7) ?? "",
    );
    await world.system.identity.sessions.revoke(principal.sessionId);
    await reader.step();
    assertEquals(reader.of("error").map(({ data }) => data.code), ["session_expired"]);
    assertEquals(world.streams.stats().open, 0);
  }));

Deno.test("GET /stream/display/:displayId is public, for whoever knows the id, and shows labels only", () =>
  inWorld(async (world) => {
    const ticket = await world.join(SELF_QUEUE, { patient: { name: "Ada" } });
    const displayId = await displayIdOf(world, SELF_QUEUE);
    const response = await world.open(`/stream/display/${displayId}`);
    const reader = await opening(response);
    assertEquals(reader.shown.next, [ticket.label]);
    assertNotMatch(
      JSON.stringify(reader.events),
      new RegExp(`Ada|${ticket.id}|${ticket.patientId}|${SELF_QUEUE}`),
    );
    assertEquals(await problem(await world.open(`/stream/display/${SELF_QUEUE}`)), "404 not_found");
  }));

Deno.test("streams are refused to pages of other sites, and open to programs and to our own", () =>
  inWorld(async (world) => {
    const { trackingToken } = await world.join();
    const path = `/stream/track/${trackingToken}`;
    for (const origin of ["https://elsewhere.example", "http://clinic.example", "null"]) {
      assertEquals(await problem(await world.open(path, { origin })), "403 forbidden", origin);
    }
    await opening(await world.open(path, { origin: PUBLIC_URL }));
    await opening(await world.open(path));
  }));

Deno.test("streams beyond the limit are refused with 503 and when to come back", () =>
  inWorld(async (world) => {
    const { trackingToken } = await world.join();
    await opening(await world.open(`/stream/track/${trackingToken}`));
    const refused = await world.open(`/stream/track/${trackingToken}`);
    assert(Number(refused.headers.get("retry-after")) > 0);
    assertEquals(await problem(refused), "503 overloaded");
  }, { streamsMax: 1 }));

Deno.test("the demo's streams do not exist while the demo is off", () =>
  inWorld(async (world) => {
    const { trackingToken } = await world.join();
    assertEquals(await problem(await world.open(`/stream/track/${trackingToken}`)), "404 not_found");
    const displayId = await displayIdOf(world, SELF_QUEUE);
    assertEquals(await problem(await world.open(`/stream/display/${displayId}`)), "404 not_found");
  }, { isDemo: false }));

Deno.test("HEAD answers with the headers of a stream and opens none", () =>
  inWorld(async (world) => {
    const { trackingToken } = await world.join();
    const response = await world.streams.app.request(`/api/v1/stream/track/${trackingToken}`, {
      method: "HEAD",
    });
    assertEquals(response.status, 200);
    assertEquals(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
    assertEquals(world.streams.stats().opened, 0);
  }));

Deno.test("openTicket() opens the page's stream, refuses another site's and a link of an older version", () =>
  inWorld(async (world) => {
    const ticket = await world.join();
    const asked = {
      queueId: SELF_QUEUE,
      ticketId: ticket.id as TicketId,
      linkVersion: 1,
      language: "de",
    } as const;
    const reader = await opening(await world.streams.openTicket(new Request(PUBLIC_URL), asked));
    assertEquals(reader.shown.ticket.id, ticket.id);
    const foreign = new Request(PUBLIC_URL, { headers: { origin: "https://elsewhere.example" } });
    const errors = await Promise.allSettled([
      world.streams.openTicket(foreign, asked),
      world.streams.openTicket(new Request(PUBLIC_URL), { ...asked, linkVersion: 2 }),
    ]);
    assertEquals(errors.map(({ status }) => status), ["rejected", "rejected"]);
  }));

Deno.test("a stream resumes over the real log by Last-Event-ID", () =>
  inWorld(async (world) => {
    const ticket = await world.join();
    const first = await opening(await world.open(`/stream/track/${ticket.trackingToken}`));
    await first.leave();
    await world.post(`/tickets/${ticket.id}/call`, {}, { as: "receptionist" });
    const second = await opening(
      await world.open(`/stream/track/${ticket.trackingToken}`, { "last-event-id": first.lastEventId ?? "" }),
    );
    assertEquals(second.names(), ["connected", "queue-joined", "your-turn", "queue-status", "queue-update"]);
    assertEquals(second.shown.ticket.status, "called");
  }));

Deno.test("a stream that a page opens anew resumes by its address, and the browser's own header goes before it", () =>
  inWorld(async (world) => {
    const ticket = await world.join();
    const path = `/stream/track/${ticket.trackingToken}`;
    const first = await opening(await world.open(path));
    const position = encodeURIComponent(first.lastEventId ?? "");
    await first.leave();
    await world.post(`/tickets/${ticket.id}/call`, {}, { as: "receptionist" });
    const second = await opening(await world.open(`${path}?lastEventId=${position}`));
    assertEquals(second.names(), ["connected", "queue-joined", "your-turn", "queue-status", "queue-update"]);
    const headers = { "last-event-id": second.lastEventId ?? "" };
    const third = await opening(await world.open(`${path}?lastEventId=${position}`, headers));
    assertEquals(third.names(), ["connected", "queue-joined", "queue-status", "queue-update"]);
  }));

Deno.test("GET /stream/queues/:queueId takes a page's cookie from our own origin, and ends with its session", () =>
  inWorld(async (world) => {
    const { sessions, signInPage } = world.system.identity;
    const { credential } = await signInPage({ tenant: "demo", username: "nurse", password: PASSWORD });
    const cookie = `__Host-anteroom=${credential}`;
    const path = `/stream/queues/${SELF_QUEUE}`;
    const foreign = await world.open(path, { cookie, "sec-fetch-site": "cross-site" });
    assertEquals(await problem(foreign), "401 unauthenticated");
    const reader = await opening(await world.open(path, { cookie, "sec-fetch-site": "same-origin" }));
    await sessions.revoke((await sessions.principalOfPage(credential)).sessionId);
    await reader.step();
    assertEquals(reader.of("error").map(({ data }) => data.code), ["session_expired"]);
    assertEquals(await problem(await world.open(path, { cookie })), "401 session_expired");
  }));

Deno.test("a screen goes on in a browser whose staff session has ended", () =>
  inWorld(async (world) => {
    const displayId = await displayIdOf(world, SELF_QUEUE);
    await opening(await world.open(`/stream/display/${displayId}`, { cookie: "__Host-anteroom=a.b.c" }));
  }));

Deno.test("a desk is told who did what to which ticket and why; the ticket's follower and a screen are not", () =>
  inWorld(async (world) => {
    const ticket = await world.join();
    const follower = await opening(await world.open(`/stream/track/${ticket.trackingToken}`));
    const screen = await opening(
      await world.open(`/stream/display/${await displayIdOf(world, SELF_QUEUE)}`),
    );
    const desk = await opening(
      await world.open(`/stream/queues/${SELF_QUEUE}`, await world.bearer("demo", "nurse")),
    );
    const reason = "called away to an emergency";
    await world.post(`/tickets/${ticket.id}/cancel`, { reason }, { as: "receptionist" });
    for (const reader of [desk, follower, screen]) await reader.step();
    const { accountId } = (await world.ask("/staff", { as: "nurse" })).body.data
      .find(({ role }: { role: string }) => role === "receptionist");
    assertEquals(desk.of("ticket-event").map(({ data }) => data), [{
      ticketId: ticket.id,
      label: ticket.label,
      type: "TicketCancelled",
      at: new Date(world.system.now()).toISOString(),
      by: `staff:${accountId}`,
      reason,
    }]);
    for (const reader of [follower, screen]) {
      assertEquals(reader.names().at(-1), "queue-update");
      assertNotMatch(JSON.stringify(reader.events), new RegExp(`ticket-event|${accountId}|${reason}`));
    }
  }));
