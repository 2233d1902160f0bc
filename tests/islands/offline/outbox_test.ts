import { assert, assertEquals } from "@std/assert";
import type { Answer } from "../../../islands/api.ts";
import { openOutbox, type Outbox } from "../../../islands/offline/outbox.ts";
import { type Command, COMMANDS_MAX, OUTBOX, provisionalId } from "../../../islands/offline/outbox_state.ts";
import { KEEP_MS_MAX } from "../../../islands/offline/memory_vault.ts";
import { createOfflineBrowser, type OfflineBrowser, UNREACHABLE } from "../../support/offline_browser.ts";
import { createServer, DONE, syncing, syncsIn } from "../../support/sync_server.ts";

const SIGN_IN: Answer = {
  kind: "refused",
  problem: { status: 401, code: "session_expired", detail: "", facts: {} },
};

function step(label: string, fields: Partial<Command> = {}): Command {
  const ticketId = `ticket-${label}`;
  return { path: `/tickets/${ticketId}/call`, body: {}, ticketId, what: "outbox.retry", label, ...fields };
}

const JOIN: Command = {
  path: "/queues/join",
  body: { queueId: "q", patient: { name: "Ada" } },
  ticketId: null,
  what: "outbox.retry",
  label: "A-X01",
};

async function tab(browser: OfflineBrowser, accountId = "ada"): Promise<Outbox> {
  return await openOutbox({ vault: await browser.vault(accountId), deps: browser.deps() });
}

const labels = (outbox: Outbox) => outbox.pending.value.map(({ label }) => label);

Deno.test("Outbox sends at once while nothing waits, under a key, and answers what the server said", async () => {
  const browser = createOfflineBrowser();
  browser.answer = () => DONE;
  const outbox = await tab(browser);
  assertEquals(await outbox.send(step("A", { ifVersion: 4 })), DONE);
  const [asked] = browser.asked;
  assertEquals([asked?.path, asked?.key, asked?.ifVersion], ["/tickets/ticket-A/call", "key-1", 4]);
  assertEquals([labels(outbox), outbox.status.value], [[], "idle"]);
});

Deno.test("Outbox hands a refusal to whoever sent, and keeps nothing of it", async () => {
  const browser = createOfflineBrowser();
  browser.answer = () => ({
    kind: "refused",
    problem: { status: 409, code: "already_called", detail: "", facts: {} },
  });
  const outbox = await tab(browser);
  assertEquals((await outbox.send(step("A"))).kind, "refused");
  assertEquals([labels(outbox), outbox.conflicts.value], [[], []]);
});

Deno.test("Outbox has a command stored before it is sent", async () => {
  const browser = createOfflineBrowser();
  const outbox = await tab(browser);
  let records = -1;
  browser.answer = () => {
    records = browser.shelf.records.size;
    return DONE;
  };
  await outbox.send(step("A"));
  assertEquals(records, 1);
});

Deno.test("Outbox keeps what the server did not answer and replays it in order under the same keys", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const outbox = await tab(browser);
  for (const label of ["A", "B", "C"]) assertEquals((await outbox.send(step(label))).kind, "queued");
  assertEquals([labels(outbox), outbox.status.value], [["A", "B", "C"], "waiting"]);
  browser.answer = server.answer;
  await browser.pass(60_000);
  assertEquals(server.order, ["A", "B", "C"].map((label) => `/tickets/ticket-${label}/call`));
  assertEquals([labels(outbox), outbox.status.value], [[], "idle"]);
  const [first] = syncsIn(browser.asked.at(-1) ?? { path: "" });
  assertEquals([first?.key, first?.claimedAt], ["key-1", "2026-11-20T10:00:00.000Z"]);
});

Deno.test("Outbox tries no second command while one waits", async () => {
  const browser = createOfflineBrowser();
  const outbox = await tab(browser);
  await outbox.send(step("A"));
  browser.asked.length = 0;
  browser.answer = () => DONE;
  const sent = await outbox.send(step("B"));
  assertEquals([sent.kind, browser.asked.length], ["queued", 0]);
});

