/** What a key or a button does, and what it says when there is nobody to do it to. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { act, lastStepOf, skip } from "../../../islands/doctor/doctor_actions.ts";
import { setPresence } from "../../../islands/doctor/provider_status.ts";
import { MINUTE_MS, NOW, row } from "../desk/desk_rows.ts";
import { done, refused } from "../desk/desk_setup.ts";
import { called, line, setUp } from "./doctor_setup.ts";

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};
const recently = () => new Date().toISOString();

Deno.test("act() starts and finishes the person who is here", async () => {
  const { model, sent } = setUp(line([called("a")]));
  act(model, "start");
  await settled();
  assertEquals(sent.map(({ path }) => path), ["/tickets/a/start"]);
  assertEquals(model.primary.value, "complete");
  act(model, "complete");
  await settled();
  assertEquals(sent.at(-1)?.path, "/tickets/a/complete");
  assertEquals(model.situation.value?.current, null);
});

Deno.test("act() finishes and calls the next in one request; on a break it only finishes", async () => {
  const here = called("a", { status: "serving" });
  const { model, asked } = setUp(line([here, row("b")]));
  act(model, "completeNext");
  await settled();
  assertEquals(asked, [{ path: "/tickets/a/complete", body: { callNext: true } }]);
  const providers = [{ providerId: "dr", status: "on_break", until: null }];
  const resting = setUp(line([here, row("b")], { providers }));
  act(resting.model, "completeNext");
  await settled();
  assertEquals(resting.asked, []);
  assertEquals(resting.sent.map(({ body }) => body), [{}]);
});

Deno.test("act() says so when nobody is called or here", () => {
  for (const deed of ["start", "complete", "completeNext", "skip", "recall"] as const) {
    const { model, sent } = setUp(line([row("b")]));
    act(model, deed);
    assertEquals(model.desk.notice.value?.tone, "late", deed);
    assertEquals([sent.length, model.question.value], [0, null], deed);
  }
});

Deno.test("act() does nothing before the line is known", () => {
  const { model, sent, asked } = setUp(null);
  act(model, "callNext");
  act(model, "break");
  assertEquals([sent.length, asked.length, model.question.value], [0, 0, null]);
});

Deno.test("act() calls nobody until it is said for whom, where several could be meant", async () => {
  const providers = ["x", "y"].map((providerId) => ({ providerId, status: "available", until: null }));
  const { model, asked } = setUp(line([row("b")], { providers }));
  act(model, "callNext");
  await settled();
  assertEquals(asked, []);
  assertMatch(model.desk.notice.value?.text ?? "", /For whom/);
  model.chosenId.value = "y";
  act(model, "callNext");
  await settled();
  assertEquals(asked.length, 1);
});

Deno.test("act() asks before it skips, and skip() marks the person", async () => {
  const person = called("a");
  const { model, sent } = setUp(line([person]));
  act(model, "skip");
  assertEquals([model.question.value, sent.length], ["skip", 0]);
  skip(model, person);
  await settled();
  assertEquals([model.question.value, sent[0]?.path], [null, "/tickets/a/no-show"]);
});

Deno.test("act() start just after a call means whoever that gives", async () => {
  const given = done({ ticketId: "a", label: "A", room: null, version: 11 });
  const { model, sent } = setUp(line([row("a"), row("b")]), { answer: () => given });
  act(model, "callNext");
  act(model, "start");
  assertEquals([sent.length, model.desk.notice.value], [0, null]);
  await settled();
  assertEquals(sent.map(({ path }) => path), ["/tickets/a/start"]);
});

Deno.test("act() calls again only as the rule allows", async () => {
  const soon = setUp(line([called("a", { calledAt: recently() })]));
  act(soon.model, "recall");
  assertEquals(soon.sent, []);
  assertMatch(soon.model.desk.notice.value?.text ?? "", /A can be called again at/);
  const { model, sent } = setUp(line([called("a")]));
  act(model, "recall");
  await settled();
  assertEquals(sent[0]?.path, "/tickets/a/call");
});

Deno.test("act() opens the choice of a break, closes it, and comes back from one", async () => {
  const { model, sent } = setUp(line([]));
  act(model, "break");
  assertEquals(model.question.value, "break");
  act(model, "break");
  assertEquals(model.question.value, null);
  const away = setUp(line([], { providers: [{ providerId: "dr", status: "on_break", until: null }] }));
  act(away.model, "break");
  await settled();
  assertEquals(away.sent.map(({ path, body }) => [path, body]), [
    ["/providers/dr/status", { status: "available" }],
  ]);
  assertEquals(sent, []);
});

Deno.test("act() comes back before it calls, and calls nobody when that was refused", async () => {
  const away = line([row("b")], { providers: [{ providerId: "dr", status: "on_break", until: null }] });
  const good = setUp(away);
  act(good.model, "backAndNext");
  await settled();
  assertEquals([good.sent.length, good.asked.length], [1, 1]);
  const bad = setUp(away, { answer: () => refused("forbidden") });
  act(bad.model, "callNext");
  await settled();
  assertEquals([bad.sent.length, bad.asked.length], [1, 0]);
});

Deno.test("setPresence() says until when, and nothing without a provider", async () => {
  const { model, sent } = setUp(line([]));
  assert(await setPresence(model, { status: "on_break", until: NOW }));
  assertEquals(sent[0]?.body, { status: "on_break", until: new Date(NOW).toISOString() });
  assertEquals(model.desk.notice.value?.text, "Dr Osei is on a break");
  const nobody = setUp(line([], { providers: [] }));
  assertEquals(await setPresence(nobody.model, { status: "available" }), false);
  assertEquals(nobody.sent, []);
});

Deno.test("lastStepOf() is one's own latest step, else the last of the person here while it can be taken back", () => {
  const until = new Date(NOW + MINUTE_MS).toISOString();
  const { model } = setUp(line([called("a", { undo: { action: "call", until } })]));
  assertEquals(lastStepOf(model, NOW)?.deed, "called");
  assertEquals(lastStepOf(model, NOW + MINUTE_MS), null);
  const entry = { id: "1", ticketId: "z", label: "Z", at: NOW, by: model.desk.me, room: null };
  model.desk.activity.value = [{ ...entry, deed: "missed" }];
  assertEquals(lastStepOf(model, NOW + MINUTE_MS)?.ticketId, "z");
});

Deno.test("act() opens a paused queue and says what came of it", async () => {
  const { model, sent } = setUp(line([], { status: "paused" }), { answer: () => done({}) });
  act(model, "open");
  await settled();
  assertEquals([sent[0]?.path, model.desk.notice.value?.tone], ["/queues/queue/open", "ok"]);
});
