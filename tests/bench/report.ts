/**
 * What a bench hands out: one row for each measure, as a table to read and as JSON for scripts (SPEC §16). Pure; it
 * neither measures nor judges, a limit is information and not a verdict.
 */
import type { Spread } from "./statistics.ts";

/** One measure. `value` is the median over the rounds, `min` and `max` are the noise around it. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is held against: an aim of SPEC §13, or another measure of the same run; null: nothing. */
  readonly limit: number | null;
  /** `value / limit`, null where there is no limit. */
  readonly ratio: number | null;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  /** What a reader needs to trust the number: how busy the server was, what failed. */
  readonly note: string;
}

export interface MeasureOptions {
  readonly unit: string;
  readonly limit?: number | null;
  readonly note?: string;
}

/** Three digits after the point for small numbers, none for large ones: more is noise. */
function rounded(value: number): number {
  const digits = Math.abs(value) >= 1_000 ? 0 : Math.abs(value) >= 10 ? 2 : 3;
  return Number(value.toFixed(digits));
}

/** The row for `name` over its rounds. */
export function measureOf(
  name: string,
  options: MeasureOptions & { readonly spread: Spread },
): Measure {
  const { spread, unit, limit = null, note = "" } = options;
  return {
    name,
    value: rounded(spread.median),
    unit,
    limit: limit === null ? null : rounded(limit),
    ratio: limit === null || limit === 0 ? null : Number((spread.median / limit).toFixed(3)),
    min: rounded(spread.min),
    max: rounded(spread.max),
    rounds: spread.rounds,
    note,
  };
}

const COLUMNS = ["name", "value", "unit", "min", "max", "rounds", "limit", "ratio"] as const;

/** The rows as aligned columns, notes last. */
export function tableOf(measures: readonly Measure[]): string {
  const rows = [
    [...COLUMNS, "note"],
    ...measures.map((measure) => [...COLUMNS.map((column) => String(measure[column] ?? "–")), measure.note]),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const isText = (column: number) => COLUMNS[column] === "name" || COLUMNS[column] === "unit";
  return rows.map((row) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return isText(column) ? cell.padEnd(width) : cell.padStart(width);
    }).join("  ").trimEnd()
  ).join("\n");
}

/** The rows as the JSON that `--json` writes. */
export function jsonOf(measures: readonly Measure[]): string {
  return `${JSON.stringify(measures, null, 2)}\n`;
}

/** What went wrong over all `counted`, as `12× 409 queue_full`; empty when nothing did. */
export function failuresOf(
  counted: readonly { readonly failures: Readonly<Record<string, number>> }[],
): string {
  const sums = new Map<string, number>();
  for (const { failures } of counted) {
    for (const [name, count] of Object.entries(failures)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums].map(([name, count]) => `${count}× ${name}`).join(", ");
}

/** A note of several parts; empty ones are left out. */
export function noteOf(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("; ");
}

/** S0's bound, for whatever is measured here: a server that refuses is fast. */
const FAILED_SHARE_MAX = 0.01;

/** @throws Error when more than 1% of all `counted` failed: their times then say nothing. */
export function assertSound(
  counted: readonly { readonly count: number; readonly failures: Readonly<Record<string, number>> }[],
): void {
  const all = counted.reduce((sum, { count }) => sum + count, 0);
  const failed = counted.flatMap(({ failures }) => Object.values(failures)).reduce(
    (sum, each) => sum + each,
    0,
  );
  if (all === 0 || failed > all * FAILED_SHARE_MAX) {
    throw new Error(`Cannot measure: ${failed} of ${all} requests failed (${failuresOf(counted)})`);
  }
}
