/**
 * Rules on files as such: their names and folders, words that have no place in them, re-export files, and the test
 * that stands opposite each. Texts are judged as texts, without parsing the language.
 */
import type { Finding, Source } from "./tree.ts";

const FORBIDDEN_FOLDERS = new Set(["common", "helper", "helpers", "lib", "misc", "util", "utils"]);
const FORBIDDEN_FILES = new Set(["helpers", "index", "mod", "types", "utils"]);
const SNAKE_CASE = /^[a-z][a-z0-9_]*(?:\.d)?$/;
/** Spelled in two parts, because this file is read by its own rule. */
const LEFT_OVERS = new RegExp(`\\b(?:${["TO" + "DO", "FIX" + "ME", "XX" + "X"].join("|")})\\b`);
const MERGE_MARK = /^(?:<{7}|>{7})/m;
/** An exported function, class, or constant that holds a function. */
const EXPORTED_BEHAVIOUR =
  /^export\s+(?:default\s|(?:async\s+)?function\b|(?:abstract\s+)?class\b|const\s+\w+(?:\s*:[^=]+)?\s*=\s*(?:async\s*)?(?:function\b|\([^)]*\)[^=;]*=>))/m;

/** Names and folders that say nothing about what is inside, and scripts not in snake case. */
export function findBadNames(paths: readonly string[]): readonly Finding[] {
  return paths.flatMap((path) => {
    const folders = path.split("/").slice(0, -1);
    const name = (path.split("/").at(-1) ?? "").replace(/\.tsx?$/, "");
    const rule = "file name";
    const vague = folders.find((folder) => FORBIDDEN_FOLDERS.has(folder));
    if (vague !== undefined) {
      return [{ path, rule, advice: `${vague}/ says nothing: put the file beside its user` }];
    }
    if (FORBIDDEN_FILES.has(name)) {
      return [{ path, rule, advice: `${name} says nothing: name its main export` }];
    }
    if (!SNAKE_CASE.test(name)) return [{ path, rule, advice: "write scripts' names in snake_case" }];
    return [];
  });
}

/** Scripts that only pass on what others export. */
export function findBarrels(sources: readonly Source[]): readonly Finding[] {
  return sources.flatMap(({ path, text }) => {
    const code = text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "").trim();
    const rest = code.replace(
      /export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s+from\s+["'][^"']+["'];?/g,
      "",
    ).trim();
    if (code === "" || rest !== "") return [];
    return [{ path, rule: "barrel", advice: "it only re-exports: import from where the things are made" }];
  });
}

/** Notes to oneself and marks of an unfinished merge. */
export function findLeftOvers(sources: readonly Source[]): readonly Finding[] {
  return sources.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => {
      const found = LEFT_OVERS.exec(line)?.[0] ?? MERGE_MARK.exec(line)?.[0];
      if (found === undefined) return [];
      return [{
        path: `${path}:${index + 1}`,
        rule: "left-over",
        advice: `${found}: do it, or write an issue`,
      }];
    })
  );
}

/** True for a script that has behaviour to test: it exports a function or a class, not only types and schemas. */
export function hasBehaviour(text: string): boolean {
  return EXPORTED_BEHAVIOUR.test(text);
}

/** Scripts of `actors/` and `routes/` with behaviour and without a test at the same path below `tests/`. */
export function findUntested(sources: readonly Source[], tests: readonly string[]): readonly Finding[] {
  const known = new Set(tests);
  return sources.flatMap(({ path, text }) => {
    if (!/^(?:actors|routes)\//.test(path) || !hasBehaviour(text)) return [];
    const stem = `tests/${path.replace(/\.tsx?$/, "")}_test`;
    if (known.has(`${stem}.ts`) || known.has(`${stem}.tsx`)) return [];
    return [{ path, rule: "mirrored test", advice: `write ${stem}.ts` }];
  });
}
