/**
 * From "what was changed when" and "what each stream saw when" to the time a change takes to reach every screen.
 * Pure: it pairs the two by the version of the queue, so a view that contains two changes counts for both.
 */

/** A change of one queue: its planned start and the version that contains it. */
export interface QueueChange {
  readonly plannedAt: number;
  readonly version: number;
}

/** The views one stream got, in order: `versions[i]` arrived at `times[i]`. */
export interface Sightings {
  readonly versions: readonly number[];
  readonly times: readonly number[];
}

/**
 * For each change the milliseconds from its planned start until the stream's first view with its version or a later
 * one; null where none came. `changes` must rise by version.
 */
export function delaysOf(changes: readonly QueueChange[], seen: Sightings): readonly (number | null)[] {
  let next = 0;
  return changes.map(({ plannedAt, version }) => {
    while (next < seen.versions.length && (seen.versions[next] ?? 0) < version) next++;
    const at = seen.times[next];
    return at === undefined ? null : at - plannedAt;
  });
}
