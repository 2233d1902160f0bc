/** The kiosk's page and the address at which it takes numbers: what it gives, and everything that it refuses. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { inPageWorld, type PageWorld, QUEUE_ID } from "../../support/page_world.ts";

const ASKED = {
  queueId: QUEUE_ID,
  name: "Maria Lopez",
  phone: "",
  needs: [],
  language: "en",
  acceptsWaitlist: false,
};

function take(
  { visit }: PageWorld,
  { body = ASKED, path = "/kiosk/facility/numbers", headers = {} }: {
    readonly body?: unknown;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Response> {
  return visit(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

Deno.test("GET /kiosk/:facilityId shows the facility and asks for a language first", () =>
  inPageWorld(async ({ visit }) => {
    const response = await visit("/kiosk/facility");
    assertEquals(response.status, 200);
    const html = await response.text();
    assertStringIncludes(html, "Riverside Clinic");
    assertStringIncludes(html, 'data-question="language"');
  }));

Deno.test("GET /kiosk/:facilityId finds no facility that is not there", () =>
  inPageWorld(async ({ visit }) => {
    for (const name of ["elsewhere", "a b", "x".repeat(100)]) {
      assertEquals((await visit(`/kiosk/${encodeURIComponent(name)}`)).status, 404, name);
    }
  }));

Deno.test("POST /kiosk/:facilityId/numbers gives a number and the code of its address", () =>
  inPageWorld(async (world) => {
    const response = await take(world);
    assertEquals(response.status, 201);
    const { data } = await response.json();
    assertEquals(data.position, 1);
    assert(data.qr.size > 20 && data.qr.path.startsWith("M"));
  }));

Deno.test("POST /kiosk/:facilityId/numbers gives one number for one key", () =>
  inPageWorld(async (world) => {
    const headers = { "idempotency-key": "0123456789abcdef0123456789abcdef" };
    const first = await (await take(world, { headers })).json();
    const second = await take(world, { headers });
    assertEquals((await second.json()).data.ticketId, first.data.ticketId);
    assert(second.headers.has("idempotency-replayed"));
  }));

Deno.test("POST /kiosk/:facilityId/numbers refuses other sites, other facilities' lines and unfit answers", () =>
  inPageWorld(async (world) => {
    const status = async (options: Parameters<typeof take>[1]) => (await take(world, options)).status;
    assertEquals(await status({ headers: { "sec-fetch-site": "cross-site" } }), 403);
    assertEquals(await status({ path: "/kiosk/elsewhere/numbers" }), 404);
    assertEquals(await status({ body: { ...ASKED, queueId: "another" } }), 404);
    assertEquals(await status({ body: { ...ASKED, extra: 1 } }), 422);
    assertEquals(await status({ body: { ...ASKED, language: "xx" } }), 422);
    assertEquals(await status({ body: { ...ASKED, name: "" } }), 422);
    assertEquals(await status({ body: { ...ASKED, phone: "12" } }), 422);
    assertEquals(await status({ body: { ...ASKED, needs: ["gold"] } }), 422);
  }));

Deno.test("POST /kiosk/:facilityId/numbers says why a paused line gives none", () =>
  inPageWorld(async (world) => {
    await world.send({ type: "PauseQueue", reasonId: null });
    const response = await take(world);
    assertEquals(response.status, 409);
    assertEquals((await response.json()).code, "queue_paused");
  }));
