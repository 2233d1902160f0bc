/**
 * Reads the report that `deno test --junit-path` writes. It counts tests, not their steps: a failed step fails its
 * test already; only a skipped step is counted by itself, because its test may pass.
 */

export interface TestOutcome {
  readonly name: string;
  readonly file: string;
  readonly result: "passed" | "failed" | "skipped";
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };

const SUITE = /<testsuite name="([^"]*)"[^>]*>([^]*?)<\/testsuite>/g;
const TEST_CASE = /<testcase name="([^"]*)"[^>]*?(?:\/>|>([^]*?)<\/testcase>)/g;
/** What stands between the names of a test and its step. */
const STEP_MARK = " > ";

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole: string, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      return ENTITIES[name ?? ""] ?? whole;
    },
  );
}

/** The test cases of a report in its order, steps left out but for the skipped ones. */
export function readReport(xml: string): readonly TestOutcome[] {
  const cases = [...xml.matchAll(SUITE)].flatMap(([, file = "", suite = ""]) =>
    [...suite.matchAll(TEST_CASE)].map(([, name = "", body = ""]): TestOutcome => ({
      name: decode(name),
      file: decode(file),
      result: /<(?:failure|error)[ />]/.test(body)
        ? "failed"
        : body.includes("<skipped")
        ? "skipped"
        : "passed",
    }))
  );
  // A suite holds what was defined in one file, so a step that another file defines is not beside its test.
  const names = new Set(cases.map(({ name }) => name));
  const isStep = (name: string) =>
    name.split(STEP_MARK).slice(0, -1).some((_, index, parts) =>
      names.has(parts.slice(0, index + 1).join(STEP_MARK))
    );
  return cases.filter(({ name, result }) => result === "skipped" || !isStep(name));
}
