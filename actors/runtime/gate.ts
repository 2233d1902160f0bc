/**
 * The output gate of one actor: whoever wants to see its state waits here until no unconfirmed attempt is applied.
 * When a commit stays out too long the attempt is taken back for the readers' sake; it is applied again once confirmed.
 */
import type { Cancel, RuntimeDeps } from "./deps.ts";

/** The part of a replica that the gate needs. */
interface Gated {
  readonly isTentative: boolean;
  rewind(): void;
}

/** Runs tasks on confirmed state only. */
export class Gate {
  readonly #deps: Pick<RuntimeDeps, "after">;
  readonly #patienceMs: number;
  readonly #replica: Gated;
  #waiting: (() => void)[] = [];
  #cancelPatience: Cancel | null = null;

  constructor(
    replica: Gated,
    { deps, patienceMs }: { readonly deps: Pick<RuntimeDeps, "after">; readonly patienceMs: number },
  ) {
    this.#replica = replica;
    this.#deps = deps;
    this.#patienceMs = patienceMs;
  }

  /** The result of `task`, run at once or, while a commit is in flight, as soon as it has settled. */
  run<T>(task: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const open = () => {
        try {
          resolve(task());
        } catch (cause) {
          reject(cause);
        }
      };
      if (!this.#replica.isTentative) return open();
      this.#waiting.push(open);
      this.#cancelPatience ??= this.#deps.after(this.#patienceMs, () => this.#loseHeart());
    });
  }

  /** Lets everybody through who waits; called when the state is confirmed again. */
  flush(): void {
    this.#cancelPatience?.();
    this.#cancelPatience = null;
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const open of waiting) open();
  }

  #loseHeart(): void {
    this.#cancelPatience = null;
    if (this.#replica.isTentative) this.#replica.rewind();
    this.flush();
  }
}
