/**
 * Every bound of the runtime in one place, with what ties them to each other and to the store. Nothing here is
 * read from the environment: a test passes its own limits, production uses {@link LIMITS}.
 */
import { assert } from "../shared/assert.ts";

/** The store's own walls (Deno KV 2.9, embedded and over KV Connect). */
export const STORE_VALUE_BYTES_MAX = 65_536;
export const STORE_COMMIT_BYTES_MAX = 819_200;
export const STORE_COMMIT_KEY_BYTES_MAX = 81_920;
export const STORE_MUTATIONS_MAX = 1_000;
/** Keys of one `getMany`. */
export const STORE_READS_MAX = 10;

export interface RuntimeLimits {
  /** Commands that may wait for one actor; one more is `overloaded`. */
  readonly mailboxCommandsMax: number;
  /** Commands that one commit carries at most. */
  readonly batchCommandsMax: number;
  /** Bytes of events after which a batch takes no further command. */
  readonly batchBytesMax: number;
  readonly batchMutationsMax: number;
  readonly batchKeyBytesMax: number;
  /** Bytes of one log value or snapshot part. */
  readonly valueBytesMax: number;
  /** Bytes of one event as JSON. */
  readonly eventBytesMax: number;
  /** Rounds of `due` in one turn; more is due at once in the next. */
  readonly dueRoundsMax: number;
  /** Tries of one batch before its callers hear `contended`. */
  readonly commitTriesMax: number;
  readonly backoffBaseMs: number;
  readonly backoffMaxMs: number;
  /** How long a commit may stay unanswered before its outcome counts as unknown. */
  readonly commitTimeoutMs: number;
  readonly readTimeoutMs: number;
  /** How long commands are refused at once after the store failed. */
  readonly storeDownMs: number;
  /** How long a read waits for the commit in flight before it is shown the state before it. */
  readonly readPatienceMs: number;
  /** Idempotency keys that one actor remembers; older ones are read from the store. */
  readonly knownKeysMax: number;
  readonly idempotencyMs: number;
  readonly quarantineMs: number;
  readonly quarantinedMax: number;
  /** Claims of which this process remembers who holds them. */
  readonly claimsKnownMax: number;
  readonly snapshotEventsMin: number;
  /** A snapshot is due when the events since the last exceed its rows times this. */
  readonly snapshotRowsFactor: number;
  /** With more commands than this waiting, a snapshot may be late by the factor below. */
  readonly snapshotBusyMailbox: number;
  readonly snapshotBusyFactor: number;
  /** Bytes of snapshot parts written by one commit. */
  readonly snapshotCommitBytesMax: number;
  readonly residentActorsMax: number;
  readonly actorIdleMs: number;
  readonly evictionIntervalMs: number;
  /** Values that one read of the log fetches. */
  readonly logValuesPerRead: number;
  readonly loadTriesMax: number;
  readonly hotPollMs: number;
  readonly wakeIntervalMs: number;
  readonly wakeShards: number;
  readonly wakesPerShardMax: number;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly clockSkewMsMax: number;
  /** How long a reader waits before it looks for what no nudge told it of. */
  readonly readerScanMs: number;
  readonly readerEventsMax: number;
  /** Events after which a reader stores a cursor that only skipped. */
  readonly readerSkipMax: number;
}

export const LIMITS: RuntimeLimits = {
  mailboxCommandsMax: 20_000,
  batchCommandsMax: 500,
  batchBytesMax: 160 * 1024,
  batchMutationsMax: 800,
  batchKeyBytesMax: 60_000,
  valueBytesMax: 60 * 1024,
  eventBytesMax: 48 * 1024,
  dueRoundsMax: 5,
  commitTriesMax: 8,
  backoffBaseMs: 4,
  backoffMaxMs: 400,
  commitTimeoutMs: 3_000,
  readTimeoutMs: 2_000,
  storeDownMs: 500,
  readPatienceMs: 25,
  knownKeysMax: 50_000,
  idempotencyMs: 48 * 3_600_000,
  quarantineMs: 60_000,
  quarantinedMax: 1_000,
  claimsKnownMax: 500_000,
  snapshotEventsMin: 10_000,
  snapshotRowsFactor: 1,
  snapshotBusyMailbox: 32,
  snapshotBusyFactor: 2,
  snapshotCommitBytesMax: 600 * 1024,
  residentActorsMax: 6_000,
  actorIdleMs: 10 * 60_000,
  evictionIntervalMs: 30_000,
  logValuesPerRead: 100,
  loadTriesMax: 3,
  hotPollMs: 3_000,
  wakeIntervalMs: 1_000,
  wakeShards: 8,
  wakesPerShardMax: 200,
  leaseMs: 5_000,
  heartbeatMs: 2_000,
  clockSkewMsMax: 2_000,
  readerScanMs: 10_000,
  readerEventsMax: 500,
  readerSkipMax: 2_000,
};

/** Bytes counted for a value in a commit whose exact size is not known: claims, keys, wake-ups, small records. */
export const SMALL_VALUE_BYTES = 512;

/** Throws when the limits contradict each other or the store. */
export function checkLimits(limits: RuntimeLimits): RuntimeLimits {
  const worstBatchBytes = limits.batchBytesMax + limits.eventBytesMax +
    limits.batchMutationsMax * SMALL_VALUE_BYTES;
  assert(limits.valueBytesMax < STORE_VALUE_BYTES_MAX, "Log values must fit the store's values");
  assert(limits.eventBytesMax + 4_096 < limits.valueBytesMax, "An event must fit a log value");
  assert(worstBatchBytes < STORE_COMMIT_BYTES_MAX, "A batch must fit a commit of the store");
  assert(limits.batchMutationsMax < STORE_MUTATIONS_MAX, "A batch's mutations must fit a commit");
  assert(limits.batchKeyBytesMax < STORE_COMMIT_KEY_BYTES_MAX, "A batch's keys must fit a commit");
  assert(limits.snapshotCommitBytesMax + limits.valueBytesMax < STORE_COMMIT_BYTES_MAX, "Parts must fit");
  assert(limits.knownKeysMax > 2 * limits.mailboxCommandsMax, "Keys must outlive a full mailbox");
  assert(limits.batchCommandsMax <= limits.mailboxCommandsMax, "A batch must fit the mailbox");
  assert(limits.heartbeatMs < limits.leaseMs, "A lease must outlive a heartbeat");
  return limits;
}
