/**
 * Showing an actor's state: only what is confirmed, on a shared store only what the head confirms for this very read,
 * and while the store is away the last confirmed state with its age. It changes nothing but by replay.
 */
import type { Rewindable } from "../shared/domain.ts";
import type { Confirmed } from "./actor_api.ts";
import type { RuntimeContext } from "./context.ts";
import type { Gate } from "./gate.ts";
import type { Replica } from "./replica.ts";

export interface ReadOptions {
  /**
   * The versionstamp of a record that this actor wrote: the state shown is no older than that commit, and the read
   * rejects rather than show one that the store did not confirm. A commit may be visible in the store before its own
   * process has heard of it, so whoever judges a record by its owner's state needs this.
   */
  readonly since?: string;
}

/** A replica with the gate before it: loaded and dropped together. */
export interface Activation<State extends Rewindable, Command, Event, Outcome> {
  readonly replica: Replica<State, Command, Event, Outcome>;
  readonly gate: Gate;
}

export type View<State, T> = (state: State, confirmed: Confirmed) => T;

type Context<State extends Rewindable, Command, Event, Outcome> = Pick<
  RuntimeContext<State, Command, Event, Outcome>,
  "deps" | "reads"
>;

interface Shown<State extends Rewindable, Command, Event, Outcome, T> {
  readonly active: Activation<State, Command, Event, Outcome>;
  readonly view: View<State, T>;
}

/** Whether a read must look at the head in the store first. */
function mustLook<State extends Rewindable, Command, Event, Outcome>(
  { deps }: Context<State, Command, Event, Outcome>,
  { replica, since }: { replica: Replica<State, Command, Event, Outcome>; since: string | undefined },
): boolean {
  if (deps.isShared || replica.isSuspect) return true;
  return since !== undefined && (replica.versionstamp === null || replica.versionstamp < since);
}

/** True when the state in memory is confirmed and nobody else can have changed it. */
export function mayShowAtOnce<State extends Rewindable, Command, Event, Outcome>(
  context: Context<State, Command, Event, Outcome>,
  { active: { replica }, options }: {
    readonly active: Activation<State, Command, Event, Outcome>;
    readonly options: ReadOptions;
  },
): boolean {
  return !replica.isTentative && !mustLook(context, { replica, since: options.since });
}

/** Shows the state as it is; for those who asked {@link mayShowAtOnce}. */
export function showAtOnce<State extends Rewindable, Command, Event, Outcome, T>(
  context: Context<State, Command, Event, Outcome>,
  { active: { replica }, view }: Shown<State, Command, Event, Outcome, T>,
): Promise<T> {
  try {
    return Promise.resolve(show(context, { replica, view, isChecked: false }));
  } catch (cause) {
    return Promise.reject(cause);
  }
}

/** Shows the state once it is confirmed, after a look at the head where one is needed. */
export async function showChecked<State extends Rewindable, Command, Event, Outcome, T>(
  context: Context<State, Command, Event, Outcome>,
  { active, view, options: { since } }: Shown<State, Command, Event, Outcome, T> & {
    readonly options: ReadOptions;
  },
): Promise<T> {
  const { replica, gate } = active;
  let isChecked = false;
  if (mustLook(context, { replica, since })) {
    try {
      const askedAt = context.deps.now();
      await refresh(active, await context.reads.get(replica.key));
      replica.confirmedAt = Math.max(replica.confirmedAt, askedAt);
      isChecked = true;
    } catch (cause) {
      if (since !== undefined) throw cause;
    }
  }
  return await gate.run(() => show(context, { replica, view, isChecked }));
}

/** Replays what a head read just now says was committed by others. */
export async function refresh<State extends Rewindable, Command, Event, Outcome>(
  { replica, gate }: Activation<State, Command, Event, Outcome>,
  entry: Deno.KvEntryMaybe<unknown>,
): Promise<void> {
  if (!replica.isBehind(entry)) return;
  // Asked again: the commit in flight may be what the head speaks of.
  await gate.run(() => replica.isBehind(entry) ? replica.catchUp(entry) : undefined);
}

function show<State extends Rewindable, Command, Event, Outcome, T>(
  { deps }: Context<State, Command, Event, Outcome>,
  { replica, view, isChecked }: {
    readonly replica: Replica<State, Command, Event, Outcome>;
    readonly view: View<State, T>;
    readonly isChecked: boolean;
  },
): T {
  if (replica.frozen?.code === "unsupported_version") throw replica.frozen;
  const isSoleWriter = !deps.isShared && !replica.isSuspect && replica.attempts.size === 0;
  const isCurrent = isChecked || (isSoleWriter && replica.frozen === null);
  const ageMs = isCurrent ? 0 : Math.max(0, deps.now() - replica.confirmedAt);
  return view(replica.state, { seq: replica.head.seq, ageMs });
}
