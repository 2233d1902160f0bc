/**
 * What the bench and its load clients say to each other, as schemas: both sides parse what they get. Shapes only.
 */
import { z } from "zod";

const count = z.int().nonnegative();
const Latencies = z.object({
  count,
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
  /** Replies other than the expected, by status or error. */
  failures: z.record(z.string(), count),
});
export type RecordedLatencies = z.infer<typeof Latencies>;

/** Saturate `url` with S0's join request; `pid` is the server's, whose thread is watched meanwhile. */
export const ThroughputOrder = z.object({
  url: z.string(),
  pid: z.int(),
  connections: z.int().positive(),
  seconds: z.int().positive(),
  /** How many requests to make for each second: more than the server answers, as each is meant to be sent once. */
  perSecondMax: z.int().positive(),
  /** Begins every patient id: another one for every server that has a store. */
  prefix: z.string(),
});
export type ThroughputOrder = z.infer<typeof ThroughputOrder>;

export const ThroughputReport = z.object({
  perSecond: z.number(),
  failed: count,
  /** The share of the time in which the server's thread worked or waited for a core. */
  busy: z.number(),
  /** What one reply cost the server's thread, in microseconds: holds on a machine that others use too. */
  threadMicros: z.number(),
});
export type ThroughputReport = z.infer<typeof ThroughputReport>;

/** What the operations client can be told to do to one queue; `Open` comes first. */
export const OperationsOrder = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("open"),
    port: z.int(),
    queueId: z.string(),
    bearer: z.string(),
    prefix: z.string(),
  }),
  /** Join `count` people as fast as it goes. */
  z.object({ kind: z.literal("fill"), count }),
  /** Join people as staff, each a new person, and keep their patient ids: they are in line elsewhere. */
  z.object({ kind: z.literal("fill_elsewhere"), queueId: z.string(), count }),
  /** Join : position : call-next + complete = 4 : 4 : 2, open loop. */
  z.object({ kind: z.literal("mix"), perSecond: z.number().positive(), seconds: z.number().positive() }),
  /** Joins, of which `repeatedPercent` are by people already in line, here or elsewhere. */
  z.object({
    kind: z.literal("joins"),
    perSecond: z.number().positive(),
    seconds: z.number().positive(),
    repeatedPercent: z.int().min(0).max(100),
  }),
  /** S0's script: a join, a second's pause, a look at the position. */
  z.object({ kind: z.literal("s0"), perSecond: z.number().positive(), count }),
  /** Ask everybody's position: are they 1…n, each once? */
  z.object({ kind: z.literal("places") }),
]);
export type OperationsOrder = z.infer<typeof OperationsOrder>;

export const Done = z.object({ done: count, failures: z.record(z.string(), count) });
export type Done = z.infer<typeof Done>;
export const MixReport = z.object({
  all: Latencies,
  join: Latencies,
  position: Latencies,
  callNext: Latencies,
  complete: Latencies,
});
export type MixReport = z.infer<typeof MixReport>;
export const JoinsReport = z.object({ others: Latencies, repeated: Latencies });
export type JoinsReport = z.infer<typeof JoinsReport>;
export const S0Report = z.object({ join: Latencies, position: Latencies });
export type S0Report = z.infer<typeof S0Report>;
export const PlacesReport = z.object({ people: count, distinct: count, outside: count, unanswered: count });
export type PlacesReport = z.infer<typeof PlacesReport>;

/** What the stream client can be told to do. `Join` and `Open` come first. */
export const StreamsOrder = z.discriminatedUnion("kind", [
  /** For each queue: people who will be called, then people who will watch. */
  z.object({
    kind: z.literal("join"),
    port: z.int(),
    bearer: z.string(),
    queueIds: z.array(z.string()),
    called: count,
    watching: count,
  }),
  /** Opens a stream for everybody who watches and waits for its first view; the program may have a new port. */
  z.object({ kind: z.literal("open"), port: z.int() }),
  /** Opens `count` streams of a server without queues. */
  z.object({ kind: z.literal("open_bare"), port: z.int(), count }),
  /** Keeps `watching` streams of each queue and closes the others. */
  z.object({ kind: z.literal("keep"), watching: count }),
  /** Calls people in every queue for a while and measures when everybody saw it. */
  z.object({
    kind: z.literal("change"),
    perSecondAndQueue: z.number().positive(),
    seconds: z.number().positive(),
  }),
]);
export type StreamsOrder = z.infer<typeof StreamsOrder>;

export const StreamsOpened = z.object({ open: count, lost: count });
export type StreamsOpened = z.infer<typeof StreamsOpened>;
export const ChangesReport = z.object({
  seen: Latencies,
  /** The reply to the change itself. */
  replied: Latencies,
  /** Views that never came within the time allowed. */
  missing: count,
  ended: count,
});
export type ChangesReport = z.infer<typeof ChangesReport>;

/** What the engine client can be told to measure. */
export const EngineOrder = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("joins"), warm: count, count }),
  z.object({ kind: z.literal("costs"), lengths: z.array(count), rounds: count, slices: count }),
  z.object({ kind: z.literal("recompute"), people: count, rounds: count }),
]);
export type EngineOrder = z.infer<typeof EngineOrder>;

export const EngineJoins = z.object({ perSecond: z.number() });
/** Microseconds an operation, one list for each length. */
export const EngineCosts = z.object({ costs: z.array(z.array(z.number())) });
export const EngineRecompute = z.object({ times: z.array(z.number()), promised: count });
