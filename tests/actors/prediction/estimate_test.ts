/** The rule's arithmetic, its refusals to promise, and what people are shown of it. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  createEstimator,
  estimateWait,
  SERVICES_MIN,
  type WaitFacts,
} from "../../../actors/prediction/estimate.ts";
import { domain, History } from "../../support/given.ts";
import { act, callNext, complete, CONFIG, create, id, join } from "../../support/queue_fixture.ts";
import type { Wait } from "../../../actors/shared/wait.ts";

const PRIOR = 15;

function facts(people: number, change: Partial<WaitFacts> = {}): WaitFacts {
  return {
    people,
    minutes: people * PRIOR,
    minutesSquared: people * PRIOR * PRIOR,
    providersWorking: 1,
    inProgress: [],
    servicesCompleted: 0,
    hasPrior: true,
    ...change,
  };
}

function promised(people: number, change: Partial<WaitFacts> = {}): Wait {
  const wait = estimateWait(facts(people, change));
  assert(wait !== null);
  return wait;
}

Deno.test("estimateWait() puts the median of a long line near people × prior ÷ providers", () => {
  assertAlmostEquals(promised(40).medianMinutes, 600, 3);
  assertAlmostEquals(promised(40, { providersWorking: 4 }).medianMinutes, 150, 1);
});

Deno.test("estimateWait() has the spread of a sum with CV 0.6 each", () => {
  const wait = promised(25);
  const deviation = 0.6 * PRIOR * 5;
  assertAlmostEquals((wait.p90Minutes - wait.p10Minutes) / (2 * 1.28155 * deviation), 1, 0.02);
});

Deno.test("estimateWait() takes off the elapsed part of those being served", () => {
  const early = promised(1, { inProgress: [{ priorMinutes: PRIOR, elapsedMinutes: 0 }] });
  const late = promised(1, { inProgress: [{ priorMinutes: PRIOR, elapsedMinutes: 5 }] });
  assert(late.medianMinutes < early.medianMinutes - 3 && late.medianMinutes > early.medianMinutes - 6);
});

Deno.test("estimateWait() never lets a service that runs over promise its end at once", () => {
  const over = promised(0, { inProgress: [{ priorMinutes: 50, elapsedMinutes: 500 }] });
  const longOver = promised(0, { inProgress: [{ priorMinutes: 50, elapsedMinutes: 5_000 }] });
  assertEquals(over, longOver);
  // Exponential with the scale 0.36 × 50.
  assertAlmostEquals(over.medianMinutes, 18 * Math.LN2, 0.001);
});

Deno.test("estimateWait() is one minute while a provider is free and nobody is before", () => {
  for (const wait of [promised(0), promised(1, { providersWorking: 2 })]) {
    assertEquals(wait.headlineMinutes, 1);
    assertEquals([wait.lowMinutes, wait.highMinutes], [0, 1]);
  }
  assert(
    promised(1, { providersWorking: 2, inProgress: [{ priorMinutes: PRIOR, elapsedMinutes: 0 }] })
      .headlineMinutes > 1,
  );
});

Deno.test("estimateWait() promises nothing while nobody works", () => {
  assertEquals(estimateWait(facts(3, { providersWorking: 0 })), null);
  assertEquals(estimateWait(facts(0, { providersWorking: 0 })), null);
});

Deno.test("estimateWait() promises nothing with a cleared prior before five services", () => {
  assertEquals(estimateWait(facts(3, { hasPrior: false, servicesCompleted: SERVICES_MIN - 1 })), null);
  assert(estimateWait(facts(3, { hasPrior: false, servicesCompleted: SERVICES_MIN })) !== null);
});

Deno.test("estimateWait() promises nothing about people of whose services nothing is known", () => {
  assertEquals(
    estimateWait(
      facts(3, { hasPrior: false, servicesCompleted: SERVICES_MIN, minutes: 0, minutesSquared: 0 }),
    ),
    null,
  );
});

Deno.test("estimateWait() rounds p10 down, p80 and p90 up, and caps at 480", () => {
  for (let people = 1; people < 200; people++) {
    const wait = promised(people);
    assert(wait.lowMinutes <= wait.p10Minutes);
    assert(wait.headlineMinutes <= wait.highMinutes && wait.highMinutes <= 480);
    assert(wait.highMinutes === 480 || wait.highMinutes >= wait.p90Minutes);
  }
});

Deno.test("estimateWait() stands rounding rests in the sums of a line that has emptied", () => {
  const wait = estimateWait(facts(0, { minutes: 1e-13, minutesSquared: 1e-9, inProgress: [] }));
  assertEquals(wait?.headlineMinutes, 1);
  const one = estimateWait(
    facts(1, { minutes: 15, minutesSquared: 225 * 3, inProgress: [] }),
  );
  assert(one !== null && one.p10Minutes > 0);
});

function queueWith(change: Parameters<typeof create>[0], ...names: readonly string[]): History {
  return new History().and(create({ serviceMinutes: {}, ...change }), ...names.map((name) => join(name)));
}

/** The newcomer's wait in the queue, estimated afresh. */
function newcomer(history: History): Wait | null {
  return createEstimator(() => history.at)(history.state, history.state.workForNewcomer());
}

