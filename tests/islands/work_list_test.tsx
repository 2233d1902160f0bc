import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { type Language, wordsFor } from "../../actors/shared/i18n.ts";
import { chosen, WorkList } from "../../islands/work_list.tsx";
import type { Work } from "../../islands/work.ts";

const NOW = Date.UTC(2026, 0, 15, 9);
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

function work(queueId: string, change: Partial<Work> = {}): Work {
  return {
    queueId,
    facilityId: "f1",
    name: queueId,
    status: "open",
    waiting: 0,
    called: 0,
    serving: 0,
    working: 1,
    longestSince: null,
    isOwn: false,
    ...change,
  };
}

function html(works: readonly Work[], { language = "en" as Language, isOwnOnly = false } = {}): string {
  return render(
    <WorkList
      works={works}
      language={language}
      words={wordsFor(language, ["staff.work.", "queues."])}
      base="/desk"
      isOwnOnly={isOwnOnly}
      renderedAt={NOW}
    />,
  ).replace(/[\u00a0\u202f]/g, " ").replace(/[\u2068\u2069]/g, "");
}

Deno.test("WorkList says in one sentence how many wait and where the longest, and leads to each queue", () => {
  const page = html([
    work("lab", { waiting: 2, longestSince: minutesAgo(12) }),
    work("walk in", { waiting: 3, longestSince: minutesAgo(75), status: "paused" }),
    work("pharmacy"),
  ]);
  assertStringIncludes(page, "5 people are waiting. The longest wait is 1 hr 15 min: walk in.");
  assertEquals([...page.matchAll(/href="([^"]+)"/g)].map(([, address]) => address), [
    "/desk/lab",
    "/desk/walk%20in",
    "/desk/pharmacy",
  ]);
  assertStringIncludes(page, 'class="badge soon">Paused');
});

Deno.test("WorkList says so when nobody waits and when there is no queue", () => {
  assertStringIncludes(html([work("lab")]), "Nobody is waiting anywhere.");
  const none = html([]);
  assertStringIncludes(none, "There is no queue yet");
  assert(!none.includes("<ul"));
});

Deno.test("WorkList counts in the forms of each language", () => {
  const one = [work("lab", { waiting: 1, longestSince: minutesAgo(5) })];
  assertStringIncludes(html(one, { language: "de" }), "1 Person wartet: 5 Min., lab.");
  assertStringIncludes(html(one, { language: "ar" }), "شخص واحد ينتظر");
});

Deno.test("chosen() gives one's own queues where they are asked for, and all of them to whoever has none", () => {
  const works = [work("a"), work("b", { isOwn: true })];
  const names = (isOwnOnly: boolean, of = works) => chosen(of, isOwnOnly).map(({ queueId }) => queueId);
  assertEquals([names(false), names(true), names(true, [work("a")])], [["a", "b"], ["b"], ["a"]]);
});
