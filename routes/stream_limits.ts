/**
 * Every number of the live streams, with its unit. Nothing else belongs here.
 */

/** Least time between two views to the same client: at most four a second. */
export const CONFLATE_MS = 250;
/** Views made and written between two yields to other work. */
export const SLICE_VIEWS_MAX = 250;
/** Queues whose views are made at the same time: one that waits for its commit must not hold up the others. */
export const FLUSHES_MAX = 64;
/** Discrete events that wait for a slow client; one more and it gets a fresh view instead. */
export const RING_EVENTS_MAX = 32;
/** The same for a desk, which is told of every change of every ticket. */
export const DESK_RING_EVENTS_MAX = 256;
/** A heartbeat to every client so often: as many beats of one second. */
export const HEARTBEAT_BEATS = 15;
export const BEAT_MS = 1_000;
/** While anyone looks, waits are computed anew so often. */
export const RECOMPUTE_BEATS = 30;
/** A client that has taken nothing for so long while something waited is dropped. */
export const STUCK_MS_MAX = 60_000;
/** Events of the log that a resume reads at most; beyond them a fresh view says that there was a gap. */
export const RESUME_EVENTS_MAX = 1_000;
/** What a client waits before it connects again, plus up to as much again at random. */
export const RETRY_MS = 2_000;
export const STREAMS_PER_CREDENTIAL_MAX = 20;
/** One display id may hang on every wall of a building. */
export const STREAMS_PER_DISPLAY_MAX = 200;
/** When to come back after a refusal for want of room. */
export const REFUSED_RETRY_MS = 10_000;
