/**
 * How much fan-out may happen before other work gets its turn. One pace is shared by all channels, so that many small
 * queues changing together are cut into slices as one large queue is.
 */
import { SLICE_VIEWS_MAX } from "./stream_limits.ts";

/** A budget of views, refilled by a yield that all who wait share. */
export class Pace {
  readonly #breathe: () => Promise<void>;
  #left = SLICE_VIEWS_MAX;
  #resting: Promise<void> | null = null;

  constructor(breathe: () => Promise<void>) {
    this.#breathe = breathe;
  }

  /** Counts `views` that are about to be made or written; a promise when they must wait for their turn. */
  take(views: number): Promise<void> | null {
    if (this.#left <= 0) return this.#wait(views);
    this.#left -= views;
    return null;
  }

  async #wait(views: number): Promise<void> {
    // Whoever comes first after a refill may use it up: the others wait on.
    while (this.#left <= 0) await (this.#resting ??= this.#refill());
    this.#left -= views;
  }

  async #refill(): Promise<void> {
    await this.#breathe();
    this.#left = SLICE_VIEWS_MAX;
    this.#resting = null;
  }
}
