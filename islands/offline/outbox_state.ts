/**
 * What an outbox holds and how it changes: commands in order, those a person must look at, notes on those dropped. Pure:
 * the outbox stores and sends it. A ticket that was made offline has a provisional id until its join was replayed.
 */
import type { WordKey } from "../../actors/shared/i18n.ts";
import { passes, type Problem, problemOf } from "../api.ts";

/** The name of the outbox in the vault. */
export const OUTBOX = "outbox";
/** Commands kept at most; beyond it new ones are refused. */
export const COMMANDS_MAX = 500;
export const CONFLICTS_MAX = 200;
export const NOTES_MAX = 100;
/** What one request to `/sync` may carry; the server reads bodies up to 64 KiB. */
export const BATCH_MAX = 100;
export const BATCH_BYTES_MAX = 48_000;
/** Older ones are not sent any more. */
export const COMMAND_MS_MAX = 86_400_000;
/** Answers of "later" to one command after which a person is asked. */
export const TRIES_MAX = 8;
/** Real ids of tickets that were made offline, for whoever still holds a provisional one. */
const ALIASES_MAX = 500;
const PROVISIONAL = "local-";
const encoder = new TextEncoder();
export const JOIN_PATH = "/queues/join";

/** A command as a screen gives it. `what` and `label` say it to people, `ticketId` is the ticket it is about. */
export interface Command {
  /** Below the API, without its prefix. */
  readonly path: string;
  readonly body: unknown;
  readonly ifVersion?: number;
  readonly ticketId: string | null;
  readonly what: WordKey;
  readonly label: string | null;
}

/** A command that waits: its key is its own for ever, `claimedAt` (epoch ms) when a person gave it. */
export interface Pending extends Command {
  readonly key: string;
  readonly claimedAt: number;
  /** False while it is being sent for the first time, by itself. */
  readonly isQueued: boolean;
  readonly tries: number;
}

/** One that a person must look at. `dependents` are commands about the ticket that it would have made. */
export interface Conflict {
  readonly key: string;
  readonly command: Pending;
  readonly problem: Problem;
  /** Epoch ms. */
  readonly at: number;
  readonly dependents: readonly Pending[];
}

/** One that came too late to be sent. `what` is null where nothing more is known than that there were some. */
export interface Note {
  readonly key: string;
  readonly what: WordKey | null;
  readonly label: string | null;
  readonly claimedAt: number;
  readonly why: "too_old" | "another_day";
}

export interface OutboxState {
  readonly v: 1;
  readonly commands: readonly Pending[];
  readonly conflicts: readonly Conflict[];
  readonly notes: readonly Note[];
  readonly aliases: Readonly<Record<string, string>>;
}

export const EMPTY_OUTBOX: OutboxState = { v: 1, commands: [], conflicts: [], notes: [], aliases: {} };

/** How many commands are not done with: those that wait to be sent, and those that a person has yet to look at. */
export function unsettledIn({ commands, conflicts }: Pick<OutboxState, "commands" | "conflicts">): number {
  return conflicts.reduce((sum, { dependents }) => sum + 1 + dependents.length, commands.length);
}

/** The id by which a ticket is known from its join under `key` until the server has named it. */
export function provisionalId(key: string): string {
  return `${PROVISIONAL}${key}`;
}

/** True for an id that only this browser knows. */
export function isProvisional(ticketId: string): boolean {
  return ticketId.startsWith(PROVISIONAL);
}

/** True for a command that makes a ticket. */
export function isJoin({ path }: Pick<Command, "path">): boolean {
  return path === JOIN_PATH;
}

/** The state that was stored, or an empty one for what this release cannot read. */
export function readOutbox(stored: unknown): OutboxState {
  const isOurs = typeof stored === "object" && stored !== null && "v" in stored && stored.v === 1;
  // Sealed by this very release's shape: nobody else holds the key.
  return isOurs ? stored as OutboxState : EMPTY_OUTBOX;
}

