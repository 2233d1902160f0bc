/** Blocks of numbers over HTTP, and joins with one. */
import { assert, assertEquals } from "@std/assert";
import { JoinDoc } from "../../../routes/api/documents.ts";
import { inClinic, SELF_QUEUE } from "../../support/clinic.ts";

const LEASES = `/queues/${SELF_QUEUE}/number-leases`;
const NURSE = { as: "nurse" } as const;
const RECEPTION = { as: "receptionist" } as const;

Deno.test("a desk takes a block of today's numbers, each with its label, until the day ends", () =>
  inClinic(async ({ post }) => {
    const { status, body } = await post(LEASES, { count: 2 }, RECEPTION);
    assertEquals(status, 201);
    const { leaseId, ...rest } = body.data;
    assert(leaseId.length >= 16);
    assertEquals(rest, {
      day: "2026-11-20",
      tokens: [{ tokenNumber: 1_000_001, label: "L-X01" }, { tokenNumber: 1_000_002, label: "L-X02" }],
      expiresAt: "2026-11-21T00:00:00.000Z",
    });
    const second = await post(LEASES, { count: 50 }, NURSE);
    assertEquals([second.body.data.tokens.length, second.body.data.tokens[0].label], [50, "L-K01"]);
  }));

Deno.test("a block asked for again under its key is the same block", () =>
  inClinic(async ({ post, pass }) => {
    const keyed = { ...NURSE, headers: { "idempotency-key": "k" } };
    const first = await post(LEASES, { count: 3 }, keyed);
    const again = await post(LEASES, { count: 3 }, keyed);
    assertEquals([again.status, again.headers.get("idempotency-replayed")], [201, "true"]);
    assertEquals(again.body, first.body);
    assertEquals((await post(LEASES, { count: 4 }, keyed)).body.code, "idempotency_conflict");
    pass(24 * 3_600_000);
    await post(`/queues/${SELF_QUEUE}/pause`, {}, NURSE);
    const late = await post(LEASES, { count: 3 }, keyed);
    assertEquals([late.status, late.body.code], [404, "not_found"]);
  }));

Deno.test("blocks are for staff, within their bounds, of a queue that is there", () =>
  inClinic(async ({ post, contents }) => {
    const before = await contents();
    assertEquals((await post(LEASES, { count: 1 })).status, 401);
    for (const count of [0, 51, 1.5, "3", undefined]) {
      const { status, body } = await post(LEASES, { count }, NURSE);
      assertEquals([status, body.errors[0].path], [422, "count"], String(count));
    }
    assertEquals((await post("/queues/nowhere/number-leases", { count: 1 }, NURSE)).status, 404);
    assertEquals(await contents(), before);
  }));

Deno.test("a join takes its leased number and ranks by when the person came", () =>
  inClinic(async ({ post, join, pass }) => {
    const { leaseId, tokens: [token] } = (await post(LEASES, { count: 2 }, RECEPTION)).body.data;
    await join();
    pass(10 * 60_000);
    await join();
    pass(60_000);
    const claimedAt = "2026-11-20T08:05:00.000Z";
    const lease = { leaseId, tokenNumber: token.tokenNumber };
    const asked = { queueId: SELF_QUEUE, patient: { name: "Ada" }, claimedAt, lease };
    const { status, body } = await post("/queues/join", asked, RECEPTION);
    assertEquals(status, 201);
    JoinDoc.strict().parse(body.data);
    const { label, position, joinedAt, isRenumbered } = body.data;
    assertEquals([label, position, joinedAt, isRenumbered], ["L-X01", 2, claimedAt, false]);
    const again = await post("/queues/join", asked, RECEPTION);
    assertEquals([again.body.data.label, again.body.data.isRenumbered], ["L-003", true]);
    const foreign = await post(
      "/queues/join",
      { ...asked, lease: { ...lease, tokenNumber: 1_000_002 } },
      NURSE,
    );
    assertEquals([foreign.body.data.label, foreign.body.data.isRenumbered], ["L-004", true]);
  }));

Deno.test("nobody but staff joins with a number or an instant of their own", () =>
  inClinic(async ({ post, contents }) => {
    const before = await contents();
    const body = { queueId: SELF_QUEUE, patient: { name: "Eve" } };
    const claimed = await post("/queues/join", { ...body, claimedAt: "2026-11-20T07:00:00Z" });
    assertEquals([claimed.status, claimed.body.code], [401, "unauthenticated"]);
    const leased = await post("/queues/join", { ...body, lease: { leaseId: "l", tokenNumber: 1_000_001 } });
    assertEquals([leased.status, leased.body.code], [401, "unauthenticated"]);
    assertEquals(await contents(), before);
    const bad = await post("/queues/join", { ...body, claimedAt: "yesterday" }, RECEPTION);
    assertEquals([bad.status, bad.body.errors[0].path], [422, "claimedAt"]);
  }));
