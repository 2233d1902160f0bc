import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { findMissingWords } from "./island_words.ts";
import { describeFindings, readProgram, readProjectFile, type Source } from "./tree.ts";

const KEYS = new Set(["desk.call", "desk.state.open", "desk.state.done", "live.offline", "ticket.title"]);

function findIn(words: string, island: string): readonly string[] {
  const page = `const WORDS = [${words}] as const;
import { Desk } from "../../islands/desk.tsx";
const body = <Island name="desk" component={Desk} props={props} />;`;
  const sources: readonly Source[] = [
    { path: "routes/pages/desk.tsx", text: page },
    { path: "islands/desk.tsx", text: island },
    { path: "islands/mark.tsx", text: 'say("live.offline");' },
    { path: "islands/ticket.tsx", text: 'say("ticket.title");' },
    { path: "islands/words.ts", text: 'const TITLES = { ticket: "ticket.title" };' },
    { path: "islands/kept.ts", text: 'import { TITLES } from "./words.ts";' },
  ];
  return findMissingWords(sources, KEYS).map(({ advice }) => /"([^"]+)"/.exec(advice)?.[1] ?? "");
}

Deno.test("every island is given the words that it says", async () => {
  const english = z.record(z.string(), z.unknown()).parse(
    JSON.parse(await readProjectFile("static/i18n/en.json")),
  );
  const findings = findMissingWords(await readProgram(), new Set(Object.keys(english)));
  assert(findings.length === 0, describeFindings(findings));
});

Deno.test("findMissingWords() finds a key that the page does not give, also behind an import", () => {
  const island = 'import { Mark } from "./mark.tsx";\nsay("desk.call");';
  assertEquals(findIn('"desk."', island), ["live.offline"]);
  assertEquals(findIn('"desk.", "live."', island), []);
  assertEquals(findIn("", island), ["desk.call", "live.offline"]);
});

Deno.test("findMissingWords() finds the keys that a script completes itself", () => {
  assertEquals(findIn('"desk.call"', "say(`desk.state.${state}`);"), ["desk.state."]);
  for (const given of ['"desk."', '"desk.state."', '"desk.state.open"']) {
    assertEquals(findIn(given, "say(`desk.state.${state}`);"), [], given);
  }
});

Deno.test("findMissingWords() leaves types and what is no key alone", () => {
  const island = 'import type { Ticket } from "./ticket.tsx";\nask("desk.unknown");';
  assertEquals(findIn("", island), []);
});

Deno.test("findMissingWords() counts a table of keys for the scripts that take keys from it, not further up", () => {
  assertEquals(findIn("", 'import { TITLES } from "./words.ts";\nsay(TITLES.ticket);'), ["ticket.title"]);
  assertEquals(findIn('"desk."', 'import { keep } from "./kept.ts";\nsay("desk.call");'), []);
});
