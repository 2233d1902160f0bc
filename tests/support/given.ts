/**
 * Given a history, when a command, then events or a refusal: how the rules of a queue are tested. The history is
 * events or commands; each command is decided and applied as the runtime does it, what is due first, and after each
 * step the whole state is verified.
 */
import { assert, assertEquals } from "@std/assert";
import { orphanKey } from "../../actors/identity/store.ts";
import { createQueueDomain } from "../../actors/queue/domain.ts";
import type { QueueCommand, QueueOutcome } from "../../actors/queue/commands.ts";
import type { QueueEvent, Ticket } from "../../actors/queue/schema.ts";
import type { QueueState } from "../../actors/queue/state.ts";
import type { Estimate } from "../../actors/queue/seen.ts";
import { verifyState } from "../../actors/queue/verify.ts";
import type { ClaimId, ClaimOwner, Decision } from "../../actors/shared/domain.ts";
import type { RejectionCode } from "../../actors/shared/errors.ts";
import { MINUTE_MS, START_AT } from "./queue_fixture.ts";

/** Promises two minutes for each person ahead: enough to see that the right work was asked about. */
const twoMinutesEach: Estimate = (_state, { people }) => ({
  p10Minutes: people,
  medianMinutes: people,
  p90Minutes: people * 3,
  headlineMinutes: people * 2,
  lowMinutes: people,
  highMinutes: people * 3,
});

export const domain = createQueueDomain({ estimate: twoMinutesEach, orphanKey });

/** An event, a command, or time that passes. */
export type Step = QueueEvent | QueueCommand | { readonly minutes: number } | { readonly ms: number };

export interface When {
  readonly by?: string;
  /** Owners of claims by name: whoever is live elsewhere. */
  readonly elsewhere?: Readonly<Record<string, ClaimOwner>>;
}

/** An event of which only the fields of interest are given. */
export type Expected = { readonly type: QueueEvent["type"] } & Readonly<Record<string, unknown>>;

export class History {
  readonly state: QueueState;
  at = START_AT;
  /** Every event so far, in order. */
  readonly events: QueueEvent[] = [];
  outcome: QueueOutcome | null = null;
  #decision: Decision<QueueEvent> = { events: [] };

  constructor() {
    this.state = domain.create("queue");
  }

  /** Applies steps that must all be accepted. */
  and(...steps: readonly Step[]): this {
    for (const step of steps) this.#step(step);
    return this;
  }

  /** Decides a command after what is due; its events are applied when it is accepted. */
  when(command: QueueCommand, { by = "staff:ann", elsewhere = {} }: When = {}): this {
    this.applyDue();
    const heldBy = ([, , name]: ClaimId) => elsewhere[name] ?? null;
    const before = JSON.stringify([...domain.dump(this.state)]);
    this.#decision = domain.decide(this.state, command, { at: this.at, by, heldBy });
    assertEquals(JSON.stringify([...domain.dump(this.state)]), before, "decide() changed the state");
    this.outcome = null;
    if ("rejection" in this.#decision) return this;
    for (const event of this.#decision.events) this.#apply(event);
    this.outcome = domain.outcome(this.state, command, this.#decision.events);
    return this;
  }

  /** The command was accepted with exactly these events; fields that are not given may be anything. */
  then(...expected: readonly Expected[]): this {
    assert("events" in this.#decision, `Refused: ${JSON.stringify(this.#decision)}`);
    const found = this.#decision.events;
    assertEquals(found.map(({ type }) => type), expected.map(({ type }) => type));
    expected.forEach((fields, index) => {
      const event = Object.entries(found[index] ?? {});
      const picked = Object.fromEntries(event.filter(([name]) => Object.hasOwn(fields, name)));
      assertEquals(picked, { ...fields });
    });
    return this;
  }

  /** The command was refused with this code and, among others, these facts. */
  refused(code: RejectionCode, facts: Readonly<Record<string, unknown>> = {}): this {
    assert("rejection" in this.#decision, `Accepted, not refused with ${code}`);
    assertEquals(this.#decision.rejection.code, code);
    const found = Object.entries(this.#decision.rejection.facts ?? {});
    assertEquals(Object.fromEntries(found.filter(([name]) => Object.hasOwn(facts, name))), { ...facts });
    return this;
  }

  /** Applies what time alone asks for, as often as it asks. */
  applyDue(): readonly QueueEvent[] {
    const applied: QueueEvent[] = [];
    for (
      let events = domain.due(this.state, this.at);
      events.length > 0;
      events = domain.due(this.state, this.at)
    ) {
      for (const event of events) this.#apply(event);
      applied.push(...events);
    }
    return applied;
  }

  ticket(name: string): Ticket {
    const ticket = this.state.ticket(name);
    assert(ticket !== undefined, `No ticket ${name}`);
    return ticket;
  }

  /** The names of the tickets in line, in order. */
  get line(): readonly string[] {
    return [...this.state.line].map(({ id }) => id);
  }

  #step(step: Step): void {
    if ("minutes" in step) this.at += step.minutes * MINUTE_MS;
    else if ("ms" in step) this.at += step.ms;
    else if ("at" in step) this.#apply(step);
    else {
      this.when(step);
      assert("events" in this.#decision, `${step.type} refused: ${JSON.stringify(this.#decision)}`);
    }
  }

  #apply(event: QueueEvent): void {
    const parsed = domain.upcast(JSON.parse(JSON.stringify(event)), domain.eventVersion);
    domain.evolve(this.state, parsed, this.state.header.seq + 1);
    this.events.push(event);
    assertEquals(domain.broken(this.state), null);
    assertEquals(verifyState(this.state), null);
    this.state.mark();
  }
}

/** A queue with this history. */
export function given(...steps: readonly Step[]): History {
  return new History().and(...steps);
}
