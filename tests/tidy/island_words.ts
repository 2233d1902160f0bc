/**
 * Which words an island says, and whether its page gives them: a page hands over only entries below some prefixes, and
 * a key beyond them would be read by a person as it stands. Read from texts, through the imports of the island.
 */
import { parseImports, resolveImport } from "./imports.ts";
import type { Finding, Source } from "./tree.ts";

const ISLAND = /<Island\b[^>]*?\bcomponent=\{(\w+)\}/g;
const GIVEN = /(?:\bWORDS = |\bwordsFor\(\w+, )(\[[^\]]*\])/g;
const KEY = /"([a-z]+(?:\.[a-zA-Z0-9]+)+)"/g;
const MADE_KEY = /`([a-z]+\.(?:[a-zA-Z0-9]+\.)*)\$\{/g;

/** The first groups of every match. */
function groups(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, group = ""]) => group);
}

function importsOf(path: string, text: string): readonly string[] {
  return parseImports(text).filter(({ isTypeOnly }) => !isTypeOnly).map(({ specifier }) =>
    resolveImport(path, specifier)
  ).filter((target) => target !== null);
}

/** The scripts that `entry` brings into the browser, itself included. */
function reachedFrom(entry: string, texts: ReadonlyMap<string, string>): readonly string[] {
  const reached = new Set<string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const text = texts.get(path);
    if (reached.has(path) || text === undefined) continue;
    reached.add(path);
    waiting.push(...importsOf(path, text));
  }
  return [...reached];
}

/** Of the scripts below `entry` those that speak, and those that one of them takes its keys from. */
function speakingBelow(entry: string, texts: ReadonlyMap<string, string>): readonly string[] {
  const speaking = reachedFrom(entry, texts).filter((path) => /\bsay\b/.test(texts.get(path) ?? ""));
  return speaking.flatMap((path) => [path, ...importsOf(path, texts.get(path) ?? "")]);
}

/** What a script says and none of `prefixes` gives: keys, and beginnings of keys that it completes itself. */
function missingIn(
  text: string,
  { keys, prefixes }: { readonly keys: ReadonlySet<string>; readonly prefixes: readonly string[] },
): readonly string[] {
  const isGiven = (key: string) => prefixes.some((prefix) => key.startsWith(prefix));
  const whole = groups(text, KEY).filter((key) => keys.has(key) && !isGiven(key));
  // Of a beginning some entries are enough: which ones it can become is the script's affair.
  const isBegun = (start: string) => isGiven(start) || prefixes.some((prefix) => prefix.startsWith(start));
  const isReal = (start: string) => [...keys].some((key) => key.startsWith(start));
  const made = groups(text, MADE_KEY).filter((start) => isReal(start) && !isBegun(start));
  return [...new Set([...whole, ...made])];
}

/** The file from which `name` is imported in the script `path`, or null. */
function originOf(name: string, { path, text }: Source): string | null {
  const [, specifier = ""] = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "([^"]+)"`).exec(text) ??
    [];
  return resolveImport(path, specifier);
}

/** Every key that an island says and its page does not give. */
export function findMissingWords(
  sources: readonly Source[],
  keys: ReadonlySet<string>,
): readonly Finding[] {
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  return sources.filter(({ path }) => path.startsWith("routes/")).flatMap((page) => {
    const prefixes = groups(page.text, GIVEN).flatMap((list) => groups(list, /"([^"]+)"/g));
    const entries = groups(page.text, ISLAND).map((name) => originOf(name, page)).filter((path) =>
      path !== null
    );
    const scripts = new Set(entries.flatMap((entry) => speakingBelow(entry, texts)));
    return [...scripts].flatMap((script) =>
      missingIn(texts.get(script) ?? "", { keys, prefixes }).map((key): Finding => ({
        path: page.path,
        rule: "island words",
        advice: `${script} says "${key}", which the page does not give: add its prefix to WORDS`,
      }))
    );
  });
}
