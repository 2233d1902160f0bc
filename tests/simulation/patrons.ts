/**
 * Simulated people and staff. Each request carries a key and is repeated under it, at whatever process is up, until
 * it is answered: so every answer that is recorded here must be true of the log for ever.
 */
import type { Sent } from "../../actors/runtime/actor_api.ts";
import type { JoinCommand, QueueCommand, QueueOutcome } from "../../actors/queue/commands.ts";
import type { QueueConfig, TicketState } from "../../actors/queue/schema.ts";
import { AppError, RejectedError, type Rejection } from "../../actors/shared/errors.ts";
import {
  type Locator,
  type PatientId,
  type QueueId,
  type TicketId,
  ticketIdOf,
  trackingCodeOf,
} from "../../actors/shared/ids.ts";
import { assertEquals } from "@std/assert";
import { tokensOf } from "../../actors/queue/lease.ts";
import type { SimulatedRandom } from "../support/simulation_random.ts";
import { queueConfigFor } from "./clinic.ts";
import type { World } from "./world.ts";

/** An answered request. `askedAt` and `answeredAt` are true virtual time. */
export interface Answered {
  readonly key: string;
  readonly queueId: QueueId;
  readonly command: QueueCommand;
  readonly by: string;
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly tries: number;
  readonly outcome: QueueOutcome | null;
  readonly rejection: Rejection | null;
}

const ANSWER_MS_MAX = 8_000;
const TRIES_MAX = 500;
const STEP_MS_MEAN = 2_500;
const RECENT_MAX = 40;

/** What a staff member or a patient may try, weighted; wrong moments are part of it. */
const ACTIONS = [
  ...Array<"join">(10).fill("join"),
  ...Array<"call">(7).fill("call"),
  ...Array<"start">(6).fill("start"),
  ...Array<"complete">(6).fill("complete"),
  "complete_and_call",
  "complete_and_call",
  "leave",
  "cancel",
  "no_show",
  "hold",
  "hold",
  "resume",
  "defer",
  ...Array<"undo">(5).fill("undo"),
  "move",
  "priority",
  "needs",
  "acknowledge",
  "call_by_name",
  "pause",
  "open",
  "open",
  "open",
  "join_again",
  "join_again",
  "lease",
  "outage",
  "outage",
] as const;
type Action = typeof ACTIONS[number];
type TicketAction = Exclude<Action, "join" | "join_again" | "call" | "pause" | "open" | "lease" | "outage">;

/** In which state an action has a point; the rest of the time it is tried on anybody. */
const FITTING: Readonly<Record<TicketAction, readonly TicketState[]>> = {
  start: ["called"],
  complete: ["serving"],
  complete_and_call: ["serving"],
  leave: ["waiting", "held", "called", "waitlisted"],
  cancel: ["waiting", "held", "called", "waitlisted"],
  no_show: ["called"],
  hold: ["waiting"],
  resume: ["held"],
  defer: ["called"],
  undo: ["cancelled", "no_show", "called", "serving", "completed", "held", "waiting"],
  move: ["waiting", "held"],
  priority: ["waiting"],
  needs: ["waiting"],
  acknowledge: ["called"],
  call_by_name: ["waiting", "called"],
};
const FITTING_CHANCE = 0.8;

/** What a desk goes on doing without a connection. */
const UNSEEN: readonly Action[] = [
  "join",
  "join",
  "call_by_name",
  "start",
  "complete",
  "hold",
  "resume",
  "no_show",
  "cancel",
  "undo",
  "pause",
  "open",
];
const UNSEEN_MAX = 6;
const UNSEEN_STEP_MS_MEAN = 15_000;
const LEASE_NUMBERS = 4;

interface LeasedNumber {
  readonly leaseId: string;
  readonly tokenNumber: number;
}

export class Patrons {
  readonly answered: Answered[] = [];
  readonly #world: World;
  readonly #random: SimulatedRandom;
  readonly #queues: readonly QueueConfig[];
  readonly #queueIds: readonly QueueId[];
  readonly #tickets = new Map<QueueId, TicketId[]>();
  /** What was last heard of a ticket; the truth may have moved on. */
  readonly #states = new Map<TicketId, TicketState>();
  /** Known only once a first join was answered: nobody else can know a patient id before that. */
  readonly #patients: PatientId[] = [];
  /** Leased numbers that a desk has not given out yet, by queue and desk. */
  readonly #numbers = new Map<string, LeasedNumber[]>();
  #people = 0;
  #keys = 0;

  constructor(world: World, queues: number) {
    this.#world = world;
    this.#random = world.simulation.random.fork("patrons");
    this.#queues = Array.from({ length: queues }, (_, index) => queueConfigFor(this.#random, index));
    this.#queueIds = this.#queues.map((_, index) => `queue${index}` as QueueId);
  }

