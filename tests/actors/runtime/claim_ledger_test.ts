/** The ledger of claims: when it may be trusted, who waits for whom, and that trusting it never gives one claim twice. */
import { assert, assertEquals } from "@std/assert";
import { ClaimLedger } from "../../../actors/runtime/claim_ledger.ts";
import { type ClaimChange, claimName, shortHash } from "../../../actors/runtime/claims.ts";
import { claimKey } from "../../../actors/runtime/keys.ts";
import type { ClaimId } from "../../../actors/shared/domain.ts";
import { SOME_FAULTS } from "../../support/simulated_faults.ts";
import { resultOf, send, ToyWorld } from "../../support/toy_world.ts";

const ANN: ClaimId = ["tenant", "patient", "ann"];
const BOB: ClaimId = ["tenant", "patient", "bob"];
const [A, B] = [shortHash("a"), shortHash("b")];

function change(claim: ClaimId): ClaimChange {
  const owner = { kind: "toy", actorId: "a", holder: "t" };
  return { key: claimKey(claim), claim, name: claimName(claim), expected: undefined, entry: 0, owner };
}

async function loaded(max: number, holders: Readonly<Record<string, string>> = {}): Promise<ClaimLedger> {
  const kv = await Deno.openKv(":memory:");
  for (const [name, actorId] of Object.entries(holders)) {
    await kv.set(claimKey(["tenant", "patient", name]), `toy\n${actorId}\nt`);
  }
  const ledger = new ClaimLedger({ max, isAlone: true });
  await ledger.load({ kv, breathe: () => Promise.resolve() });
  kv.close();
  return ledger;
}

Deno.test("ClaimLedger calls nothing free before it has read the claims, and afterwards what nobody holds", async () => {
  assertEquals(new ClaimLedger({ max: 10, isAlone: true }).isFree(BOB), false);
  const ledger = await loaded(10, { ann: "a" });
  assertEquals([ledger.isFree(ANN), ledger.isFree(BOB)], [false, true]);
  assertEquals([ledger.isElsewhere(ANN, A), ledger.isElsewhere(ANN, B)], [false, true]);
});

Deno.test("ClaimLedger follows what is taken and released", async () => {
  const ledger = await loaded(10);
  ledger.set(ANN, A);
  assertEquals([ledger.isFree(ANN), ledger.isElsewhere(ANN, B)], [false, true]);
  ledger.delete(ANN);
  assertEquals(ledger.isFree(ANN), true);
});

Deno.test("ClaimLedger only hints once a commit is in doubt, and when it would grow beyond its bound", async () => {
  const doubtful = await loaded(10);
  doubtful.doubt();
  assertEquals(doubtful.isFree(BOB), false);
  const small = await loaded(1);
  small.set(ANN, A);
  assertEquals(small.isFree(BOB), true);
  small.set(BOB, A);
  assertEquals([small.isFree(["tenant", "patient", "cat"]), small.isElsewhere(ANN, B)], [false, false]);
  assertEquals((await loaded(1, { ann: "a", bob: "b" })).isComplete, false);
});

Deno.test("ClaimLedger keeps what it knows when an old look into the store missed it", async () => {
  const ledger = await loaded(10, { ann: "a" });
  ledger.missed(ANN);
  assertEquals(ledger.isFree(ANN), false);
});

Deno.test("reserve() makes the second turn wait for the first, and end() frees what was reserved", async () => {
  const ledger = await loaded(10);
  const [first, second] = [ledger.open(A), ledger.open(B)];
  assertEquals(ledger.reserve([change(ANN)], first), []);
  assertEquals([ledger.isFree(ANN), ledger.isElsewhere(ANN, B), ledger.isElsewhere(ANN, A)], [
    false,
    true,
    false,
  ]);
  assertEquals(ledger.reserve([change(ANN), change(BOB)], second), [first]);
  ledger.end(first);
  await first.ended;
  assertEquals([ledger.isFree(ANN), ledger.isFree(BOB)], [true, false]);
  ledger.end(second);
  assertEquals(ledger.isFree(BOB), true);
});

