/**
 * The promised wait by rule (SPEC §5, 1): the work ahead over the providers who work, with the spread of a gamma sum.
 * It is uncalibrated and knows no factors; a learned estimator stands behind the same {@link Estimator} type.
 */
import type { Ticket } from "../queue/schema.ts";
import type { QueueState, Work } from "../queue/state.ts";
import { headlineOf, rangeLowOf, type Wait } from "../shared/wait.ts";
import { gammaQuantiles } from "./gamma.ts";

/** Standard deviation ÷ mean of a single service. */
export const SERVICE_CV = 0.6;
const SERVICE_CV_SQUARED = SERVICE_CV * SERVICE_CV;
/** With a cleared prior no number is promised before so many services were completed. */
export const SERVICES_MIN = 5;
/** How many tickets, the oldest first, are looked at for measured services. */
const MEASURED_TICKETS_MAX = 2_000;
/** In a queue with a cleared type: how many of the line are looked at for somebody of it. */
const TYPED_TICKETS_MAX = 500;
/** How long the progress of those being served may be taken as it was: far below the step of a headline. */
const PROGRESS_STALE_MS = 1_000;
const MINUTE_MS = 60_000;

/** Someone called or being served: the expected service, and how much of it is over (0 before its start). */
export interface ServiceInProgress {
  readonly priorMinutes: number;
  readonly elapsedMinutes: number;
}

/** Everything that the rule looks at. */
export interface WaitFacts extends Work {
  /** Available or busy; may be 0. */
  readonly providersWorking: number;
  readonly inProgress: readonly ServiceInProgress[];
  readonly servicesCompleted: number;
  /** False when an administrator cleared the prior. */
  readonly hasPrior: boolean;
}

/**
 * The wait of whoever has `work` ahead in `state`, or null when no number can be promised. Every predictor stands
 * behind this type; it must be fast enough for a reply (a few microseconds) and must not change `state`.
 */
export type Estimator = (state: QueueState, work: Work) => Wait | null;

/** What is still to be done for those called or being served: a sum of independent times. */
interface Remaining {
  readonly people: number;
  readonly minutes: number;
  readonly variance: number;
}

/** The part of an estimate that everyone in the queue shares. */
interface Shared {
  readonly header: QueueState["header"];
  readonly at: number;
  readonly providersWorking: number;
  readonly remaining: Remaining;
  readonly isKnown: boolean;
  /** Minutes of a service as measured, for everyone in a queue whose prior is cleared; null: the priors hold. */
  readonly measured: number | null;
}

/**
 * The wait by rule; null when nobody works, or the prior is cleared and fewer than {@link SERVICES_MIN} services
 * were completed, or nothing is known of the services ahead.
 */
export function estimateWait(facts: WaitFacts): Wait | null {
  if (!isPromisable(facts)) return null;
  return waitFor(facts, {
    providersWorking: facts.providersWorking,
    remaining: remainingOf(facts.inProgress),
  });
}

/**
 * The estimator by rule. `now` tells how far the services in progress are (epoch ms). With a cleared prior everyone
 * counts with the mean of the services measured here. About 1 µs an estimate.
 */
export function createEstimator(now: () => number): Estimator {
  const sharedByState = new WeakMap<QueueState, Shared>();
  return (state, work) => {
    const at = now();
    const known = sharedByState.get(state);
    // The header is a value that every event replaces and a rewind puts back: its identity names the version.
    if (known !== undefined && known.header === state.header && at - known.at <= PROGRESS_STALE_MS) {
      return promise(work, known);
    }
    const shared = shareOf(state, { at, known });
    sharedByState.set(state, shared);
    return promise(work, shared);
  };
}

function promise(work: Work, shared: Shared): Wait | null {
  if (!shared.isKnown) return null;
  const { measured } = shared;
  if (measured === null) return waitFor(work, shared);
  const { people } = work;
  return waitFor(
    { people, minutes: people * measured, minutesSquared: people * measured * measured },
    shared,
  );
}

function isPromisable(
  { providersWorking, servicesCompleted, hasPrior }: {
    readonly providersWorking: number;
    readonly servicesCompleted: number;
    readonly hasPrior: boolean;
  },
): boolean {
  return providersWorking > 0 && (hasPrior || servicesCompleted >= SERVICES_MIN);
}

