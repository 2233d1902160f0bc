/**
 * How the tasks read what follows their name. `deno task x -- --a 1` hands the lone `--` on to the script, so it
 * means nothing here.
 */

/**
 * The options in `raw` by name: `--name=value`, `--name value`, or `--name` alone, which reads as "true".
 * @throws RangeError for anything else, and for a name not in `known`, so that a typing error is not ignored.
 */
export function parseArguments<Name extends string>(
  raw: readonly string[],
  known: readonly Name[],
): Partial<Record<Name, string>> {
  const words = raw.filter((word) => word !== "--");
  const options: Partial<Record<Name, string>> = {};
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    const [, written = "", value] = /^--([a-z][a-z-]*)(?:=(.*))?$/s.exec(word) ?? [];
    const name = known.find((candidate) => candidate === written);
    if (name === undefined) {
      throw new RangeError(
        `Unknown argument ${word}: known are ${known.map((each) => `--${each}`).join(", ")}`,
      );
    }
    const next = words[index + 1];
    const takesNext = value === undefined && next !== undefined && !next.startsWith("--");
    options[name] = value ?? (takesNext ? next : "true");
    if (takesNext) index++;
  }
  return options;
}
