/**
 * Who listens to one actor's confirmed batches. Each listener hears every batch once, in order; one that throws is
 * dropped and cannot stop the others.
 */
import type { Change } from "./actor_api.ts";
import type { Cancel, LogLine } from "./deps.ts";

export type ChangeListener<Event> = (change: Change<Event>) => void;

/** The listeners of one actor. */
export class Feed<Event> {
  readonly #listeners = new Set<ChangeListener<Event>>();
  readonly #log: LogLine;

  constructor(log: LogLine) {
    this.#log = log;
  }

  get size(): number {
    return this.#listeners.size;
  }

  /** Adds a listener until cancelled; the same function twice is two listeners. */
  subscribe(listener: ChangeListener<Event>): Cancel {
    const own: ChangeListener<Event> = (change) => listener(change);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  publish(change: Change<Event>): void {
    for (const listener of [...this.#listeners]) {
      // Cancelled by a listener before it.
      if (!this.#listeners.has(listener)) continue;
      try {
        listener(change);
      } catch (cause) {
        this.#listeners.delete(listener);
        this.#log("error", "A listener threw and was dropped", { cause: String(cause) });
      }
    }
  }
}