/** `command` under the real id of its ticket, where that is known. */
function named<C extends Command>(command: C, aliases: OutboxState["aliases"]): C {
  const { ticketId } = command;
  const real = ticketId === null ? undefined : aliases[ticketId];
  if (ticketId === null || real === undefined) return command;
  return { ...command, ticketId: real, path: command.path.replace(`/${ticketId}/`, `/${real}/`) };
}

/** `state` with `command` at its end. The version that it names is dropped when an earlier one changes it anyway. */
export function withCommand(state: OutboxState, command: Pending): OutboxState {
  const { ifVersion, ...rest } = named(command, state.aliases);
  const isFirst = !state.commands.some(({ ticketId }) => ticketId !== null && ticketId === rest.ticketId);
  const kept = ifVersion === undefined || !isFirst ? rest : { ...rest, ifVersion };
  return { ...state, commands: [...state.commands, kept] };
}

/** `state` without the command under `key`; a join that was carried out as `ticketId` names its ticket. */
export function withoutCommand(
  state: OutboxState,
  { key, ticketId = null }: { readonly key: string; readonly ticketId?: string | null },
): OutboxState {
  const aliases = ticketId === null ? state.aliases : Object.fromEntries(
    [...Object.entries(state.aliases), [provisionalId(key), ticketId]].slice(-ALIASES_MAX),
  );
  const left = state.commands.filter((command) => command.key !== key);
  return { ...state, aliases, commands: left.map((command) => named(command, aliases)) };
}

/** `state` with the command under `key` waiting for the next replay. */
export function withQueued(state: OutboxState, key: string): OutboxState {
  const commands = state.commands.map((command) =>
    command.key === key ? { ...command, isQueued: true } : command
  );
  return { ...state, commands };
}

export interface LateOptions {
  readonly now: number;
  /** The service day of an instant. */
  dayOf(at: number): string;
}

function whyLate({ claimedAt }: Pending, { now, dayOf }: LateOptions): Note["why"] | null {
  if (now - claimedAt > COMMAND_MS_MAX) return "too_old";
  return dayOf(claimedAt) === dayOf(now) ? null : "another_day";
}

/** `state` without what is too late to be sent, with a note on each, and without what depended on it. */
export function withoutLate(state: OutboxState, options: LateOptions): OutboxState {
  const commands: Pending[] = [];
  const notes: Note[] = [];
  const lost = new Map<string, Note["why"]>();
  for (const command of state.commands) {
    const why = (command.ticketId === null ? null : lost.get(command.ticketId)) ?? whyLate(command, options);
    if (why === null) {
      commands.push(command);
      continue;
    }
    if (isJoin(command)) lost.set(provisionalId(command.key), why);
    notes.push(noteOf(command, why));
  }
  if (notes.length === 0) return state;
  return { ...state, commands, notes: [...state.notes, ...notes].slice(-NOTES_MAX) };
}

function noteOf({ key, what, label, claimedAt }: Pending, why: Note["why"]): Note {
  return { key, what, label, claimedAt, why };
}

/** The next commands that can be sent together: those about a ticket that has no name yet wait for its join. */
export function nextBatch({ commands }: OutboxState, max = BATCH_MAX): readonly Pending[] {
  const batch: Pending[] = [];
  let bytes = 0;
  for (const command of commands.slice(0, max)) {
    bytes += encoder.encode(JSON.stringify(command)).length;
    const isNameless = command.ticketId !== null && isProvisional(command.ticketId);
    if (isNameless || (batch.length > 0 && bytes > BATCH_BYTES_MAX)) break;
    batch.push(command);
  }
  return batch;
}

