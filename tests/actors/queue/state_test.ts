import { assertEquals } from "@std/assert";
import type { ProviderId } from "../../../actors/shared/ids.ts";
import { domain, given } from "../../support/given.ts";
import {
  act,
  call,
  callNext,
  cancel,
  complete,
  create,
  HOUR_MS,
  id,
  join,
  joinAs,
  move,
  patient,
} from "../../support/queue_fixture.ts";

const dump = (queue: ReturnType<typeof given>) => JSON.stringify([...domain.dump(queue.state)]);

Deno.test("QueueState.position() counts waiting and held, is 0 when called or served, else null", () => {
  const queue = given(create({ capacity: 4 }), join("a"), join("b"), join("c"), join("d"));
  queue.and(join("w", { acceptWaitlist: true }), callNext(), act("Start", "a"), callNext(), act("Hold", "c"));
  const position = (name: string) => queue.state.position(queue.ticket(name));
  assertEquals(["a", "b", "c", "d", "w"].map(position), [0, 0, 1, 2, null]);
  queue.and(cancel("c"));
  assertEquals([position("c"), position("d")], [null, 1]);
});

Deno.test("QueueState.ahead() counts the callable only", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), act("Hold", "a"));
  assertEquals(["a", "b", "c"].map((name) => queue.state.ahead(queue.ticket(name))), [0, 0, 1]);
  queue.and(cancel("b"));
  assertEquals(queue.state.ahead(queue.ticket("b")), null);
});

Deno.test("QueueState.workAhead() sums prior minutes of the callable with a lesser key", () => {
  const queue = given(create(), join("a"), join("b", { appointmentType: "blood" }), join("c"), join("d"));
  queue.and(act("Hold", "a"));
  assertEquals(queue.state.workAhead(queue.ticket("d")), { people: 2, minutes: 20, minutesSquared: 250 });
  assertEquals(queue.state.workAhead(queue.ticket("a")), { people: 0, minutes: 0, minutesSquared: 0 });
  assertEquals(queue.state.workForNewcomer().people, 3);
  assertEquals(given(create()).state.workForNewcomer(), { people: 0, minutes: 0, minutesSquared: 0 });
});

Deno.test("QueueState.priorMinutesOf() takes the type's, else the default; cleared is null", () => {
  const { state } = given(create());
  const prior = (appointmentType: string | null) => state.priorMinutesOf({ appointmentType });
  assertEquals([prior(null), prior("blood"), prior("other"), prior("cleared"), prior("toString")], [
    15,
    5,
    15,
    null,
    15,
  ]);
  assertEquals(
    given(create({ defaultServiceMinutes: null })).state.priorMinutesOf({ appointmentType: null }),
    null,
  );
});

Deno.test("QueueState finds a patient's live, waitlisted and latest ticket", () => {
  const queue = given(create({ capacity: 1 }), join("a"), join("w", { acceptWaitlist: true }));
  const { state } = queue;
  assertEquals([state.liveOf(patient("a"))?.id, state.waitlistedOf(patient("a"))], [id("a"), undefined]);
  assertEquals([state.liveOf(patient("w")), state.waitlistedOf(patient("w"))?.id], [undefined, id("w")]);
  queue.and(cancel("w"), { minutes: 1 }, join("w2", { patientId: patient("w"), acceptWaitlist: true }));
  assertEquals(state.latestOf(patient("w"))?.id, id("w2"));
  queue.and(cancel("w2"));
  assertEquals(state.latestOf(patient("w"))?.id, id("w2"));
  assertEquals([state.latestOf("p-nobody"), state.liveOf("p-nobody")], [undefined, undefined]);
});

Deno.test("QueueState.byCode() finds a ticket by its code, and nothing by another's", () => {
  const { state } = given(create(), join("a"));
  assertEquals([state.byCode("code-a")?.id, state.byCode("a"), state.byCode("")], [
    id("a"),
    undefined,
    undefined,
  ]);
});

