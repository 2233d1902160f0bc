/**
 * The events of a simulation in the order in which they happen: a binary heap by instant, then tie-break, then order
 * of scheduling. It keeps cancelled events until their turn; who takes them out skips them.
 */
import type { SimulatedProcess } from "./simulation_process.ts";

export interface ScheduledEvent {
  /** Epoch ms of true virtual time, with a fraction. */
  readonly at: number;
  readonly priority: number;
  readonly sequence: number;
  /** The process that must be alive and awake for it, or null: the world's own. */
  readonly owner: SimulatedProcess | null;
  readonly task: () => void;
  isCancelled: boolean;
}

function isBefore(one: ScheduledEvent, other: ScheduledEvent): boolean {
  if (one.at !== other.at) return one.at < other.at;
  if (one.priority !== other.priority) return one.priority < other.priority;
  return one.sequence < other.sequence;
}

/** A heap of {@link ScheduledEvent}; push and pop cost O(log n). */
export class EventHeap {
  readonly #events: ScheduledEvent[] = [];

  /** The earliest event, left in place. */
  peek(): ScheduledEvent | undefined {
    return this.#events[0];
  }

  push(event: ScheduledEvent): void {
    const events = this.#events;
    let index = events.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = events[parent];
      if (above === undefined || !isBefore(event, above)) break;
      events[index] = above;
      index = parent;
    }
    events[index] = event;
  }

  /** Takes the earliest event out. */
  pop(): ScheduledEvent | undefined {
    const first = this.#events[0];
    const last = this.#events.pop();
    if (first !== undefined && last !== undefined && first !== last) this.#sink(last);
    return first;
  }

  /** Puts `event` in the place of the root and lets it go down to where it belongs. */
  #sink(event: ScheduledEvent): void {
    const events = this.#events;
    let index = 0;
    while (true) {
      const left = index * 2 + 1;
      const leftEvent = events[left];
      if (leftEvent === undefined) break;
      const rightEvent = events[left + 1];
      const isRightFirst = rightEvent !== undefined && isBefore(rightEvent, leftEvent);
      const child = isRightFirst ? rightEvent : leftEvent;
      if (!isBefore(child, event)) break;
      events[index] = child;
      index = isRightFirst ? left + 1 : left;
    }
    events[index] = event;
  }
}
