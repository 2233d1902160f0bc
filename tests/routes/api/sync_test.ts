/** What a desk did without a connection, sent afterwards: in order, once, each with the answer that it has. */
import { assert, assertEquals } from "@std/assert";
import { TicketDoc } from "../../../routes/api/documents.ts";
import {
  type Answer,
  type AskOptions,
  type Clinic,
  inClinic,
  type Json,
  OTHER_TENANT,
  PASSWORD,
  SELF_QUEUE,
} from "../../support/clinic.ts";

const NOW = Date.UTC(2026, 10, 20, 8);
const MINUTE_MS = 60_000;
const RECEPTION = { as: "receptionist" } as const;

interface Queued {
  readonly path: string;
  readonly body?: unknown;
  readonly minutes?: number;
  readonly ifVersion?: number;
  readonly key?: string;
}

/** `commands` as an outbox sends them, in keys of their own. */
function batchOf(commands: readonly Queued[]): { readonly commands: readonly unknown[] } {
  return {
    commands: commands.map(({ path, body, minutes = 0, ifVersion, key }, index) => ({
      key: key ?? `key-${index}-${path}`,
      claimedAt: new Date(NOW + minutes * MINUTE_MS).toISOString(),
      method: "POST",
      path,
      body: body ?? {},
      ifVersion,
    })),
  };
}

function sync(
  { post }: Clinic,
  commands: readonly Queued[],
  asked: AskOptions = RECEPTION,
): Promise<Answer> {
  return post("/sync", batchOf(commands), asked);
}

async function resultsOf(
  clinic: Clinic,
  commands: readonly Queued[],
  asked: AskOptions = RECEPTION,
): Promise<Json[]> {
  const { status, body } = await sync(clinic, commands, asked);
  assertEquals(status, 200, JSON.stringify(body));
  return body.data.results;
}

const outcomes = (results: readonly Json[]) => results.map(({ outcome }) => outcome);
const act = (ticketId: string, action: string, more: Partial<Queued> = {}): Queued => ({
  path: `/tickets/${ticketId}/${action}`,
  ...more,
});

Deno.test("sync carries commands out in their order, with the instants at which they were given", () =>
  inClinic(async (clinic) => {
    const { join, pass, ask } = clinic;
    const { ticketId } = await join();
    pass(30 * MINUTE_MS);
    const results = await resultsOf(clinic, [
      act(ticketId, "call", { minutes: 5, body: { room: "3" } }),
      act(ticketId, "start", { minutes: 6 }),
      act(ticketId, "complete", { minutes: 15 }),
      { path: "/queues/join", body: { queueId: SELF_QUEUE, patient: { name: "Ada" } }, minutes: 20 },
    ]);
    assertEquals(results.map(({ outcome, status }) => [outcome, status]), [
      ["done", 200],
      ["done", 200],
      ["done", 200],
      ["done", 201],
    ]);
    TicketDoc.strict().parse(results[2].body.data);
    const { calledAt, startedAt, endedAt, room } = results[2].body.data;
    assertEquals([calledAt, startedAt, endedAt, room], [
      "2026-11-20T08:05:00.000Z",
      "2026-11-20T08:06:00.000Z",
      "2026-11-20T08:15:00.000Z",
      "3",
    ]);
    assertEquals(results[3].body.data.joinedAt, "2026-11-20T08:20:00.000Z");
    const told = await ask(`/tickets/${ticketId}/timeline`, RECEPTION);
    assertEquals(told.body.data.map(({ at, claimedAt }: Json) => [at, claimedAt]).at(-1), [
      "2026-11-20T08:30:00.000Z",
      "2026-11-20T08:15:00.000Z",
    ]);
  }));

Deno.test("sync repeated as a whole does nothing twice, nor does what had landed before it was queued", () =>
  inClinic(async (clinic) => {
    const { join, post, contents } = clinic;
    const [first, second] = [await join(), await join()];
    await post(`/tickets/${first.ticketId}/call`, {}, {
      ...RECEPTION,
      headers: { "idempotency-key": "sent" },
    });
    const batch = [
      act(first.ticketId, "call", { key: "sent" }),
      act(first.ticketId, "start"),
      act(second.ticketId, "hold"),
      { path: "/queues/join", body: { queueId: SELF_QUEUE, patient: { name: "Ada" } } },
      act(second.ticketId, "start"),
    ];
    const results = await resultsOf(clinic, batch);
    assertEquals(outcomes(results), ["repeated", "done", "done", "done", "conflict"]);
    const before = await contents();
    const again = await resultsOf(clinic, batch);
    assertEquals(outcomes(again), ["repeated", "repeated", "repeated", "repeated", "conflict"]);
    assertEquals(again[3].body.data.ticketId, results[3].body.data.ticketId);
    assertEquals(await contents(), before);
  }));