function shareOf(
  state: QueueState,
  { at, known }: { readonly at: number; readonly known: Shared | undefined },
): Shared {
  const { header } = state;
  const hasPrior = isPriorKnown(state);
  const providersWorking = state.workingProviders();
  const { servicesCompleted } = header;
  const isKnown = isPromisable({ providersWorking, servicesCompleted, hasPrior });
  const isMeasuredAlready = known !== undefined && known.header.servicesCompleted === servicesCompleted;
  const measured = hasPrior || !isKnown
    ? null
    : (isMeasuredAlready ? known.measured : null) ?? measuredMinutes(state);
  const inProgress: ServiceInProgress[] = [];
  for (const ticket of state.called()) inProgress.push(progressOf(ticket, { state, at, measured }));
  for (const ticket of state.serving()) inProgress.push(progressOf(ticket, { state, at, measured }));
  return { header, at, providersWorking, remaining: remainingOf(inProgress), isKnown, measured };
}

/** False when the queue's prior is cleared, or that of the type of somebody who counts. */
function isPriorKnown(state: QueueState): boolean {
  const { config } = state.header;
  if (config === null || config.defaultServiceMinutes === null) return false;
  if (Object.values(config.serviceMinutes).every((minutes) => minutes !== null)) return true;
  return allKnown(state, state.called()) && allKnown(state, state.serving()) &&
    allKnown(state, state.callable.from(0, TYPED_TICKETS_MAX));
}

function allKnown(state: QueueState, tickets: Iterable<Ticket>): boolean {
  for (const ticket of tickets) if (state.priorMinutesOf(ticket) === null) return false;
  return true;
}

/** The mean of the services completed by tickets in memory; 0 when none is. */
function measuredMinutes(state: QueueState): number {
  let count = 0;
  let totalMs = 0;
  for (const ticket of state.issued.from(0, MEASURED_TICKETS_MAX)) {
    if (ticket.state !== "completed" || ticket.startedAt === null || ticket.endedAt === null) continue;
    count++;
    totalMs += ticket.endedAt - ticket.startedAt;
  }
  return count === 0 ? 0 : totalMs / count / MINUTE_MS;
}

function progressOf(
  ticket: Ticket,
  { state, at, measured }: {
    readonly state: QueueState;
    readonly at: number;
    readonly measured: number | null;
  },
): ServiceInProgress {
  const elapsedMs = ticket.startedAt === null ? 0 : Math.max(0, at - ticket.startedAt);
  const priorMinutes = measured ?? state.priorMinutesOf(ticket) ?? 0;
  return { priorMinutes, elapsedMinutes: elapsedMs / MINUTE_MS };
}

/**
 * The elapsed part is taken off each service, but never all of it: a gamma service that has run for long still has
 * its scale (CV² × mean) to go on average, and its variance shrinks from CV² × mean² to that scale squared.
 */
function remainingOf(inProgress: readonly ServiceInProgress[]): Remaining {
  let minutes = 0;
  let variance = 0;
  for (const { priorMinutes, elapsedMinutes } of inProgress) {
    const scale = SERVICE_CV_SQUARED * priorMinutes;
    const left = Math.max(priorMinutes - elapsedMinutes, scale);
    minutes += left;
    variance += scale * left;
  }
  return { people: inProgress.length, minutes, variance };
}

function waitFor(
  work: Work,
  { providersWorking, remaining }: { readonly providersWorking: number; readonly remaining: Remaining },
): Wait | null {
  const isCalledAtOnce = work.people + remaining.people < providersWorking;
  if (isCalledAtOnce) return AT_ONCE;
  const minutes = (work.people > 0 ? work.minutes : 0) + remaining.minutes;
  // People ahead of whom nothing is known: any number would be invented.
  if (minutes <= 0) return work.people + remaining.people > 0 ? null : AT_ONCE;
  const squared = work.people > 0 ? work.minutesSquared : 0;
  const mean = minutes / providersWorking;
  const variance = (SERVICE_CV_SQUARED * squared + remaining.variance) /
    (providersWorking * providersWorking);
  return waitOf(mean, Math.min(variance, mean * mean));
}

function waitOf(mean: number, variance: number): Wait {
  const { p10, p50, p80, p90 } = gammaQuantiles({ mean, variance });
  return {
    p10Minutes: p10,
    medianMinutes: p50,
    p90Minutes: p90,
    headlineMinutes: headlineOf(p80),
    lowMinutes: rangeLowOf(p10),
    highMinutes: headlineOf(p90),
  };
}

/** A provider is free and nobody is before: people are still shown a minute (SPEC §5). */
const AT_ONCE: Wait = waitOf(0, 0);
