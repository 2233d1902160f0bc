/** Claims: one holder in the whole store, however commits and day ends fall. */
import { assert, assertEquals } from "@std/assert";
import { ClaimChanges, claimName } from "../../../actors/runtime/claims.ts";
import { resultOf, send, ToyWorld } from "../../support/toy_world.ts";
import { toyClaim } from "../../support/toy_domain.ts";

const take = (name: string, holder: string, isFresh = false) =>
  ({ type: "Take", name, holder, isFresh }) as const;

Deno.test("send() refuses a claim that another actor holds and grants it after its release", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  assertEquals(await world.drive(resultOf(send(actors, "a", take("ann", "t1")))), "ok");
  assertEquals(await world.drive(resultOf(send(actors, "b", take("ann", "t2")))), "already_waiting");
  assertEquals(await world.drive(actors.claimOwner(toyClaim("ann"))), {
    kind: "toy",
    actorId: "a",
    holder: "t1",
  });
  assertEquals(await world.drive(resultOf(send(actors, "a", { type: "Release", name: "ann" }))), "ok");
  assertEquals(await world.drive(actors.claimOwner(toyClaim("ann"))), null);
  assertEquals(await world.drive(resultOf(send(actors, "b", take("ann", "t2")))), "ok");
});

Deno.test("send() loses no commit to a claim that this process knows to be held elsewhere", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  await world.drive(send(actors, "a", take("ann", "t1")));
  const results = await world.drive(Promise.all([
    resultOf(send(actors, "b", { type: "Add", coins: 1 })),
    resultOf(send(actors, "b", take("ann", "t2"))),
    resultOf(send(actors, "b", take("bob", "t3"))),
  ]));
  assertEquals(results, ["ok", "already_waiting", "ok"]);
  assertEquals(actors.stats().conflicts, 0);
});

Deno.test("send() learns who holds a claim from a failed commit and carries out the rest of the batch", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { isShared: true });
  const two = world.start("two", { isShared: true });
  await world.drive(send(one.actors, "a", take("ann", "t1")));
  const results = await world.drive(Promise.all([
    resultOf(send(two.actors, "b", { type: "Add", coins: 1 })),
    resultOf(send(two.actors, "b", take("ann", "t2"))),
    resultOf(send(two.actors, "b", take("bob", "t3"))),
  ]));
  assertEquals(results, ["ok", "already_waiting", "ok"]);
  assertEquals(two.actors.stats().conflicts, 1);
  assertEquals(await world.drive(resultOf(send(two.actors, "c", take("ann", "t4")))), "already_waiting");
  assertEquals(two.actors.stats().conflicts, 1);
});

Deno.test("send() takes over a claim whose holder ended in bulk, once its owner says so", async () => {
  const world = new ToyWorld();
  const one = world.start("one", { isShared: true });
  const two = world.start("two", { isShared: true });
  await world.drive(send(one.actors, "a", take("ann", "t1")));
  await world.drive(send(one.actors, "a", { type: "EndDay" }));
  assertEquals(world.store.peek({ prefix: ["claim"] }).length, 1);
  assertEquals(await world.drive(resultOf(send(two.actors, "b", take("ann", "t2")))), "ok");
  assertEquals(await world.drive(resultOf(send(one.actors, "a", take("ann", "t3")))), "already_waiting");
});

Deno.test("send() lets an actor retake the claim that its own bulk change left behind", async () => {
  const world = new ToyWorld();
  const { actors } = world.start("one");
  await world.drive(send(actors, "a", take("ann", "t1")));
  await world.drive(send(actors, "a", { type: "EndDay" }));
  assertEquals(await world.drive(resultOf(send(actors, "a", take("ann", "t2")))), "ok");
  assertEquals(await world.drive(actors.claimOwner(toyClaim("ann"))), {
    kind: "toy",
    actorId: "a",
    holder: "t2",
  });
});

Deno.test("send() gives one of many simultaneous takers the claim", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const world = new ToyWorld({ seed });
    const processes = ["one", "two", "three"].map((name) => world.start(name, { isShared: true }).actors);
    const results = await world.drive(
      Promise.all(
        processes.flatMap((actors, index) =>
          ["a", "b", "c"].map((actorId) => resultOf(send(actors, actorId, take("ann", `${actorId}${index}`))))
        ),
      ),
    );
    assertEquals(results.filter((result) => result === "ok").length, 1, `seed ${seed}: ${results}`);
    assertEquals(
      results.filter((result) => result === "already_waiting").length,
      8,
      `seed ${seed}: ${results}`,
    );
  }
});

Deno.test("send() commits no more claims at once than the store checks", async () => {
  const world = new ToyWorld({ checksMax: 10 });
  const { actors } = world.start("one", { isShared: true });
  const names = Array.from({ length: 40 }, (_, index) => `person ${index}`);
  const results = await world.drive(
    Promise.all(names.map((name) => resultOf(send(actors, "a", take(name, name))))),
  );
  assert(results.every((result) => result === "ok"));
  assertEquals(actors.stats().commits, 5);
});

Deno.test("send() checks no fresh claim, yet writes it", async () => {
  const world = new ToyWorld({ checksMax: 10 });
  const { actors } = world.start("one");
  const names = Array.from({ length: 40 }, (_, index) => `person ${index}`);
  await world.drive(Promise.all(names.map((name) => send(actors, "a", take(name, name, true)))));
  assertEquals(actors.stats().commits, 1);
  assertEquals(world.store.peek({ prefix: ["claim"] }).length, 40);
});

Deno.test("ClaimChanges merges what a batch does to one claim and checks only its first take", () => {
  const changes = new ClaimChanges({ kind: "toy", actorId: "a" }, () => false);
  const claim = toyClaim("ann");
  changes.release(claim, 0);
  changes.take({ claim, holder: "t2", isFresh: false }, { entry: 1, findings: null });
  changes.take({ claim: toyClaim("bob"), holder: "t3", isFresh: false }, { entry: 2, findings: null });
  changes.release(toyClaim("bob"), 3);
  assertEquals(changes.checks, 1);
  const [ann, bob] = [...changes.values()];
  assertEquals([ann?.expected, ann?.owner?.holder], [undefined, "t2"]);
  assertEquals([bob?.expected, bob?.owner], [null, null]);
});

Deno.test("ClaimChanges takes unchecked what is certainly free, unless a look said otherwise", () => {
  const changes = new ClaimChanges({ kind: "toy", actorId: "a" }, () => true);
  changes.take({ claim: toyClaim("ann"), holder: "t1", isFresh: false }, { entry: 0, findings: null });
  const findings = new Map([[claimName(toyClaim("bob")), { owner: null, versionstamp: "7" }]]);
  changes.take({ claim: toyClaim("bob"), holder: "t2", isFresh: false }, { entry: 1, findings });
  assertEquals([...changes.values()].map(({ expected }) => expected), [undefined, "7"]);
  assertEquals(changes.checks, 1);
});