Deno.test("sync resolves what is so already", () =>
  inClinic(async (clinic) => {
    const { join, post } = clinic;
    const tickets: Record<string, string> = {};
    for (const name of ["done", "gone", "left", "missed", "held", "back"]) {
      tickets[name] = (await join()).ticketId;
    }
    const online = (name: string, action: string, as: AskOptions["as"] = "nurse") =>
      post(`/tickets/${tickets[name]}/${action}`, {}, { as: as ?? "nurse" });
    for (const action of ["call", "start", "complete"]) await online("done", action);
    await online("gone", "cancel");
    await online("left", "leave");
    for (const action of ["call", "no-show"]) await online("missed", action);
    await online("held", "hold");
    for (const action of ["hold", "resume"]) await online("back", action);
    const results = await resultsOf(clinic, [
      act(tickets["done"] ?? "", "complete"),
      act(tickets["gone"] ?? "", "cancel"),
      act(tickets["left"] ?? "", "leave"),
      act(tickets["missed"] ?? "", "no-show"),
      act(tickets["held"] ?? "", "hold"),
      act(tickets["back"] ?? "", "resume"),
      act(tickets["done"] ?? "", "acknowledge"),
    ]);
    assertEquals(outcomes(results), Array(7).fill("resolved"));
    for (const { status, body } of results) {
      assertEquals(status, 200);
      TicketDoc.strict().parse(body.data);
    }
  }));

Deno.test("sync resolves a step that the desk itself took since, and puts another's before a person", () =>
  inClinic(async (clinic) => {
    const { join, post } = clinic;
    const [mine, theirs] = [await join(), await join()];
    for (const action of ["call", "start"]) {
      await post(`/tickets/${mine.ticketId}/${action}`, {}, RECEPTION);
      await post(`/tickets/${theirs.ticketId}/${action}`, {}, { as: "nurse" });
    }
    const own = await resultsOf(clinic, [act(mine.ticketId, "call"), act(mine.ticketId, "start")]);
    assertEquals(outcomes(own), ["resolved", "resolved"]);
    const others = await resultsOf(clinic, [act(theirs.ticketId, "call"), act(theirs.ticketId, "start")]);
    assertEquals(outcomes(others), ["conflict", "conflict"]);
    const [{ status, body }] = others;
    assertEquals([status, body.code, body.state, body.at], [
      409,
      "wrong_state",
      "serving",
      "2026-11-20T08:00:00.000Z",
    ]);
    assert(body.by.startsWith("staff:"));
    assertEquals([body.present.ticketId, body.present.status], [theirs.ticketId, "serving"]);
    const doctor = await resultsOf(clinic, [act(theirs.ticketId, "start", { key: "d" })], { as: "doctor" });
    assertEquals(outcomes(doctor), ["resolved"]);
  }));

Deno.test("sync puts a second call of one person before a person, with who called and when", () =>
  inClinic(async (clinic) => {
    const { join, post, pass } = clinic;
    const { ticketId } = await join();
    pass(MINUTE_MS);
    await post(`/tickets/${ticketId}/call`, {}, { as: "nurse" });
    pass(MINUTE_MS);
    const [mine] = await resultsOf(clinic, [act(ticketId, "call")], { as: "nurse" });
    assertEquals(mine.outcome, "resolved");
    const [{ outcome, body }] = await resultsOf(clinic, [act(ticketId, "call", { key: "other" })]);
    assertEquals([outcome, body.code, body.at], ["conflict", "already_called", "2026-11-20T08:01:00.000Z"]);
    assertEquals(body.by, body.calledBy);
  }));

Deno.test("sync goes on with nobody whom another called meanwhile, and takes no step of another's back", () =>
  inClinic(async (clinic) => {
    const { join, post, pass } = clinic;
    const [called, missed, taken] = [await join(), await join(), await join()];
    pass(MINUTE_MS);
    for (const { ticketId } of [called, missed, taken]) {
      await post(`/tickets/${ticketId}/call`, {}, { as: "nurse" });
    }
    const results = await resultsOf(clinic, [
      act(called.ticketId, "call"),
      act(called.ticketId, "start"),
      act(missed.ticketId, "no-show"),
      act(taken.ticketId, "call"),
      act(taken.ticketId, "undo"),
    ]);
    assertEquals(outcomes(results), Array(5).fill("conflict"));
    for (const { body } of results) assertEquals([body.state, body.present.status], ["called", "called"]);
    const seen = await resultsOf(clinic, [act(called.ticketId, "start", { minutes: 1, key: "seen" })]);
    assertEquals(outcomes(seen), ["done"]);
  }));

