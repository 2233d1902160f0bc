/** Which letter a press of a key means, on whatever layout. Pure; what the letter asks for is each page's own. */

/** The Latin letter of a press; null for anything else. */
export function letterOf(
  { key, code }: {
    readonly key: string;
    /** The key's place on the keyboard: an Arabic layout has no `n`, but it has that place. */
    readonly code: string;
  },
): string | null {
  const letter = key.toLowerCase();
  if (/^[a-z]$/.test(letter)) return letter;
  // Another script's letter: the place of the key says which one is meant.
  return /^\p{L}$/u.test(key) ? /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? null : null;
}
