/**
 * Sends a person's commands in the order in which they were given, through any outage: each is stored before it is sent,
 * goes out at once while nothing waits before it, and is replayed by `POST /sync` when the server is back. One outbox
 * serves all tabs of an account. It judges nothing: what a refusal means is the server's affair and then a person's.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Answer, AskOptions, Problem } from "../api.ts";
import { backoffMs, type Connection } from "../live.ts";
import {
  type Command,
  COMMANDS_MAX,
  type Conflict,
  EMPTY_OUTBOX,
  isJoin,
  nextBatch,
  type Note,
  NOTES_MAX,
  OUTBOX,
  type OutboxState,
  type Pending,
  readOutbox,
  resultsIn,
  ticketIdIn,
  withCommand,
  withConflict,
  withoutCommand,
  withoutConflict,
  withoutLate,
  withQueued,
  withResults,
  withRetry,
} from "./outbox_state.ts";
import type { Kept, Vault } from "./vault.ts";

export type { Command, Conflict, Note, Pending };

/** How long a first sending waits for an answer while the connection is not known to be good. */
const DOUBTFUL_MS_MAX = 4_000;
/** Requests of one replay; what is left then waits for the next. */
const REPLAY_REQUESTS_MAX = 50;
const STORE_LOCK = "outbox-store";
const SEND_LOCK = "outbox-send";

/** `queued`: kept, and sent when the server is back. */
export type Sent = Answer | { readonly kind: "queued"; readonly key: string };

/** `signed_out`: the server asks who we are; everything is kept until the same account signs in again. */
export type OutboxStatus = "idle" | "waiting" | "sending" | "signed_out";

/** The browser, as values: a test gives its own. */
export interface OutboxDeps {
  ask(path: string, options: AskOptions): Promise<Answer>;
  /** Runs `task` while no other tab of this account runs one under the same name. */
  lock<T>(name: string, task: () => Promise<T>): Promise<T>;
  /** Tells the other tabs that the outbox changed. */
  announce(): void;
  /** Hears that from other tabs; answers how to stop. */
  onChanged(listener: () => void): () => void;
  now(): number;
  random(): number;
  after(ms: number, task: () => void): () => void;
  /** An unguessable key: {@link provisionalId} makes ids of it, so the alphabet is base64url. */
  mintKey(): string;
  /** The service day of an instant. */
  dayOf(at: number): string;
  isOnline(): boolean;
  /** Who is signed in: this outbox's account, somebody else or nobody, or the server cannot be asked. */
  account(): Promise<"ours" | "other" | "unknown">;
}

export interface OutboxOptions {
  readonly vault: Vault;
  readonly deps: OutboxDeps;
}

export interface SendOptions {
  /** False for a command that must not happen later: unreachable, it is given up, though it may have been done. */
  readonly isKept?: boolean;
}

const FULL: Problem = {
  status: 0,
  code: "outbox_full",
  detail: "Too many commands wait to be sent",
  facts: {},
};

/** The outbox of one account in one tab. */
export class Outbox {
  readonly #vault: Vault;
  readonly #deps: OutboxDeps;
  readonly #state = signal<OutboxState>(EMPTY_OUTBOX);
  readonly #status = signal<OutboxStatus>("idle");
  #connection: Connection = "connecting";
  #cancelReplay = () => {};
  #stopListening = () => {};
  #failures = 0;
  #isReplaying = false;
  #isClosed = false;

