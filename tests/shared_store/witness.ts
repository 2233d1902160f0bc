/**
 * Somebody who keeps asking all programs for one ticket and trusts none: an answer that claims to be new may not be
 * older than what any program had shown before the question was asked (SPEC §12, §15 H).
 */
import { assert } from "@std/assert";
import { type Answer, ask } from "./cluster.ts";

export interface WitnessOptions {
  /** Where to ask next. */
  readonly origin: () => string;
  readonly token: string;
}

const PAUSE_MS = 15;
/** Clocks of one machine, read in two processes. */
const AGE_SLACK_MS = 250;
const REQUEST_MS_MAX = 15_000;
const VERSIONS_KEPT = 20_000;

/** Reads until stopped; throws on the first answer that is older than it says. */
export class Witness {
  /** Answers that the store had confirmed for their question. */
  fresh = 0;
  /** Answers that said that they are old. */
  aged = 0;
  /** Of these, the ones that were indeed overtaken, by what was wrong when they were asked for. */
  readonly overtaken = new Map<string, number>();
  /** What is wrong at the moment. */
  misfortune = "nothing";
  /** When each version was first shown by anyone, ascending. */
  readonly #seen: { readonly version: number; readonly at: number }[] = [];
  readonly #options: WitnessOptions;
  #isStopped = false;

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#isStopped = true;
  }

  async run(): Promise<void> {
    while (!this.#isStopped) {
      await this.#look();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** Whether the program at `origin` shows a state that its store confirmed for this question. */
  async isConfirmedAt(origin: string): Promise<boolean> {
    const { status, body } = await this.#ask(origin);
    return status === 200 && body.data.queue.ageMs === 0;
  }

  #ask(origin: string): Promise<Answer> {
    return ask(origin, `/appointments/track/${this.#options.token}`, { msMax: REQUEST_MS_MAX });
  }

  async #look(): Promise<void> {
    const askedAt = Date.now();
    const { misfortune } = this;
    const known = this.#seen.at(-1)?.version ?? 0;
    const origin = this.#options.origin();
    const answer = await this.#ask(origin).catch(() => null);
    if (answer?.status !== 200) return;
    const { version, ageMs } = answer.body.data.queue;
    this.#note(version);
    if (ageMs === 0) {
      this.fresh++;
      assert(version >= known, `${origin} showed version ${version} as new after ${known} had been shown`);
      return;
    }
    this.aged++;
    if (version >= known) return;
    this.#count(misfortune);
    const overtakenAt = this.#seen.find((seen) => seen.version > version)?.at ?? askedAt;
    const leastMs = askedAt - overtakenAt - AGE_SLACK_MS;
    assert(
      ageMs >= leastMs,
      `${origin} called version ${version} ${ageMs} ms old, it was at least ${leastMs}`,
    );
  }

  /** An answer belongs to the misfortune it was asked for in, unless another has begun since. */
  #count(misfortune: string): void {
    const isOneAlone = this.misfortune === misfortune || this.misfortune === "nothing";
    const name = isOneAlone ? misfortune : `${misfortune}, then ${this.misfortune}`;
    this.overtaken.set(name, (this.overtaken.get(name) ?? 0) + 1);
  }

  #note(version: number): void {
    if (version <= (this.#seen.at(-1)?.version ?? 0)) return;
    this.#seen.push({ version, at: Date.now() });
    if (this.#seen.length > VERSIONS_KEPT) this.#seen.shift();
  }
}