  get queueIds(): readonly QueueId[] {
    return this.#queueIds;
  }

  /** Creates and opens the queues. */
  async open(): Promise<void> {
    for (const [index, queueId] of this.#queueIds.entries()) {
      const config = this.#queues[index];
      if (config === undefined) continue;
      await this.#ask(queueId, { command: { type: "CreateQueue", config }, by: "staff:admin" });
      await this.#ask(queueId, { command: { type: "OpenQueue", reasonId: null }, by: "staff:admin" });
    }
  }

  /** One desk or one stream of people, working until `untilAt`. */
  async work(name: string, untilAt: number): Promise<void> {
    const { simulation } = this.#world;
    while (simulation.now() < untilAt) {
      await simulation.sleep(this.#random.exponential(STEP_MS_MEAN));
      const queueId = this.#random.pick(this.#queueIds);
      const action = this.#random.pick(ACTIONS);
      if (action === "outage") await this.#outage(queueId, name);
      else if (action === "lease") await this.#lease(queueId, name);
      else {
        const command = this.#command(queueId, { action, caller: name });
        if (command !== null) await this.#ask(queueId, { command: command, by: `staff:${name}` });
      }
    }
  }

  async #lease(queueId: QueueId, caller: string): Promise<void> {
    const command = { type: "LeaseNumbers", leaseId: this.#random.text(12), count: LEASE_NUMBERS } as const;
    const { outcome } = await this.#ask(queueId, { command: command, by: `staff:${caller}` });
    const lease = outcome?.lease;
    if (lease === null || lease === undefined) return;
    const { leaseId } = lease;
    this.#numbers.set(
      `${queueId} ${caller}`,
      tokensOf(lease).map((tokenNumber) => ({ leaseId, tokenNumber })),
    );
  }