Deno.test("QueueState.recentlyCalled() lists the latest calls first, called and served", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), callNext(), { minutes: 1 }, callNext(), {
    minutes: 1,
  });
  queue.and(callNext(), act("Start", "b"));
  assertEquals(queue.state.recentlyCalled(2).map((ticket) => ticket.id), ["c", "b"].map(id));
  queue.and({ minutes: 4 }, call("a"), act("Start", "c"), complete("c"));
  assertEquals(queue.state.recentlyCalled(9).map((ticket) => ticket.id), ["a", "b"].map(id));
  assertEquals([...queue.state.called()].map((ticket) => ticket.id), [id("a")]);
  assertEquals([...queue.state.serving()].map((ticket) => ticket.id), [id("b")]);
});

Deno.test("QueueState.issuedAfter() lists who joined later, in order, ended ones too", () => {
  const queue = given(create(), join("a"), join("b"), join("c"), join("d"), cancel("c"));
  const after = (name: string, limit: number) =>
    queue.state.issuedAfter(queue.ticket(name), limit).map((ticket) => ticket.id);
  assertEquals(after("a", 9), ["b", "c", "d"].map(id));
  assertEquals(after("a", 1), [id("b")]);
  assertEquals(after("d", 9), []);
});

Deno.test("QueueState.labelOf() pads to three digits and grows beyond", () => {
  const queue = given(create({ prefix: "LAB" }), join("a"));
  assertEquals(queue.state.labelOf(queue.ticket("a")), "LAB-001");
  assertEquals(queue.state.labelOf({ ...queue.ticket("a"), tokenNumber: 1234 }), "LAB-1234");
});

Deno.test("QueueState.workingProviders() counts available and busy ones of this queue", () => {
  const ids = ["one", "two", "three", "four"].map((name) => name as ProviderId);
  const queue = given(create({ providerIds: ids }));
  assertEquals(queue.state.workingProviders(), 4);
  const set = (index: number, status: "busy" | "on_break" | "offline") => {
    const providerId = ids[index];
    if (providerId === undefined) throw new RangeError(`No provider ${index}`);
    queue.and({ type: "SetProviderStatus", providerId, status, until: null, reasonId: null });
  };
  set(0, "busy");
  set(1, "on_break");
  set(2, "offline");
  assertEquals(queue.state.workingProviders(), 2);
  assertEquals(given().state.workingProviders(), 0);
});

Deno.test("QueueState.rewind() takes everything back to the mark, mark() accepts it", () => {
  const queue = given(
    create({ capacity: 3 }),
    join("a"),
    join("b"),
    join("c"),
    join("w", { acceptWaitlist: true }),
    callNext(),
  );
  const before = dump(queue);
  const turn = { at: queue.at, by: "staff:ann", heldBy: () => null };
  const commands = [cancel("b"), act("Start", "a"), joinAs("emergency", "e"), move("w", 1), act("Hold", "c")];
  const attempt = () => {
    for (const command of commands) {
      const decision = domain.decide(queue.state, command, turn);
      if ("rejection" in decision) continue;
      for (const event of decision.events) domain.evolve(queue.state, event, queue.state.header.seq + 1);
    }
  };
  attempt();
  const tried = dump(queue);
  queue.state.rewind();
  assertEquals(dump(queue), before);
  assertEquals([queue.line, queue.state.counts.waitlisted, queue.state.ticket("e")], [
    ["b", "c"],
    1,
    undefined,
  ]);
  attempt();
  assertEquals(dump(queue), tried);
  queue.state.mark();
  queue.state.rewind();
  assertEquals(dump(queue), tried);
});

Deno.test("QueueState.rewind() takes back a day's end with everything it forgot", () => {
  const queue = given(create(), join("a"), cancel("a"), { ms: 16 * HOUR_MS }, join("b"));
  const before = dump(queue);
  const at = queue.at + 24 * HOUR_MS;
  for (const event of domain.due(queue.state, at)) {
    domain.evolve(queue.state, event, queue.state.header.seq + 1);
  }
  assertEquals([queue.state.ticket("a"), queue.ticket("b").state], [undefined, "cancelled"]);
  queue.state.rewind();
  assertEquals(dump(queue), before);
  assertEquals(queue.state.latestOf(patient("a"))?.id, id("a"));
});
