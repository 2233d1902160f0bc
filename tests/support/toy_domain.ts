/**
 * A small domain for tests of the runtime: a purse of coins, named claims, a bell that rings at its time, and commands
 * that misbehave on purpose. It shows how a state keeps a journal so that it can be rewound.
 */
import type { ClaimId, ClaimLeft, Domain, Effects, Rewindable, Turn } from "../../actors/shared/domain.ts";
import { reject } from "../../actors/shared/errors.ts";

export type ToyCommand =
  | { readonly type: "Add"; readonly coins: number }
  | { readonly type: "Spend"; readonly coins: number }
  | { readonly type: "Take"; readonly name: string; readonly holder: string; readonly isFresh?: boolean }
  | { readonly type: "Release"; readonly name: string }
  | { readonly type: "Remind"; readonly dueAt: number }
  | { readonly type: "Burst"; readonly count: number; readonly chars?: number }
  | { readonly type: "Misbehave"; readonly where: "decide" | "evolve" | "outcome" | "invariant" }
  | { readonly type: "EndDay" }
  | { readonly type: "Nothing" }
  | { readonly type: "Tick" };

export type ToyEvent =
  | { readonly type: "Added"; readonly at: number; readonly coins: number; readonly note?: string }
  | {
    readonly type: "Taken";
    readonly at: number;
    readonly name: string;
    readonly holder: string;
    readonly isFresh: boolean;
  }
  | { readonly type: "Released"; readonly at: number; readonly name: string }
  | { readonly type: "Reminded"; readonly at: number; readonly dueAt: number }
  | { readonly type: "Rang"; readonly at: number }
  | { readonly type: "DayEnded"; readonly at: number }
  | { readonly type: "Cursed"; readonly at: number; readonly where: "evolve" | "outcome" | "invariant" };

export interface ToyOutcome {
  readonly coins: number;
  readonly seq: number;
}

/** The claim behind a name. */
export function toyClaim(name: string): ClaimId {
  return ["toy", "name", name];
}

interface Fields {
  coins: number;
  seq: number;
  rings: number;
  days: number;
  dueAt: number | null;
  isBroken: boolean;
}

/** The state of one toy actor. */
export class ToyState implements Rewindable {
  fields: Fields = { coins: 0, seq: 0, rings: 0, days: 0, dueAt: null, isBroken: false };
  readonly holders = new Map<string, string>();
  /** Holders that a day's end left with their claims unreleased. */
  readonly left = new Map<string, string>();
  #saved: Fields | null = null;
  readonly #journal: (() => void)[] = [];

  /** Changes the plain fields; the first change since the mark keeps what they were. */
  change(fields: Partial<Fields>): void {
    this.#saved ??= this.fields;
    this.fields = { ...this.fields, ...fields };
  }

  put(map: "holders" | "left", name: string, holder: string | null): void {
    const before = this[map].get(name);
    this.#journal.push(() => before === undefined ? this[map].delete(name) : this[map].set(name, before));
    if (holder === null) this[map].delete(name);
    else this[map].set(name, holder);
  }

  mark(): void {
    this.#saved = null;
    this.#journal.length = 0;
  }

