import { assertEquals } from "@std/assert";
import type { Answer } from "../../../islands/api.ts";
import { BATCH_MAX, createPeople } from "../../../islands/desk/people.ts";

/** People over answers that are given by hand, and timers that run when told. */
function setUp(answer: (ids: readonly string[]) => Answer) {
  const asked: (readonly string[])[] = [];
  let timers: (() => void)[] = [];
  const people = createPeople("queue", {
    ask(path) {
      const ids = decodeURIComponent(path.split("ids=")[1] ?? "").split(",");
      asked.push(ids);
      return Promise.resolve(answer(ids));
    },
    after(_ms, task) {
      timers.push(task);
      return () => timers = timers.filter((one) => one !== task);
    },
  });
  async function run(): Promise<void> {
    const due = timers;
    timers = [];
    for (const task of due) task();
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }
  return { people, asked, run, timersLeft: () => timers.length };
}

function known(ids: readonly string[]): Answer {
  const data = ids.map((patientId) => ({
    patientId,
    name: `Name ${patientId}`,
    phone: null,
    language: "en",
  }));
  return { kind: "done", status: 200, body: { data }, isReplay: false };
}

Deno.test("createPeople() gathers what is wanted into one question, and asks once", async () => {
  const { people, asked, run } = setUp(known);
  people.want(["a", "b"]);
  people.want(["b", "c"]);
  await run();
  people.want(["a"]);
  await run();
  assertEquals(asked, [["a", "b", "c"]]);
  assertEquals(people.known.value.get("b")?.name, "Name b");
});

Deno.test("createPeople() asks in batches", async () => {
  const { people, asked, run } = setUp(known);
  people.want(Array.from({ length: BATCH_MAX + 1 }, (_, index) => `p${index}`));
  await run();
  await run();
  assertEquals(asked.map((ids) => ids.length), [BATCH_MAX, 1]);
});

Deno.test("createPeople() asks again when the server could not be reached, and not when it refused", async () => {
  let answer: Answer = { kind: "unreachable", retryAfterMs: null };
  const { people, asked, run, timersLeft } = setUp(() => answer);
  people.want(["a"]);
  await run();
  answer = { kind: "refused", problem: { status: 403, code: "forbidden", detail: "", facts: {} } };
  await run();
  assertEquals([asked.length, timersLeft()], [2, 0]);
  people.want(["a"]);
  assertEquals(timersLeft(), 0);
});

Deno.test("createPeople() takes only people of the right shape", async () => {
  const body = { data: [{ patientId: "a" }, null, { patientId: "b", name: "B", phone: 3 }] };
  const { people, run } = setUp(() => ({ kind: "done", status: 200, body, isReplay: false }));
  people.want(["a", "b"]);
  await run();
  assertEquals([...people.known.value], [["b", { name: "B", phone: null, language: null }]]);
});

Deno.test("createPeople() does not ask for whom it was told, and stops when told", async () => {
  const { people, asked, run } = setUp(known);
  people.remember("a", { name: "A", phone: null, language: null });
  people.want(["a"]);
  people.want(["b"]);
  people.stop();
  await run();
  assertEquals(asked, []);
});
