/**
 * How a test says that it cannot run here. The suite prints the reason at its end and refuses a skipped test
 * without one, so nothing is left out silently.
 */

const REASON = /\[skipped: (.+)\]$/;

/**
 * Name and `ignore` of a test that needs something: pass what is missing, or null when all is there.
 * Use as `Deno.test({ ...needing("store contract holds over denokv", missing), fn })`.
 */
export function needing(
  name: string,
  missing: string | null,
): { readonly name: string; readonly ignore: boolean } {
  return missing === null ? { name, ignore: false } : { name: `${name} [skipped: ${missing}]`, ignore: true };
}

/** The reason that {@link needing} wrote into a test's name, or null. */
export function skipReason(name: string): string | null {
  return REASON.exec(name)?.[1] ?? null;
}