Deno.test("createEstimator() counts those called and being served, less what is over", () => {
  const history = queueWith({}, "ann", "bob").and(callNext());
  const called = newcomer(history);
  assertEquals(called, promised(1, { inProgress: [{ priorMinutes: PRIOR, elapsedMinutes: 0 }] }));
  history.and(act("Start", "ann"), { minutes: 5 });
  const serving = newcomer(history);
  assertEquals(serving, promised(1, { inProgress: [{ priorMinutes: PRIOR, elapsedMinutes: 5 }] }));
});

Deno.test("createEstimator() sees time pass and events happen, and an event taken back", () => {
  const history = queueWith({}, "ann", "bob").and(callNext(), act("Start", "ann"));
  const { state } = history;
  const estimate = createEstimator(() => history.at);
  const median = () => estimate(state, state.workForNewcomer())?.medianMinutes;
  const before = median();
  history.at += 3 * 60_000;
  const later = median();
  assert(before !== undefined && later !== undefined && later < before - 2);
  state.mark();
  domain.evolve(
    state,
    { type: "ServiceCompleted", at: history.at, by: "system", ticketId: id("ann") },
    state.header.seq + 1,
  );
  assert((median() ?? Infinity) < later - 5);
  state.rewind();
  assertEquals(median(), later);
});

Deno.test("createEstimator() promises nothing while every provider is away", () => {
  const history = queueWith({}, "ann");
  const [providerId] = CONFIG.providerIds;
  assert(providerId !== undefined && newcomer(history) !== null);
  history.and({ type: "SetProviderStatus", providerId, status: "offline", until: null, reasonId: null });
  assertEquals(newcomer(history), null);
});

Deno.test("createEstimator() with a cleared prior promises the measured mean from the fifth service on", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const history = queueWith({ defaultServiceMinutes: null }, ...names);
  for (const name of names.slice(0, 5)) {
    assertEquals(newcomer(history), null, `Before ${name} was served`);
    history.and(callNext(), act("Start", name), { minutes: 8 }, complete(name));
  }
  assertEquals(newcomer(history), estimateWait(facts(2, { minutes: 16, minutesSquared: 128 })));
});

Deno.test("createEstimator() with one cleared type promises nothing only while somebody of it counts", () => {
  const history = new History().and(create(), join("ann"));
  assert(newcomer(history) !== null);
  history.and(join("bob", { appointmentType: "cleared" }));
  assertEquals(newcomer(history), null);
  history.and(act("Leave", "bob"));
  assert(newcomer(history) !== null);
});