Deno.test("Outbox tries nothing while the browser or the connection says offline", async () => {
  const browser = createOfflineBrowser();
  const outbox = await tab(browser);
  browser.isOnline = false;
  await outbox.send(step("A"));
  browser.isOnline = true;
  assertEquals(browser.asked, []);
  const other = await tab(createOfflineBrowser());
  other.heard("offline");
  assertEquals((await other.send(step("A"))).kind, "queued");
});

Deno.test("Outbox does not carry out twice what was done before the answer was lost", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const outbox = await tab(browser);
  browser.answer = (asked) => {
    server.answer(asked);
    return UNREACHABLE;
  };
  await outbox.send(step("A"));
  await browser.pass(10_000);
  browser.answer = server.answer;
  await browser.pass(60_000);
  assertEquals([server.order.length, labels(outbox)], [1, []]);
});

Deno.test("Outbox replays when the connection is good again, without waiting for its turn", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const outbox = await tab(browser);
  outbox.heard("offline");
  await outbox.send(step("A"));
  await browser.pass(120_000);
  browser.answer = server.answer;
  outbox.heard("connected");
  await browser.pass(0);
  assertEquals(labels(outbox), []);
});

Deno.test("Outbox waits longer after each try, and as long as the server says", async () => {
  const browser = createOfflineBrowser();
  const outbox = await tab(browser);
  await outbox.send(step("A"));
  browser.asked.length = 0;
  browser.answer = () => ({ kind: "unreachable", retryAfterMs: 30_000 });
  await browser.pass(1_000);
  assertEquals(browser.asked.length, 1);
  await browser.pass(29_999);
  assertEquals(browser.asked.length, 1);
  await browser.pass(1);
  assertEquals(browser.asked.length, 2);
});

Deno.test("a new page of the account goes on with what an earlier one left, also one that crashed while sending", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const crashed = await tab(browser);
  browser.answer = () => new Promise(() => {});
  void crashed.send(step("A"));
  await browser.settle();
  crashed.close();
  const again = { ...browser.deps(), lock: <T>(_name: string, task: () => Promise<T>) => task() };
  browser.answer = server.answer;
  const outbox = await openOutbox({ vault: await browser.vault(), deps: again });
  assertEquals(labels(outbox), ["A"]);
  await browser.pass(0);
  assertEquals([server.order.length, labels(outbox)], [1, []]);
});

Deno.test("tabs share one outbox: each sees what the other keeps, and it is sent once", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const [here, there] = [await tab(browser), await tab(browser)];
  await here.send(step("A"));
  await browser.settle();
  assertEquals(labels(there), ["A"]);
  await there.send(step("B"));
  await browser.settle();
  assertEquals(labels(here), ["A", "B"]);
  browser.answer = server.answer;
  await browser.pass(60_000);
  assertEquals(server.order, ["/tickets/ticket-A/call", "/tickets/ticket-B/call"]);
  assertEquals([labels(here), labels(there)], [[], []]);
});

Deno.test("commands given at once go out one after the other, each with its own answer", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  browser.answer = server.answer;
  const outbox = await tab(browser);
  const sent = await Promise.all(["A", "B", "C"].map((label) => outbox.send(step(label))));
  assertEquals(sent.map(({ kind }) => kind), ["done", "done", "done"]);
  assertEquals(server.order, ["A", "B", "C"].map((label) => `/tickets/ticket-${label}/call`));
});

Deno.test("what is given about a ticket made offline is sent when the server has named it", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const outbox = await tab(browser);
  const joined = await outbox.send(JOIN);
  assert(joined.kind === "queued");
  const ticketId = provisionalId(joined.key);
  await outbox.send({ ...step("A-X01"), path: `/tickets/${ticketId}/call`, ticketId });
  browser.answer = server.answer;
  await browser.pass(60_000);
  assertEquals(server.order, ["/queues/join", `/tickets/real-${joined.key}/call`]);
  assertEquals(outbox.realIdOf(ticketId), `real-${joined.key}`);
  browser.answer = () => DONE;
  await outbox.send({ ...step("A-X01"), path: `/tickets/${ticketId}/start`, ticketId });
  assertEquals(browser.asked.at(-1)?.path, `/tickets/real-${joined.key}/start`);
});

