/**
 * Commands that made the rules throw. The second time the same command is set aside for a while instead of being
 * tried again, so that a client that repeats it cannot keep an actor busy with its own bug.
 */
import { createHash } from "node:crypto";
import type { Envelope } from "./actor_api.ts";
import type { RuntimeLimits } from "./limits.ts";

const FAILURES_TO_QUARANTINE = 2;

/** A command and the actor it was sent to. */
export interface AskedCommand {
  readonly actorId: string;
  readonly envelope: Envelope<unknown>;
}

interface Failure {
  count: number;
  readonly untilAt: number;
}

/** Counts failures of commands by their idempotency key or, without one, by what they ask. */
export class Quarantine {
  readonly #failures = new Map<string, Failure>();
  readonly #limits: Pick<RuntimeLimits, "quarantineMs" | "quarantinedMax">;

  constructor(limits: Pick<RuntimeLimits, "quarantineMs" | "quarantinedMax">) {
    this.#limits = limits;
  }

  /** True when the command threw twice within the quarantine's term. */
  holds(asked: AskedCommand, now: number): boolean {
    if (this.#failures.size === 0) return false;
    const failure = this.#failures.get(fingerprint(asked));
    return failure !== undefined && failure.untilAt > now && failure.count >= FAILURES_TO_QUARANTINE;
  }

  /** Notes that the command threw. */
  note(asked: AskedCommand, now: number): void {
    const name = fingerprint(asked);
    const before = this.#failures.get(name);
    if (before !== undefined && before.untilAt > now) {
      before.count += 1;
      return;
    }
    this.#failures.delete(name);
    this.#failures.set(name, { count: 1, untilAt: now + this.#limits.quarantineMs });
    if (this.#failures.size <= this.#limits.quarantinedMax) return;
    const oldest = this.#failures.keys().next().value;
    if (oldest !== undefined) this.#failures.delete(oldest);
  }
}

function fingerprint({ actorId, envelope: { command, by, idempotency } }: AskedCommand): string {
  if (idempotency !== undefined) return `${actorId} ${idempotency.key}`;
  const asked = createHash("sha256").update(JSON.stringify([by, command]) ?? "").digest("base64");
  return `${actorId} ${asked}`;
}