Deno.test("sync carries out what only the desk itself or the person made stale, and nothing that others changed", () =>
  inClinic(async (clinic) => {
    const { join, post } = clinic;
    const [first, second] = [await join(), await join()];
    const results = await resultsOf(clinic, [
      act(first.ticketId, "call", { ifVersion: first.version }),
      act(first.ticketId, "start", { ifVersion: first.version }),
    ]);
    assertEquals(outcomes(results), ["done", "resolved"]);
    assertEquals(results[1].body.data.status, "serving");
    const reason = "Feels faint";
    await post(`/tickets/${second.ticketId}/priority`, { priority: 1, reason }, { as: "nurse" });
    const [cancelled] = await resultsOf(clinic, [
      act(second.ticketId, "cancel", { ifVersion: second.version }),
    ]);
    assertEquals([cancelled.outcome, cancelled.status, cancelled.body.code], [
      "conflict",
      412,
      "stale_version",
    ]);
    assertEquals(cancelled.body.present.class, "emergency");
    const repeated = await resultsOf(clinic, [
      act(first.ticketId, "start", {
        ifVersion: first.version,
        key: `key-1-/tickets/${first.ticketId}/start`,
      }),
    ]);
    assertEquals(outcomes(repeated), ["repeated"]);
  }));

Deno.test("sync finds the place of a patient who joined the same queue meanwhile; another queue is for a person", () =>
  inClinic(async (clinic) => {
    const { join } = clinic;
    const { ticketId, patientId } = await join();
    const into = (queueId: string, key: string) => ({
      path: "/queues/join",
      body: { queueId, patientId },
      key,
    });
    const [same, other] = await resultsOf(clinic, [into(SELF_QUEUE, "a"), into("pharmacy", "b")]);
    assertEquals([same.outcome, same.body.data.ticketId], ["resolved", ticketId]);
    assertEquals([other.outcome, other.body.code, other.body.existing.ticketId], [
      "conflict",
      "already_waiting",
      ticketId,
    ]);
  }));

Deno.test("sync resolves a leased number that cannot be kept with a fresh one, and says so", () =>
  inClinic(async (clinic) => {
    const lease = { leaseId: "of-yesterday-0000", tokenNumber: 1_000_001 };
    const body = { queueId: SELF_QUEUE, patient: { name: "Ada" }, lease };
    const batch = [{ path: "/queues/join", body }];
    const [first] = await resultsOf(clinic, batch);
    assertEquals([first.outcome, first.body.data.label, first.body.data.isRenumbered], [
      "resolved",
      "L-001",
      true,
    ]);
    const [again] = await resultsOf(clinic, batch);
    assertEquals([again.outcome, again.body.data.label, again.body.data.isRenumbered], [
      "repeated",
      "L-001",
      true,
    ]);
  }));

Deno.test("sync opens and pauses as its desk did, unless somebody set another status since", () =>
  inClinic(async (clinic) => {
    const { post, pass } = clinic;
    pass(30 * MINUTE_MS);
    const set = (action: string, minutes: number) => ({ path: `/queues/${SELF_QUEUE}/${action}`, minutes });
    const own = await resultsOf(clinic, [set("pause", 5), set("open", 9), set("pause", 12)]);
    assertEquals(outcomes(own), ["done", "done", "done"]);
    await post(`/queues/${SELF_QUEUE}/open`, {}, { as: "nurse" });
    const [late] = await resultsOf(clinic, [{ ...set("close", 20), key: "late" }]);
    assertEquals([late.outcome, late.body.state, late.body.at], [
      "conflict",
      "open",
      "2026-11-20T08:30:00.000Z",
    ]);
    assertEquals(outcomes(await resultsOf(clinic, [set("pause", 5), set("open", 9)])), [
      "repeated",
      "repeated",
    ]);
  }));

