/**
 * The queue itself: creation, configuration, opening and closing, archiving, and who works (SPEC §1, §2).
 */
import { assertNever } from "../shared/assert.ts";
import type { Turn } from "../shared/domain.ts";
import { dayOpened, isTimeZone } from "./due.ts";
import type { CommandOf } from "./events.ts";
import { presenceOf } from "./header.ts";
import type { QueueConfig, QueueEvent, QueueStatus } from "./schema.ts";
import { accept, prefixClaim, type QueueDecision, refuse, type Situation, stamp } from "./situation.ts";
import type { QueueState } from "./state.ts";

/** Creates the queue, open, with its first service day. */
export function decideCreate(
  state: QueueState,
  command: CommandOf<"CreateQueue">,
  { turn }: { readonly turn: Turn },
): QueueDecision {
  const { config } = command;
  const { queueId } = state.header;
  if (state.header.config !== null) {
    return refuse("queue_exists", `Cannot create queue ${queueId}: it exists`);
  }
  const refusal = refusedConfig(config, turn);
  if (refusal !== null) return refusal;
  const { at, by } = turn;
  return accept({ type: "QueueCreated", at, by, queueId, config }, dayOpened(config, { at, ended: null }));
}

function refusedConfig(config: QueueConfig, turn: Turn): QueueDecision | null {
  if (!isTimeZone(config.timeZone)) {
    return refuse("invalid", `Cannot use time zone ${config.timeZone}: it is unknown`, { field: "timeZone" });
  }
  if (turn.heldBy(prefixClaim(config)) === null) return null;
  return refuse("prefix_taken", `Cannot use prefix ${config.prefix}: another queue of the facility has it`);
}

/** What other records and every link point at: a queue keeps it for life. */
const FIXED_FIELDS = ["tenantId", "facilityId", "locator", "displayId"] as const;

/** Replaces the configuration. */
export function decideChange(situation: Situation, command: CommandOf<"ChangeQueue">): QueueDecision {
  const { state, config: previous, turn } = situation;
  const { config, ifRevision } = command;
  const { revision } = state.header;
  if (ifRevision !== undefined && ifRevision !== revision) {
    return refuse("stale_version", `Cannot change revision ${ifRevision}: it is ${revision}`, { revision });
  }
  const field = FIXED_FIELDS.find((name) => config[name] !== previous[name]);
  if (field !== undefined) return refuse("invalid", `Cannot change ${field} of a queue`, { field });
  const refusal = refusedConfig(config, turn);
  if (refusal !== null) return refusal;
  const inQueue = state.inQueue();
  const isLowered = config.capacity !== null &&
    (previous.capacity === null || config.capacity < previous.capacity);
  if (isLowered && config.capacity !== null && config.capacity < inQueue) {
    const facts = { capacity: config.capacity, inQueue };
    return refuse(
      "capacity_below_load",
      `Cannot lower the capacity to ${config.capacity}: ${inQueue} are in`,
      facts,
    );
  }
  const previousPrefix = config.prefix === previous.prefix ? null : previous.prefix;
  return accept({ type: "QueueChanged", ...stamp(situation), config, previousPrefix });
}

/**
 * Opens, pauses or closes by hand; to the present status: nothing. What a desk without a connection did before the
 * status changed elsewhere comes too late.
 */
export function decideStatus(
  situation: Situation,
  command: CommandOf<"OpenQueue" | "PauseQueue" | "CloseQueue">,
): QueueDecision {
  const change = statusEvent(command.type);
  const { status, statusSince } = situation.state.header;
  if (status === change.status) return accept();
  const late = refusedLate(situation, { tried: command.type, state: status, at: statusSince });
  if (late !== null) return late;
  const event: QueueEvent = { type: change.event, ...claimedStamp(situation), reasonId: command.reasonId };
  return accept(event);
}

function claimedStamp(
  situation: Situation,
): { readonly at: number; readonly by: string; readonly claimedAt?: number } {
  const { claimedAt } = situation;
  return claimedAt === null ? stamp(situation) : { ...stamp(situation), claimedAt };
}

function refusedLate(
  { claimedAt }: Situation,
  { tried, state, at }: { readonly tried: string; readonly state: string; readonly at: number | null },
): QueueDecision | null {
  if (claimedAt === null || at === null || claimedAt >= at) return null;
  return refuse("wrong_state", `Cannot do ${tried} from before: it is ${state} since then`, { state, at });
}

function statusEvent(
  type: "OpenQueue" | "PauseQueue" | "CloseQueue",
): { readonly status: QueueStatus; readonly event: "QueueOpened" | "QueuePaused" | "QueueClosed" } {
  switch (type) {
    case "OpenQueue":
      return { status: "open", event: "QueueOpened" };
    case "PauseQueue":
      return { status: "paused", event: "QueuePaused" };
    case "CloseQueue":
      return { status: "closed", event: "QueueClosed" };
    default:
      return assertNever(type);
  }
}

/** Archives a queue that nobody is in. */
export function decideArchive(situation: Situation, command: CommandOf<"ArchiveQueue">): QueueDecision {
  const { state } = situation;
  if (state.header.isArchived) return accept();
  const people = state.inQueue() + state.waitlist.count;
  if (people > 0) {
    return refuse("queue_not_empty", `Cannot archive the queue: ${people} people are in it`, {
      inQueue: people,
    });
  }
  return accept({ type: "QueueArchived", ...stamp(situation), reasonId: command.reasonId });
}

/** Records whether a provider of this queue works, and when they are back. */
export function decideProvider(situation: Situation, command: CommandOf<"SetProviderStatus">): QueueDecision {
  const { providerId, status, until, reasonId } = command;
  const { state, config } = situation;
  if (!config.providerIds.includes(providerId)) {
    return refuse("provider_unknown", `Cannot set the status of provider ${providerId}: not of this queue`);
  }
  const present = presenceOf(state.header, providerId);
  if (present.status === status && present.until === until && present.reasonId === reasonId) return accept();
  const late = refusedLate(situation, { tried: command.type, state: present.status, at: present.since });
  if (late !== null) return late;
  return accept({
    type: "ProviderStatusSet",
    ...claimedStamp(situation),
    providerId,
    status,
    until,
    reasonId,
  });
}