Deno.test("a conflict waits for a person: left as it is, it is gone; done anyway, it is a new command", async () => {
  const browser = createOfflineBrowser();
  const outbox = await tab(browser);
  await outbox.send(step("A"));
  await outbox.send(step("B"));
  const body = { code: "already_called", detail: "", calledBy: "staff:ben" };
  browser.answer = syncing(() => ({ outcome: "conflict", status: 409, body }));
  await browser.pass(60_000);
  assertEquals(outbox.conflicts.value.map(({ command }) => command.label), ["A", "B"]);
  assertEquals(outbox.conflicts.value[0]?.problem.facts, { calledBy: "staff:ben" });
  assertEquals((await tab(browser)).conflicts.value.length, 2);
  await outbox.dismiss("key-1");
  const server = createServer();
  browser.answer = server.answer;
  await outbox.retry("key-2");
  await browser.pass(0);
  assertEquals([outbox.conflicts.value, server.order], [[], ["/tickets/ticket-B/call"]]);
});

Deno.test("what is given about a ticket that was never made is a person's, and holds nothing else up", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const outbox = await tab(browser);
  const joined = await outbox.send(JOIN);
  assert(joined.kind === "queued");
  const body = { code: "queue_closed", detail: "" };
  browser.answer = syncing(() => ({ outcome: "conflict", status: 409, body }));
  await browser.pass(60_000);
  await outbox.dismiss(joined.key);
  browser.answer = () => UNREACHABLE;
  const ticketId = provisionalId(joined.key);
  await outbox.send({ ...step("A-X01"), path: `/tickets/${ticketId}/call`, ticketId });
  await outbox.send(step("B"));
  browser.answer = server.answer;
  await browser.pass(60_000);
  assertEquals(outbox.conflicts.value.map(({ command, problem }) => [command.label, problem.code]), [
    ["A-X01", "ticket_missing"],
  ]);
  assertEquals([server.order, labels(outbox), outbox.status.value], [["/tickets/ticket-B/call"], [], "idle"]);
});

Deno.test("Outbox keeps everything when the server asks to sign in, and goes on when somebody did", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const outbox = await tab(browser);
  await outbox.send(step("A"));
  browser.answer = () => SIGN_IN;
  await browser.pass(60_000);
  assertEquals([labels(outbox), outbox.status.value], [["A"], "signed_out"]);
  const tries = browser.asked.length;
  await browser.pass(3_600_000);
  assertEquals(browser.asked.length, tries);
  browser.answer = server.answer;
  outbox.wake();
  await browser.pass(0);
  assertEquals([labels(outbox), outbox.status.value], [[], "idle"]);
});

Deno.test("Outbox sends nothing in the name of another account that signed in meanwhile", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const outbox = await tab(browser);
  await outbox.send(step("A"));
  browser.answer = server.answer;
  browser.account = "other";
  await browser.pass(60_000);
  assertEquals([server.order, labels(outbox), outbox.status.value], [[], ["A"], "signed_out"]);
  browser.account = "ours";
  outbox.wake();
  await browser.pass(0);
  assertEquals(labels(outbox), []);
});

Deno.test("a request that is refused as a whole is sent one by one, and the one to blame is a person's", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const outbox = await tab(browser);
  for (const label of ["A", "B", "C"]) await outbox.send(step(label));
  browser.answer = (asked) =>
    JSON.stringify(asked.body).includes("ticket-B")
      ? { kind: "refused", problem: { status: 422, code: "invalid", detail: "", facts: {} } }
      : server.answer(asked);
  await browser.pass(60_000);
  assertEquals(server.order, ["/tickets/ticket-A/call", "/tickets/ticket-C/call"]);
  assertEquals(outbox.conflicts.value.map(({ command, problem }) => [command.label, problem.code]), [
    ["B", "invalid"],
  ]);
});

