import { assertEquals } from "@std/assert";
import { parseExplained, parseExplanation } from "../../islands/explanation.ts";

const data = {
  ahead: 3,
  groups: [{ reason: "earlier", people: 2 }, { reason: "urgent", people: 1 }],
  seenBefore: { people: 1, groups: [{ reason: "emergency", people: 1 }] },
  isPartial: false,
};

Deno.test("parseExplanation() reads an explanation", () => {
  assertEquals(parseExplanation({ data }), { ...data } as never);
});

Deno.test("parseExplanation() leaves out groups that it does not know", () => {
  const groups = [{ reason: "royal", people: 1 }, { reason: "need" }, null, { reason: "need", people: 1 }];
  const read = parseExplanation({ data: { ...data, groups, seenBefore: null } });
  assertEquals(read?.groups, [{ reason: "need", people: 1 }]);
  assertEquals(read?.seenBefore, { people: 0, groups: [] });
});

Deno.test("parseExplanation() is null for a ticket in no line and for another answer", () => {
  for (const body of [{ data: null }, null, 3, {}, { data: {} }, { data: { ahead: "3" } }]) {
    assertEquals(parseExplanation(body), null);
  }
});

Deno.test("parseExplained() reads the words with it, also where there is nothing to explain", () => {
  const words = { "why.gone": "not in line" };
  assertEquals(parseExplained({ data: null, words }), { explanation: null, words });
  assertEquals(parseExplained({ data }), null);
});