Deno.test("sync refuses each command that cannot wait, or that this person may not give, and goes on", () =>
  inClinic(async (clinic) => {
    const { ticketId } = await clinic.join();
    const results = await resultsOf(clinic, [
      { path: `/queues/${SELF_QUEUE}/call-next` },
      { path: "/auth/sign-out" },
      { path: "/sync" },
      { path: `/tickets/${ticketId}/../../auth/sign-out` },
      { path: "/tickets/self0000unknown00000/hold" },
      act(ticketId, "move", { body: { position: 1, reason: "x" } }),
      act(ticketId, "hold", { body: { because: "x" } }),
      act(ticketId, "hold", { key: "good" }),
    ], { as: "nurse" });
    assertEquals(results.map(({ outcome, status }) => [outcome, status]), [
      ["refused", 404],
      ["refused", 404],
      ["refused", 404],
      ["refused", 404],
      ["refused", 404],
      ["refused", 403],
      ["refused", 422],
      ["done", 200],
    ]);
  }));

Deno.test("sync finds nothing of another tenant's", () =>
  inClinic(async (clinic) => {
    const { join, post, contents } = clinic;
    const { ticketId } = await join();
    const credentials = { tenant: OTHER_TENANT, username: "administrator", password: PASSWORD };
    const { accessToken } = (await post("/auth/sign-in", credentials)).body.data;
    const before = await contents();
    const results = await resultsOf(clinic, [
      act(ticketId, "cancel"),
      { path: "/queues/join", body: { queueId: SELF_QUEUE, patient: { name: "Eve" } } },
      { path: `/queues/${SELF_QUEUE}/close` },
    ], { headers: { authorization: `Bearer ${accessToken}` } });
    assertEquals(results.map(({ outcome, status }) => [outcome, status]), Array(3).fill(["refused", 404]));
    assertEquals(await contents(), before);
  }));

Deno.test("sync is for staff, of bounded size and shape", () =>
  inClinic(async (clinic) => {
    const { post, contents } = clinic;
    const before = await contents();
    assertEquals((await post("/sync", { commands: [] })).status, 401);
    assertEquals((await resultsOf(clinic, [])).length, 0);
    const many = Array.from({ length: 101 }, (_, index) => ({ path: "/queues/join", key: `k${index}` }));
    assertEquals((await sync(clinic, many)).status, 422);
    const shapes = [{ key: "" }, { key: "two words" }, { claimedAt: "now" }, { method: "GET" }, { extra: 1 }];
    for (const shape of shapes) {
      const [command] = batchOf([{ path: "/queues/join" }]).commands as Json[];
      const { status } = await post("/sync", { commands: [{ ...command, ...shape }] }, RECEPTION);
      assertEquals(status, 422, JSON.stringify(shape));
    }
    const note = "x".repeat(100_000);
    const large = await sync(clinic, [{ path: "/queues/join", body: { note } }]);
    assertEquals([large.status, large.body.data.results[0].outcome], [200, "refused"]);
    const larger = await sync(clinic, [{ path: "/queues/join", body: { note: note.repeat(3) } }]);
    assertEquals([larger.status, larger.body.code], [413, "too_large"]);
    assertEquals(await contents(), before);
  }));

Deno.test("sync meets an unreachable store with one refusal for all, and a repeat finishes what was begun", async () => {
  let commits = Infinity;
  const wrap = (kv: Deno.Kv) =>
    new Proxy(kv, {
      get(target, name) {
        const value = Reflect.get(target, name, target);
        if (name !== "atomic") return typeof value === "function" ? value.bind(target) : value;
        return () => commits-- > 0 ? target.atomic() : failing();
      },
    });
  await inClinic(async (clinic) => {
    const { join, ask, pass } = clinic;
    const { ticketId } = await join();
    const batch = [act(ticketId, "call"), act(ticketId, "start"), act(ticketId, "complete")];
    await ask("/me", RECEPTION);
    commits = 1;
    const { status, body, headers } = await sync(clinic, batch);
    assertEquals(status, 503, JSON.stringify(body));
    assert(Number(headers.get("retry-after")) >= 1);
    commits = Infinity;
    pass(MINUTE_MS);
    const results = await resultsOf(clinic, batch);
    assertEquals(outcomes(results).at(-1), "done");
    assertEquals(results.at(-1).body.data.status, "completed");
    assertEquals(outcomes(await resultsOf(clinic, batch)), ["repeated", "repeated", "repeated"]);
  }, { wrap });
});

/** A commit of which nobody knows what became: it never lands. */
function failing(): Deno.AtomicOperation {
  const operation: unknown = new Proxy({}, {
    get: (_, name) =>
      name === "commit" ? () => Promise.reject(new TypeError("Cannot reach the store")) : () => operation,
  });
  return operation as Deno.AtomicOperation;
}