Deno.test("Outbox tries again what the server could not do now", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const outbox = await tab(browser);
  await outbox.send(step("A"));
  browser.answer = syncing(() => ({ outcome: "refused", status: 503, body: { code: "overloaded" } }));
  await browser.pass(2_000);
  assertEquals(labels(outbox), ["A"]);
  browser.answer = server.answer;
  await browser.pass(60_000);
  assertEquals([labels(outbox), server.order.length], [[], 1]);
});

Deno.test("Outbox drops what came too late with a note, until somebody read it", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const outbox = await tab(browser);
  outbox.heard("offline");
  await outbox.send(step("A"));
  browser.now += 15 * 3_600_000;
  browser.answer = server.answer;
  outbox.heard("connected");
  await browser.pass(0);
  assertEquals([server.order, outbox.notes.value.map(({ label, why }) => [label, why])], [[], [[
    "A",
    "another_day",
  ]]]);
  await outbox.dismissNotes();
  assertEquals(outbox.notes.value, []);
});

Deno.test("Outbox says that there was something when all of it grew too old while nobody looked", async () => {
  const browser = createOfflineBrowser();
  const before = await tab(browser);
  await before.send(step("A"));
  before.close();
  const vault = await browser.vault();
  browser.now += KEEP_MS_MAX + 1;
  const outbox = await openOutbox({ vault, deps: browser.deps() });
  assertEquals([labels(outbox), outbox.notes.value.map(({ what, why }) => [what, why])], [[], [[
    null,
    "too_old",
  ]]]);
});

Deno.test("Outbox refuses more than it can hold, and keeps what it has", async () => {
  const browser = createOfflineBrowser();
  const vault = await browser.vault();
  const commands = Array.from({ length: COMMANDS_MAX }, (_, index) => ({
    ...step(`${index}`),
    key: `k${index}`,
    claimedAt: browser.now,
    isQueued: true,
    tries: 0,
  }));
  await vault.put(OUTBOX, { v: 1, commands, conflicts: [], notes: [], aliases: {} });
  const outbox = await openOutbox({ vault, deps: browser.deps() });
  const sent = await outbox.send(step("one more"));
  assert(sent.kind === "refused");
  assertEquals([sent.problem.code, labels(outbox).length], ["outbox_full", COMMANDS_MAX]);
});

Deno.test("a command that must not happen later is given up, and not sent before those that wait", async () => {
  const browser = createOfflineBrowser();
  const outbox = await tab(browser);
  const sent = await outbox.send(step("A"), { isKept: false });
  assertEquals([sent, labels(outbox)], [UNREACHABLE, []]);
  await outbox.send(step("B"));
  browser.asked.length = 0;
  browser.answer = () => DONE;
  assertEquals(await outbox.send(step("C"), { isKept: false }), UNREACHABLE);
  assertEquals(browser.asked, []);
});

Deno.test("Outbox loses nothing that it knows while storage fails", async () => {
  const browser = createOfflineBrowser();
  const server = createServer();
  const outbox = await tab(browser);
  await outbox.send(step("A"));
  browser.shelf.state = "broken";
  await outbox.send(step("B"));
  assertEquals([labels(outbox), outbox.isDurable], [["A", "B"], false]);
  browser.answer = server.answer;
  await browser.pass(60_000);
  assertEquals(server.order, ["/tickets/ticket-A/call", "/tickets/ticket-B/call"]);
});

Deno.test("Outbox keeps nothing for an account that was signed out in this browser, and says what came of a command", async () => {
  const browser = createOfflineBrowser();
  const outbox = await tab(browser, "ada");
  await outbox.send(step("A"));
  await tab(browser, "ben");
  browser.asked.length = 0;
  browser.answer = () => SIGN_IN;
  assertEquals(await outbox.send(step("B")), SIGN_IN);
  assertEquals([labels(outbox), browser.asked.length], [[], 1]);
  await browser.pass(60_000);
  assertEquals(browser.asked.length, 1);
});