  /**
   * A desk without a connection: it goes on working, and what it did is sent afterwards, in order, each under its own
   * key. Then all that was carried out is sent once more, as by an outbox that never heard the answers.
   */
  async #outage(queueId: QueueId, caller: string): Promise<void> {
    const { simulation } = this.#world;
    const queued: QueueCommand[] = [];
    for (let left = this.#random.integer(1, UNSEEN_MAX); left > 0; left--) {
      await simulation.sleep(this.#random.exponential(UNSEEN_STEP_MS_MEAN));
      const action = this.#random.pick(UNSEEN);
      const command = action === "join"
        ? this.#unseenJoin(queueId, caller)
        : this.#command(queueId, { action, caller });
      if (command === null) continue;
      // A desk's clock is wrong now and then, in either direction.
      const wrongMs = this.#random.chance(0.1) ? this.#random.between(-3_600_000, 3_600_000) : 0;
      queued.push({ ...command, claimedAt: Math.floor(simulation.now() + wrongMs) } as QueueCommand);
    }
    const sent: Answered[] = [];
    for (const command of queued) {
      sent.push(await this.#ask(queueId, { command: command, by: `staff:${caller}` }));
    }
    for (const { key, command, outcome } of sent.filter(({ rejection }) => rejection === null)) {
      const again = await this.#ask(queueId, { command: command, by: `staff:${caller}`, key });
      if (command.type !== "Join") continue;
      assertEquals(again.outcome?.seen?.ticket.id, outcome?.seen?.ticket.id, `${key} was carried out twice`);
    }
  }

  #unseenJoin(queueId: QueueId, caller: string): QueueCommand {
    const joining = { ...this.#join(queueId, false), isStaff: true };
    const [lease, ...left] = this.#numbers.get(`${queueId} ${caller}`) ?? [];
    // Now and then a number is given out twice: by a desk that forgot, or by two with one login.
    if (!this.#random.chance(0.1)) this.#numbers.set(`${queueId} ${caller}`, left);
    return lease === undefined ? joining : { ...joining, lease };
  }

  #command(
    queueId: QueueId,
    wish: { readonly action: Action; readonly caller: string },
  ): QueueCommand | null {
    const { action, caller } = wish;
    if (action === "lease" || action === "outage") return null;
    if (action === "join" || action === "join_again") return this.#join(queueId, action === "join_again");
    if (action === "call") return { type: "CallNext", providerId: null, room: null, caller, after: null };
    if (action === "pause") return { type: "PauseQueue", reasonId: null };
    if (action === "open") return { type: "OpenQueue", reasonId: null };
    const recent = (this.#tickets.get(queueId) ?? []).slice(-RECENT_MAX);
    if (recent.length === 0) return null;
    const fitting = recent.filter((ticketId) =>
      FITTING[action].includes(this.#states.get(ticketId) ?? "waiting")
    );
    const choice = fitting.length > 0 && this.#random.chance(FITTING_CHANCE) ? fitting : recent;
    return this.#ticketCommand(this.#random.pick(choice), { action, caller });
  }

  #ticketCommand(
    ticketId: TicketId,
    { action, caller }: {
      readonly action: TicketAction;
      readonly caller: string;
    },
  ): QueueCommand {
    switch (action) {
      case "start":
        return { type: "Start", ticketId };
      case "complete":
        return { type: "Complete", ticketId, callNext: null };
      case "complete_and_call":
        return { type: "Complete", ticketId, callNext: { caller, room: "2" } };
      case "leave":
        return { type: "Leave", ticketId };
      case "cancel":
        return { type: "Cancel", ticketId, reasonId: null };
      case "no_show":
        return { type: "NoShow", ticketId };
      case "hold":
        return { type: "Hold", ticketId };
      case "resume":
        return { type: "Resume", ticketId };
      case "defer":
        return { type: "Defer", ticketId };
      case "undo":
        return { type: "Undo", ticketId };
      case "acknowledge":
        return { type: "Acknowledge", ticketId };
      case "move":
        return { type: "Move", ticketId, position: this.#random.integer(1, 6), reasonId: null };
      case "priority":
        return {
          type: "SetPriority",
          ticketId,
          class: this.#random.pick(["emergency", "urgent", "routine"] as const),
          reasonId: null,
        };
      case "needs":
        return {
          type: "ConfirmNeeds",
          ticketId,
          needs: this.#random.pick([[], ["elderly"], ["pregnant", "disability"]]),
        };
      case "call_by_name":
        return { type: "Call", ticketId, providerId: null, room: "1", caller };
    }
  }

  #join(queueId: QueueId, isKnownPerson: boolean): JoinCommand {
    const isAgain = isKnownPerson && this.#patients.length > 0;
    const patientId = isAgain ? this.#random.pick(this.#patients) : `person${++this.#people}` as PatientId;
    const index = this.#queueIds.indexOf(queueId);
    const locator = this.#queues[index]?.locator ?? "" as Locator;
    const ticketId = ticketIdOf(locator, this.#random.text(12));
    this.#tickets.set(queueId, [...(this.#tickets.get(queueId) ?? []).slice(-RECENT_MAX), ticketId]);
    return {
      type: "Join",
      ticketId,
      code: trackingCodeOf(locator, this.#random.text(16)),
      patientId,
      isNewPatient: !isAgain && this.#random.chance(0.5),
      class: this.#random.chance(0.05) ? "emergency" : this.#random.chance(0.2) ? "urgent" : null,
      isStaff: this.#random.chance(0.3),
      declaredNeeds: [],
      mode: this.#random.pick(["in_person", "online"] as const),
      appointmentType: this.#random.pick([null, "consultation", "blood"]),
      acceptWaitlist: this.#random.chance(0.5),
    };
  }

  /** Asks until it is answered for good, then records the answer. */
  async #ask(
    queueId: QueueId,
    { command, by, key = `key${++this.#keys}` }: {
      readonly command: QueueCommand;
      readonly by: string;
      readonly key?: string;
    },
  ): Promise<Answered> {
    const { simulation } = this.#world;
    const askedAt = simulation.now();
    for (let tries = 1; tries <= TRIES_MAX; tries++) {
      const answer = await this.#attempt(queueId, { command, by, key });
      if (answer !== null) {
        const about = { key, queueId, command, by, askedAt, answeredAt: simulation.now(), tries };
        const record = { ...about, ...answer };
        this.answered.push(record);
        for (const seen of [answer.outcome?.seen, answer.outcome?.next]) {
          if (seen !== null && seen !== undefined) this.#states.set(seen.ticket.id, seen.ticket.state);
        }
        if (command.type === "Join") this.#patients.push(command.patientId);
        return record;
      }
      await simulation.sleep(this.#random.between(50, 1_500));
    }
    throw new Error(`${command.type} was never answered in ${TRIES_MAX} tries (${simulation.describe()})`);
  }

  async #attempt(
    queueId: QueueId,
    { command, by, key }: { readonly command: QueueCommand; readonly by: string; readonly key: string },
  ): Promise<Pick<Answered, "outcome" | "rejection"> | null> {
    const node = this.#world.anyNode();
    if (node === null) return null;
    const sent = node.actors.send(queueId, { command, by, idempotency: { key, bodyHash: key } });
    const result = await Promise.race([
      sent.then((value) => ({ value }), (error: unknown) => ({ error })),
      this.#world.simulation.sleep(ANSWER_MS_MAX),
    ]);
    if (result === undefined) return null;
    if ("value" in result) {
      return { outcome: (result.value satisfies Sent<QueueOutcome>).outcome, rejection: null };
    }
    if (result.error instanceof RejectedError) return { outcome: null, rejection: result.error.rejection };
    if (result.error instanceof AppError && result.error.retryAfterMs !== null) return null;
    throw result.error;
  }
}
