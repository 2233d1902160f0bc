/**
 * The arithmetic of the measurements: medians over rounds and quantiles over requests. Pure; it neither measures
 * nor prints.
 */

/** What is kept of a set of latencies, in milliseconds; all zero when there were none. */
export interface Latencies {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** A value over its rounds: the median and the noise around it. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

const ascending = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);

/**
 * The least value that at least `share` of `sorted` does not exceed (nearest rank).
 * @throws RangeError for an empty list, and for a share outside (0, 1].
 */
export function quantile(sorted: readonly number[], share: number): number {
  if (share <= 0 || share > 1) throw new RangeError(`Cannot take the quantile ${share}: not in (0, 1]`);
  const value = sorted[Math.ceil(sorted.length * share) - 1];
  if (value === undefined) throw new RangeError("Cannot take a quantile of nothing");
  return value;
}

/**
 * The middle of `values`, the mean of the two middle ones when their number is even.
 * @throws RangeError for an empty list.
 */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const half = sorted.length / 2;
  const high = sorted[Math.floor(half)];
  if (high === undefined) throw new RangeError("Cannot take the median of nothing");
  return Number.isInteger(half) ? ((sorted[half - 1] ?? high) + high) / 2 : high;
}

/** Sums up latencies in milliseconds. */
export function latenciesOf(values: readonly number[]): Latencies {
  if (values.length === 0) return { count: 0, p50: 0, p95: 0, p99: 0, max: 0 };
  const sorted = ascending(values);
  return {
    count: sorted.length,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    max: quantile(sorted, 1),
  };
}

/**
 * Sums up one value over its rounds.
 * @throws RangeError when there was no round.
 */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = ascending(values);
  return {
    median: median(values),
    min: quantile(sorted, Number.MIN_VALUE),
    max: quantile(sorted, 1),
    rounds: values.length,
  };
}
