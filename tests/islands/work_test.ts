import { assertEquals } from "@std/assert";
import { parseWork, type Work } from "../../islands/work.ts";

const WORK: Work = {
  queueId: "q1",
  facilityId: "f1",
  name: "Walk-in",
  status: "open",
  waiting: 2,
  called: 1,
  serving: 0,
  working: 1,
  longestSince: "2026-01-15T09:00:00.000Z",
  isOwn: true,
};

Deno.test("parseWork() reads the queues of an answer and leaves out what does not fit", () => {
  const more = { ...WORK, prefix: "W", held: 1 };
  const bad = [null, 1, {}, { ...WORK, status: "gone" }, { ...WORK, name: 1 }, { ...WORK, queueId: null }];
  assertEquals(parseWork({ data: [more, ...bad] }), [WORK]);
  const poor = { queueId: "q2", name: "Lab", status: "closed" } as const;
  assertEquals(parseWork({ data: [poor] }), [
    {
      ...poor,
      facilityId: "",
      waiting: 0,
      called: 0,
      serving: 0,
      working: 0,
      longestSince: null,
      isOwn: false,
    },
  ]);
});

Deno.test("parseWork() refuses what is no answer", () => {
  for (const body of [null, undefined, "x", [], {}, { data: null }]) assertEquals(parseWork(body), null);
});
