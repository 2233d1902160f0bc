/**
 * The names behind the tickets: asked for in batches as rows come into view, and kept while the page lives. They stay
 * in memory and go nowhere else.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Answer } from "../api.ts";

export interface KnownPerson {
  readonly name: string;
  readonly phone: string | null;
  readonly language: string | null;
}

export interface People {
  readonly known: ReadonlySignal<ReadonlyMap<string, KnownPerson>>;
  /** Sees to it that these are known soon; asking again for the same costs nothing. */
  want(patientIds: readonly string[]): void;
  /** Adds whom this desk entered itself, so that no name is asked for that was just typed. */
  remember(patientId: string, person: KnownPerson): void;
  stop(): void;
}

export interface PeopleDeps {
  ask(path: string): Promise<Answer>;
  after(ms: number, task: () => void): () => void;
}

/** People asked for at once. */
export const BATCH_MAX = 100;
/** Names kept at most; beyond it the oldest go. */
const KNOWN_MAX = 3_000;
const GATHER_MS = 20;
const RETRY_MS = 5_000;

function personOf(value: unknown): readonly [id: string, person: KnownPerson] | null {
  if (typeof value !== "object" || value === null) return null;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const { patientId, name, phone, language } = fields;
  if (typeof patientId !== "string" || typeof name !== "string") return null;
  return [patientId, {
    name,
    phone: typeof phone === "string" ? phone : null,
    language: typeof language === "string" ? language : null,
  }];
}

function peopleIn(body: unknown): readonly (readonly [string, KnownPerson])[] {
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) return [];
  return body.data.map(personOf).filter((entry) => entry !== null);
}

/** The people of the queue `queueId`. */
export function createPeople(queueId: string, { ask, after }: PeopleDeps): People {
  const known = signal<ReadonlyMap<string, KnownPerson>>(new Map());
  /** Asked for and not answered, or answered without a name: not asked for again. */
  const asked = new Set<string>();
  const wanted = new Set<string>();
  let cancel: (() => void) | null = null;
  let isStopped = false;

  const soon = (ms: number) => {
    if (cancel !== null || isStopped) return;
    cancel = after(ms, () => {
      cancel = null;
      void load();
    });
  };

  function learn(entries: readonly (readonly [string, KnownPerson])[]): void {
    if (entries.length === 0) return;
    known.value = new Map([...known.peek(), ...entries].slice(-KNOWN_MAX));
  }

  async function load(): Promise<void> {
    const ids = [...wanted].slice(0, BATCH_MAX);
    if (ids.length === 0 || isStopped) return;
    for (const id of ids) {
      wanted.delete(id);
      asked.add(id);
    }
    const answer = await ask(`/queues/${queueId}/people?ids=${ids.join(",")}`);
    if (answer.kind === "done") learn(peopleIn(answer.body));
    if (answer.kind === "unreachable") {
      for (const id of ids) {
        asked.delete(id);
        wanted.add(id);
      }
    }
    if (wanted.size > 0) soon(answer.kind === "unreachable" ? RETRY_MS : 0);
  }

  return {
    known,
    want(patientIds) {
      for (const id of patientIds) if (!asked.has(id) && !known.peek().has(id)) wanted.add(id);
      if (wanted.size > 0) soon(GATHER_MS);
    },
    remember: (patientId, person) => learn([[patientId, person]]),
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}