  rewind(): void {
    if (this.#saved !== null) this.fields = this.#saved;
    this.#saved = null;
    for (const undo of this.#journal.splice(0).reverse()) undo();
  }

  /** Everything that counts, as plain values to compare. */
  snapshot(): unknown {
    return { ...this.fields, holders: [...this.holders], left: [...this.left] };
  }
}

function decide(
  state: ToyState,
  command: ToyCommand,
  { at, heldBy }: { at: number; heldBy: Turn["heldBy"] },
) {
  const { coins, dueAt } = state.fields;
  const events = (...made: readonly ToyEvent[]) => ({ events: made });
  switch (command.type) {
    case "Add":
      return events({ type: "Added", at, coins: command.coins });
    case "Spend":
      if (coins < command.coins) {
        return { rejection: reject("queue_empty", `Cannot spend ${command.coins} of ${coins}`) };
      }
      return events({ type: "Added", at, coins: -command.coins });
    case "Take": {
      const { name, holder, isFresh = false } = command;
      const owner = state.holders.has(name) ? "here" : heldBy(toyClaim(name))?.actorId;
      if (owner !== undefined) {
        return { rejection: reject("already_waiting", `Cannot take ${name}: held`, { owner }) };
      }
      return events({ type: "Taken", at, name, holder, isFresh });
    }
    case "Release":
      if (!state.holders.has(command.name)) {
        return { rejection: reject("not_found", `Cannot release ${command.name}`) };
      }
      return events({ type: "Released", at, name: command.name });
    case "Remind":
      return events({ type: "Reminded", at, dueAt: command.dueAt });
    case "Burst":
      return events(
        ...Array.from({ length: command.count }, (): ToyEvent => ({
          type: "Added",
          at,
          coins: 1,
          note: "x".repeat(command.chars ?? 0),
        })),
      );
    case "Misbehave":
      if (command.where === "decide") throw new Error("Misbehaved in decide");
      return events({ type: "Added", at, coins: 1 }, { type: "Cursed", at, where: command.where });
    case "EndDay":
      return events({ type: "DayEnded", at });
    case "Nothing":
      return events();
    case "Tick":
      return dueAt !== null && dueAt <= at ? events({ type: "Rang", at }) : events();
  }
}

function evolve(state: ToyState, event: ToyEvent, seq: number): void {
  const { coins, rings, days } = state.fields;
  state.change({ seq });
  switch (event.type) {
    case "Added":
      return state.change({ coins: coins + event.coins });
    case "Taken":
      state.put("left", event.name, null);
      return state.put("holders", event.name, event.holder);
    case "Released":
      return state.put("holders", event.name, null);
    case "Reminded":
      return state.change({ dueAt: event.dueAt });
    case "Rang":
      return state.change({ dueAt: null, rings: rings + 1 });
    case "DayEnded":
      for (const [name, holder] of [...state.holders]) {
        state.put("left", name, holder);
        state.put("holders", name, null);
      }
      return state.change({ days: days + 1 });
    case "Cursed":
      if (event.where === "evolve") throw new Error("Misbehaved in evolve");
      return state.change({ isBroken: event.where === "invariant" });
  }
}

const NO_EFFECTS: Effects = { takes: [], releases: [], records: [] };

function effects(_state: ToyState, event: ToyEvent): Effects {
  if (event.type === "Taken") {
    const { name, holder, isFresh } = event;
    return { takes: [{ claim: toyClaim(name), holder, isFresh }], releases: [], records: [] };
  }
  return event.type === "Released"
    ? { takes: [], releases: [toyClaim(event.name)], records: [] }
    : NO_EFFECTS;
}

/** The toy's rules; `eventVersion` may be raised to play a newer program. */
export function createToyDomain(
  { eventVersion = 1 }: { readonly eventVersion?: number } = {},
): Domain<ToyState, ToyCommand, ToyEvent, ToyOutcome> {
  return {
    kind: "toy",
    eventVersion,
    create: () => new ToyState(),
    decide: (state, command, turn) =>
      decide(state, command, { at: turn.at, heldBy: (claim) => turn.heldBy(claim) }),
    due: (state, at) => {
      const { dueAt } = state.fields;
      return dueAt !== null && dueAt <= at ? [{ type: "Rang", at }] : [];
    },
    deadline: (state) => state.fields.dueAt,
    evolve,
    outcome(state, command) {
      if (command.type === "Misbehave" && command.where === "outcome") {
        throw new Error("Misbehaved in outcome");
      }
      return { coins: state.fields.coins, seq: state.fields.seq };
    },
    reference: ({ seq }) => ({ seq }),
    recall: (state, reference) => ({
      coins: state.fields.coins,
      seq: (reference as { readonly seq: number }).seq,
    }),
    effects,
    startsSegment: (event) => event.type === "DayEnded",
    isBulkRelease: (event) => event.type === "DayEnded",
    leftClaims: (state): readonly ClaimLeft[] =>
      [...state.left].map(([name, holder]) => ({ claim: toyClaim(name), holder })),
    isHolding: (state, holder) => state.holders.values().some((held) => held === holder),
    upcast: (raw) => raw as ToyEvent,
    instantOf: (event) => event.at,
    *dump(state) {
      yield state.fields;
      for (const row of state.holders) yield ["holders", ...row];
      for (const row of state.left) yield ["left", ...row];
    },
    load(_actorId, rows) {
      const state = new ToyState();
      for (const row of rows) {
        if (!Array.isArray(row)) state.fields = row as Fields;
        else state[row[0] as "holders" | "left"].set(String(row[1]), String(row[2]));
      }
      return state;
    },
    broken: (state) => state.fields.isBroken ? "The toy is broken" : null,
  };
}
