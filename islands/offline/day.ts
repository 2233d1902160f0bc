/**
 * The day of a desk as it was last heard: the view of one queue and the names of those in it, kept in the vault so that
 * a page that starts without a server has something to show, with its age. It never changes what it was given.
 */
import type { DeskView } from "../desk_state.ts";
import { KEEP_MS_MAX } from "./memory_vault.ts";
import type { Vault } from "./vault.ts";

/** A day is written at most so often. */
export const SAVE_MS = 3_000;

/** A name behind a ticket. */
export interface DayPerson {
  readonly name: string;
  readonly phone: string | null;
  readonly language: string | null;
}

export interface Day {
  readonly view: DeskView;
  /** By patient id. */
  readonly people: ReadonlyMap<string, DayPerson>;
  /** Epoch ms at which the server last said so. */
  readonly heardAt: number;
}

export interface DayDeps {
  after(ms: number, task: () => void): () => void;
  now(): number;
}

interface StoredDay {
  readonly v: 1;
  readonly view: DeskView;
  readonly people: readonly (readonly [string, DayPerson])[];
  readonly heardAt: number;
}

function dayKey(queueId: string): string {
  return `day:${queueId}`;
}

function isStoredDay(value: unknown): value is StoredDay {
  return typeof value === "object" && value !== null && "v" in value && value.v === 1;
}

/** Only names of people who are in the view: who left the queue is not kept. */
function storedOf({ view, people, heardAt }: Day): StoredDay {
  const shown = new Set(view.rows.map(({ patientId }) => patientId));
  return { v: 1, view, people: [...people].filter(([patientId]) => shown.has(patientId)), heardAt };
}

/** The cached day of one queue. */
export class DayCache {
  readonly #queueId: string;
  readonly #vault: Vault;
  readonly #deps: DayDeps;
  #waiting: Day | null = null;
  #cancel: (() => void) | null = null;

  constructor(queueId: string, { vault, deps }: { readonly vault: Vault; readonly deps: DayDeps }) {
    this.#queueId = queueId;
    this.#vault = vault;
    this.#deps = deps;
  }

  /** What was last kept, or null: there is nothing, or it is too old. */
  async load(): Promise<Day | null> {
    const kept = await this.#vault.get(dayKey(this.#queueId));
    if (kept.kind !== "found" || !isStoredDay(kept.value)) return null;
    const { view, people, heardAt } = kept.value;
    // Kept again by each page that starts without a server, it would never grow old: what counts is when it was heard.
    if (this.#deps.now() - heardAt > KEEP_MS_MAX) return null;
    return { view, people: new Map(people), heardAt };
  }

  /** Keeps `day` soon; of several within {@link SAVE_MS} the last. Only what the server said belongs here. */
  save(day: Day): void {
    this.#waiting = day;
    this.#cancel ??= this.#deps.after(SAVE_MS, () => void this.flush());
  }

  /** Keeps what waits now: the page is being left. */
  async flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    const day = this.#waiting;
    this.#waiting = null;
    if (day !== null) await this.#vault.put(dayKey(this.#queueId), storedOf(day));
  }
}