/** `state` with the command under `key`, and all that depend on it, put before a person. */
export function withConflict(
  state: OutboxState,
  { key, problem, at }: { readonly key: string; readonly problem: Problem; readonly at: number },
): OutboxState {
  const command = state.commands.find((one) => one.key === key);
  if (command === undefined) return state;
  const made = isJoin(command) ? provisionalId(key) : null;
  const dependents = state.commands.filter(({ ticketId }) => made !== null && ticketId === made);
  const gone = new Set([key, ...dependents.map((one) => one.key)]);
  return {
    ...state,
    commands: state.commands.filter((one) => !gone.has(one.key)),
    conflicts: [...state.conflicts, { key, command, problem, at, dependents }].slice(-CONFLICTS_MAX),
  };
}

/** `state` without the conflict under `key`. */
export function withoutConflict(state: OutboxState, key: string): OutboxState {
  return { ...state, conflicts: state.conflicts.filter((conflict) => conflict.key !== key) };
}

/** `state` with the conflict under `key` tried again as a new command, what depends on it behind. */
export function withRetry(
  state: OutboxState,
  { key, now, mintKey }: { readonly key: string; readonly now: number; mintKey(): string },
): OutboxState {
  const conflict = state.conflicts.find((one) => one.key === key);
  if (conflict === undefined) return state;
  const { ifVersion: _, ...command } = conflict.command;
  const renewed = mintKey();
  // A place is ranked by the moment at which it was asked for; everything else is asked for now.
  const claimedAt = isJoin(command) ? command.claimedAt : now;
  const first: Pending = { ...command, key: renewed, claimedAt, isQueued: true, tries: 0 };
  const aliases = { [provisionalId(key)]: provisionalId(renewed) };
  const others = conflict.dependents.map((one) => ({ ...named(one, aliases), key: mintKey(), tries: 0 }));
  const rest = withoutConflict(state, key);
  return { ...rest, commands: [...rest.commands, first, ...others] };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** What the server said to one command of a request. */
export interface SyncResult {
  readonly key: string;
  readonly outcome: "done" | "repeated" | "resolved" | "conflict" | "refused";
  readonly status: number;
  readonly body: unknown;
}

const OUTCOMES = ["done", "repeated", "resolved", "conflict", "refused"] as const;

/** The results in an answer of `/sync`; those that cannot be read are left out, and their commands stay. */
export function resultsIn(body: unknown): readonly SyncResult[] {
  const { results } = fieldsOf(fieldsOf(body)["data"]);
  if (!Array.isArray(results)) return [];
  return results.flatMap((result: unknown): readonly SyncResult[] => {
    const { key, outcome, status, body } = fieldsOf(result);
    const known = OUTCOMES.find((one) => one === outcome);
    if (typeof key !== "string" || known === undefined || typeof status !== "number") return [];
    return [{ key, outcome: known, status, body }];
  });
}

/** The id of the ticket that a join made, in its answer or in the refusal that names the place that there was. */
export function ticketIdIn(body: unknown): string | null {
  const { data, ticketId, existing } = fieldsOf(body);
  const found = [fieldsOf(data)["ticketId"], ticketId, fieldsOf(existing)["ticketId"]];
  return found.find((id) => typeof id === "string") ?? null;
}

function withResult(state: OutboxState, result: SyncResult, at: number): OutboxState {
  const { key, outcome, status, body } = result;
  const command = state.commands.find((one) => one.key === key);
  if (command === undefined || status === 401) return state;
  if (outcome !== "conflict" && outcome !== "refused") {
    return withoutCommand(state, { key, ticketId: isJoin(command) ? ticketIdIn(body) : null });
  }
  if (passes(status) && command.tries + 1 < TRIES_MAX) return withTry(state, key);
  return withConflict(state, { key, problem: problemOf(status, body), at });
}

function withTry(state: OutboxState, key: string): OutboxState {
  const commands = state.commands.map((one) => one.key === key ? { ...one, tries: one.tries + 1 } : one);
  return { ...state, commands };
}

/** `state` after the server's results: settled commands are gone, conflicts are put before a person at `at`. */
export function withResults(
  state: OutboxState,
  { results, at }: { readonly results: readonly SyncResult[]; readonly at: number },
): OutboxState {
  return results.reduce((current, result) => withResult(current, result, at), state);
}