Deno.test("reserve() marks before the claims were read and after a doubt too, but never on a shared store", async () => {
  const fresh = new ClaimLedger({ max: 10, isAlone: true });
  const [first, second] = [fresh.open(A), fresh.open(B)];
  fresh.reserve([change(ANN)], first);
  assertEquals(fresh.reserve([change(ANN)], second), [first]);
  const doubtful = await loaded(10);
  doubtful.doubt();
  doubtful.reserve([change(ANN)], doubtful.open(A));
  assertEquals(doubtful.isElsewhere(ANN, B), true);
  const shared = new ClaimLedger({ max: 10, isAlone: false });
  shared.reserve([change(ANN)], shared.open(A));
  assertEquals(shared.isElsewhere(ANN, B), false);
});

Deno.test("a claim whose commit is under way while the claims are being read is not free afterwards", async () => {
  const kv = await Deno.openKv(":memory:");
  const ledger = new ClaimLedger({ max: 10, isAlone: true });
  ledger.reserve([change(ANN)], ledger.open(A));
  await ledger.load({ kv, breathe: () => Promise.resolve() });
  kv.close();
  assertEquals([ledger.isFree(ANN), ledger.isFree(BOB)], [false, true]);
});

Deno.test("a process that is alone takes free claims without a check, more at once than a commit may check", async () => {
  const world = new ToyWorld({ checksMax: 10 });
  const one = world.start("one");
  await world.pass(1_000);
  const take = (index: number) =>
    ({ type: "Take", name: `n${index}`, holder: `h${index}`, isFresh: false }) as const;
  const sent = Array.from({ length: 40 }, (_, index) => send(one.actors, "a", take(index)));
  await world.drive(Promise.all(sent));
  assertEquals(one.actors.stats().commits, 1);
});

Deno.test("one claim wanted by several actors at once goes to exactly one, whatever the store does", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const world = new ToyWorld({ seed, checksMax: 10 });
    const one = world.start("one");
    await world.pass(seed % 2 === 0 ? 1_000 : 0);
    world.store.setFaults({ ...SOME_FAULTS, commitRetried: 0, commitLate: 0, commitAnswerLost: 0.1 });
    for (let round = 0; round < 10; round++) {
      const name = `n${round}`;
      const wanted = ["a", "b", "c"].map((actorId) =>
        resultOf(send(one.actors, actorId, { type: "Take", name, holder: actorId, isFresh: false }))
      );
      const results = await world.drive(Promise.all(wanted));
      const granted = results.filter((result) => result === "ok").length;
      assert(granted <= 1, `Seed ${seed}: ${name} was granted ${granted} times (${results})`);
      await world.pass(500);
    }
  }
});

Deno.test("a turn that waits for another's claim shows nothing of what it has not committed", async () => {
  const world = new ToyWorld();
  const one = world.start("one");
  for (const actorId of ["a", "b"]) await world.drive(send(one.actors, actorId, { type: "Add", coins: 1 }));
  await world.pass(1_000);
  world.store.setScript(({ type, keys }) =>
    type === "commit" && keys.some((key) => key[2] === "a") ? "slow" : null
  );
  const first = resultOf(send(one.actors, "a", { type: "Take", name: "n", holder: "h", isFresh: false }));
  await world.pass(1);
  const look = () => world.drive(one.actors.read("b", (state) => state.snapshot()));
  const before = await look();
  const second = resultOf(send(one.actors, "b", { type: "Take", name: "n", holder: "h2", isFresh: false }));
  await world.pass(200);
  assertEquals(await look(), before);
  assertEquals(await world.drive(first), "ok");
  assertEquals(await world.drive(second) === "ok", false);
});

Deno.test("a restarted process knows the claims that were taken before it", async () => {
  const world = new ToyWorld();
  const one = world.start("one");
  await world.drive(send(one.actors, "a", { type: "Take", name: "n", holder: "h", isFresh: false }));
  one.process.kill();
  const two = world.start("two");
  await world.pass(1_000);
  const again = send(two.actors, "b", { type: "Take", name: "n", holder: "h2", isFresh: false });
  assertEquals(await world.drive(resultOf(again)) === "ok", false);
});
