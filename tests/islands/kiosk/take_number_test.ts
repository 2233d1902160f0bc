/** What a kiosk makes of the server's answers, of every kind, and that a try never throws. */
import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { START } from "../../../islands/kiosk/kiosk_flow.ts";
import { mintKey, parseNumber, refusalOf, takeNumber } from "../../../islands/kiosk/take_number.ts";

const ANSWER = {
  data: {
    label: "W-007",
    status: "waiting",
    ahead: 3,
    estimatedWaitMinutes: 20,
    waitRange: { low: 10, high: 20 },
    qr: { size: 29, path: "M0 0h1v1h-1z" },
  },
};

/** Serves `respond` on loopback while `test` runs. */
async function serving(
  respond: (request: Request) => Response | Promise<Response>,
  test: (url: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, respond);
  try {
    await test(`http://127.0.0.1:${server.addr.port}/numbers`);
  } finally {
    await server.shutdown();
  }
}

const REQUEST = {
  state: { ...START, queueId: "q", name: " Maria ", phone: "1234567", needs: ["elderly"] },
  language: "de",
  key: "k".repeat(32),
} as const;

Deno.test("takeNumber() sends the answers under the key and reads the number", async () => {
  let sent: unknown = null;
  let key: string | null = null;
  await serving(async (request) => {
    sent = await request.json();
    key = request.headers.get("idempotency-key");
    return Response.json(ANSWER, { status: 201 });
  }, async (url) => {
    const act = await takeNumber(url, REQUEST);
    assertEquals(act.type === "given" ? act.ticket.label : null, "W-007");
  });
  assertEquals(key, REQUEST.key);
  assertEquals(sent, {
    queueId: "q",
    name: "Maria",
    phone: "1234567",
    needs: ["elderly"],
    language: "de",
    acceptsWaitlist: false,
  });
});

Deno.test("takeNumber() tells refusals from what passes", async () => {
  const cases = [
    [Response.json({ code: "queue_full", waitlist: true }, { status: 409 }), {
      type: "refused",
      refusal: "fullWaitlist",
    }],
    [Response.json({ code: "queue_paused" }, { status: 409 }), { type: "refused", refusal: "paused" }],
    [Response.json({}, { status: 503 }), { type: "unreachable" }],
    [Response.json({}, { status: 429 }), { type: "unreachable" }],
    [Response.json({ data: {} }, { status: 201 }), { type: "unreachable" }],
    [new Response("no json", { status: 200 }), { type: "unreachable" }],
  ] as const;
  for (const [response, expected] of cases) {
    await serving(() => response, async (url) => assertEquals(await takeNumber(url, REQUEST), expected));
  }
});

Deno.test("takeNumber() answers that nobody was reached when nobody listens", async () => {
  let address = "";
  await serving(() => new Response(), (url) => Promise.resolve(void (address = url)));
  assertEquals(await takeNumber(address, REQUEST), { type: "unreachable" });
});

Deno.test("refusalOf() knows each refusal of a line", () => {
  assertEquals(refusalOf({ code: "queue_full" }), "full");
  assertEquals(refusalOf({ code: "queue_closed" }), "closed");
  assertEquals(refusalOf({ code: "invalid" }), "other");
  assertEquals(refusalOf(null), "other");
});

Deno.test("parseNumber() reads a place on the waiting list and refuses what is none", () => {
  const { data } = ANSWER;
  const waitlisted = { ...data, status: "waitlisted", ahead: null, waitRange: null };
  assertEquals(parseNumber({ data: waitlisted })?.isWaitlisted, true);
  assertEquals(parseNumber({ data: { ...data, qr: null } }), null);
  assertEquals(parseNumber("text"), null);
});

Deno.test("mintKey() gives 128 bits of chance", () => {
  assertMatch(mintKey(), /^[0-9a-f]{32}$/);
  assertNotEquals(mintKey(), mintKey());
});