  /** Everything not settled yet, in order, those on their way for the first time too (`isQueued` false). */
  readonly pending: ReadonlySignal<readonly Pending[]> = computed(() => this.#state.value.commands);
  /** What a person must look at. */
  readonly conflicts: ReadonlySignal<readonly Conflict[]> = computed(() => this.#state.value.conflicts);
  /** What came too late to be sent. */
  readonly notes: ReadonlySignal<readonly Note[]> = computed(() => this.#state.value.notes);
  readonly status: ReadonlySignal<OutboxStatus> = this.#status;
  /** The real id of a ticket that was made offline, once it has one. */
  readonly realIdOf = (ticketId: string): string => this.#state.value.aliases[ticketId] ?? ticketId;

  constructor({ vault, deps }: OutboxOptions) {
    this.#vault = vault;
    this.#deps = deps;
  }

  /** False when what waits ends with this page. */
  get isDurable(): boolean {
    return this.#vault.isDurable;
  }

  /** Reads what was left by earlier pages, and goes on sending it. */
  async start(): Promise<void> {
    this.#stopListening = this.#deps.onChanged(() => void this.#reload());
    await this.#change((state) => state);
    if (this.#state.value.commands.length > 0) this.#schedule(0);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelReplay();
    this.#stopListening();
  }

  /**
   * Sends `command`, or keeps it. The answer is the server's, or `queued` when it will be sent later: because the server
   * cannot be reached, or because others wait before it. Never throws.
   */
  async send(command: Command, { isKept = true }: SendOptions = {}): Promise<Sent> {
    const { mintKey, now } = this.#deps;
    const pending = { ...command, key: mintKey(), claimedAt: now(), isQueued: false, tries: 0 };
    if (!isKept || this.#vault.isWiped) return await this.#sendUnkept(pending);
    const { state, isKept: isStored } = await this.#change((current) => this.#admit(current, pending));
    if (this.#vault.isWiped) return await this.#sendUnkept(pending);
    const mine = state.commands.find(({ key }) => key === pending.key);
    if (mine === undefined || !isStored) return { kind: "refused", problem: FULL };
    if (!mine.isQueued) return await this.#deps.lock(SEND_LOCK, () => this.#sendFirst(pending.key));
    this.#schedule(0);
    return { kind: "queued", key: pending.key };
  }

  /** Hears how the page's connection is: back means sending what waits, gone means not to try. */
  heard(connection: Connection): void {
    const wasGood = isGood(this.#connection);
    this.#connection = connection;
    if (isGood(connection) && !wasGood) this.wake();
  }

  /** Tries at once: the network or the tab came back, or somebody signed in. */
  wake(): void {
    this.#failures = 0;
    if (this.#state.value.commands.some(({ isQueued }) => isQueued)) this.#schedule(0);
  }

  /** Gives the command of a conflict again, as a new one. */
  async retry(key: string): Promise<void> {
    const { mintKey, now } = this.#deps;
    await this.#change((state) => withRetry(state, { key, now: now(), mintKey }));
    this.#schedule(0);
  }

  /** A person looked at the conflict, and leaves things as the server has them. */
  async dismiss(key: string): Promise<void> {
    await this.#change((state) => withoutConflict(state, key));
  }

  /** A person read what was dropped. */
  async dismissNotes(): Promise<void> {
    await this.#change((state) => ({ ...state, notes: [] }));
  }

  /** `state` with `command` at its end, to be sent by itself where nothing waits; unchanged when it is full. */
  #admit(state: OutboxState, command: Pending): OutboxState {
    const { commands } = state;
    if (commands.length >= COMMANDS_MAX) return state;
    const isOffline = this.#connection === "offline" || !this.#deps.isOnline();
    const isQueued = isOffline || commands.some((one) => one.isQueued);
    return withCommand(state, { ...command, isQueued });
  }

  /** The first sending of the command under `key`, by itself; the caller holds the lock of sending. */
  async #sendFirst(key: string): Promise<Sent> {
    const [first] = await this.#reload();
    if (first?.key !== key) {
      await this.#change((state) => withQueued(state, key));
      this.#schedule(0);
      return { kind: "queued", key };
    }
    const answer = await this.#ask(first);
    if (answer.kind === "unreachable") {
      await this.#change((state) => withQueued(state, key));
      this.#failures += 1;
      this.#schedule(this.#waitMs(answer.retryAfterMs));
      return { kind: "queued", key };
    }
    const ticketId = answer.kind === "done" && isJoin(first) ? ticketIdIn(answer.body) : null;
    await this.#change((state) => withoutCommand(state, { key, ticketId }));
    return answer;
  }

  async #sendUnkept(command: Pending): Promise<Answer> {
    if (this.#state.value.commands.some(({ isQueued }) => isQueued)) {
      return { kind: "unreachable", retryAfterMs: null };
    }
    return await this.#deps.lock(SEND_LOCK, () => this.#ask(command));
  }

  #ask({ path, body, key, ifVersion }: Pending): Promise<Answer> {
    return this.#deps.ask(path, {
      method: "POST",
      body,
      key,
      ...(ifVersion === undefined ? {} : { ifVersion }),
      ...(isGood(this.#connection) ? {} : { msMax: DOUBTFUL_MS_MAX }),
    });
  }

  #waitMs(retryAfterMs: number | null): number {
    return Math.max(retryAfterMs ?? 0, backoffMs(this.#failures, this.#deps.random()));
  }

  #schedule(ms: number): void {
    this.#cancelReplay();
    if (this.#isClosed) return;
    if (this.#status.value === "idle") this.#status.value = "waiting";
    this.#cancelReplay = this.#deps.after(ms, () => void this.#replay());
  }

  async #replay(): Promise<void> {
    if (this.#isReplaying || this.#isClosed || this.#vault.isWiped) return;
    this.#isReplaying = true;
    try {
      this.#goOn(await this.#deps.lock(SEND_LOCK, () => this.#replayAll()));
    } finally {
      this.#isReplaying = false;
    }
  }

  #goOn(end: ReplayEnd): void {
    this.#status.value = end.kind;
    if (end.kind !== "waiting") return;
    this.#failures += 1;
    this.#schedule(this.#waitMs(end.retryAfterMs));
  }

  /** Sends what waits, request by request; the caller holds the lock of sending. */
  async #replayAll(): Promise<ReplayEnd> {
    const { now, dayOf, account } = this.#deps;
    // Another account may have signed in in another tab: nothing is done in its name.
    const signedIn = await account();
    if (signedIn !== "ours") {
      return { kind: signedIn === "other" ? "signed_out" : "waiting", retryAfterMs: null };
    }
    let max: number | undefined;
    for (let request = 0; request < REPLAY_REQUESTS_MAX && !this.#isClosed; request++) {
      const { state } = await this.#change((current) => withoutLate(current, { now: now(), dayOf }));
      const batch = nextBatch(state, max);
      const [first] = state.commands;
      if (first === undefined) return { kind: "idle", retryAfterMs: null };
      if (batch.length === 0) {
        await this.#giveUp(first);
        continue;
      }
      this.#status.value = "sending";
      const answer = await this.#deps.ask("/sync", { body: { commands: batch.map(syncCommandOf) } });
      if (answer.kind === "unreachable") return { kind: "waiting", retryAfterMs: answer.retryAfterMs };
      if (answer.kind === "done") {
        const hasNews = await this.#settle(batch, answer.body);
        if (hasNews !== "all") {
          return { kind: hasNews === "sign_in" ? "signed_out" : "waiting", retryAfterMs: null };
        }
        this.#failures = 0;
        continue;
      }
      const { problem } = answer;
      if (problem.status === 401) return { kind: "signed_out", retryAfterMs: null };
      // Refused as a whole: one by one it shows which command is to blame, and that one is a person's.
      if (max === 1) await this.#blame(batch, problem);
      max = 1;
    }
    return { kind: "waiting", retryAfterMs: null };
  }

  /** Puts what is about the ticket of `first` before a person: no join before it makes that ticket any more. */
  async #giveUp({ ticketId }: Pending): Promise<void> {
    const at = this.#deps.now();
    const problem = { status: 0, code: "ticket_missing", detail: "Its ticket was never made", facts: {} };
    await this.#change((state) =>
      state.commands.filter((command) => command.ticketId === ticketId)
        .reduce((current, { key }) => withConflict(current, { key, problem, at }), state)
    );
  }

  async #blame([command]: readonly Pending[], problem: Problem): Promise<void> {
    if (command === undefined) return;
    const at = this.#deps.now();
    await this.#change((state) => withConflict(state, { key: command.key, problem, at }));
  }

  /** Takes the results in; `some` when one of the commands must be tried again. */
  async #settle(batch: readonly Pending[], body: unknown): Promise<"all" | "some" | "sign_in"> {
    const results = resultsIn(body);
    const { state } = await this.#change((current) =>
      withResults(current, { results, at: this.#deps.now() })
    );
    if (results.some(({ status }) => status === 401)) return "sign_in";
    const left = new Set(state.commands.map(({ key }) => key));
    return batch.some(({ key }) => left.has(key)) ? "some" : "all";
  }

  /** Changes what is stored, alone among all tabs, and shows it. */
  async #change(next: (state: OutboxState) => OutboxState): Promise<Changed> {
    return await this.#deps.lock(STORE_LOCK, async () => {
      const before = await this.#read();
      const after = next(before);
      const isKept = after === before || (await this.#vault.put(OUTBOX, after)) !== "refused";
      const state = isKept ? after : before;
      this.#state.value = state;
      if (state !== before) this.#deps.announce();
      return { state, isKept };
    });
  }

  async #read(): Promise<OutboxState> {
    const kept: Kept = await this.#vault.get(OUTBOX);
    if (kept.kind === "found") return readOutbox(kept.value);
    // What this page knows must not be overwritten with nothing because storage failed once.
    if (kept.kind === "unreadable") return this.#state.value;
    if (kept.kind === "absent") return EMPTY_OUTBOX;
    const note: Note = { key: OUTBOX, what: null, label: null, claimedAt: kept.at, why: "too_old" };
    const notes = [...this.#state.value.notes, note].slice(-NOTES_MAX);
    const state = { ...EMPTY_OUTBOX, notes };
    await this.#vault.put(OUTBOX, state);
    return state;
  }

  /** Shows what another tab stored, and answers what waits. */
  async #reload(): Promise<readonly Pending[]> {
    const state = await this.#deps.lock(STORE_LOCK, () => this.#read());
    this.#state.value = state;
    return state.commands;
  }
}

interface Changed {
  readonly state: OutboxState;
  /** False when the vault could not take it: nothing was changed. */
  readonly isKept: boolean;
}

interface ReplayEnd {
  readonly kind: "idle" | "waiting" | "signed_out";
  readonly retryAfterMs: number | null;
}

/** True while the server answers, by whatever way. */
export function isGood(connection: Connection): boolean {
  return connection === "connected" || connection === "polling";
}

/** A command as `/sync` takes it. */
function syncCommandOf({ key, claimedAt, path, body, ifVersion }: Pending) {
  const command = { key, claimedAt: new Date(claimedAt).toISOString(), method: "POST", path, body };
  return ifVersion === undefined ? command : { ...command, ifVersion };
}

/** Opens the outbox that lies in `vault`. */
export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const outbox = new Outbox(options);
  await outbox.start();
  return outbox;
}
