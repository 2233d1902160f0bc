/** Small facts about attempts. */
import { assertEquals } from "@std/assert";
import { ClaimLedger } from "../../../actors/runtime/claim_ledger.ts";
import { emptyBatch, idempotencyConflict, isFoundElsewhere } from "../../../actors/runtime/attempt.ts";

const own = { kind: "toy", actorId: "a" };
const found = { bodyHash: "h", reference: 1, kind: "toy", actorId: "a", at: 1, versionstamp: "01" };

Deno.test("isFoundElsewhere() is true for another actor and another kind only", () => {
  assertEquals(isFoundElsewhere({ found: null }, own), false);
  assertEquals(isFoundElsewhere({ found }, own), false);
  assertEquals(isFoundElsewhere({ found: { ...found, actorId: "b" } }, own), true);
  assertEquals(isFoundElsewhere({ found: { ...found, kind: "other" } }, own), true);
});

const ledger = new ClaimLedger({ max: 10, isAlone: true });

Deno.test("emptyBatch() shares nothing with another batch", () => {
  const [one, two] = [emptyBatch(ledger.open(1)), emptyBatch(ledger.open(1))];
  one.dueFindings.set("x", { owner: null, versionstamp: null });
  assertEquals([two.entries.length, two.dueFindings.size, two.skipsDue], [0, 0, false]);
});

Deno.test("idempotencyConflict() carries its code", () => {
  assertEquals(idempotencyConflict().code, "idempotency_conflict");
});
