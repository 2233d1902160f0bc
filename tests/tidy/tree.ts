/**
 * The project's sources as the tidy tests see them: paths relative to the root, and their text. It reads files and
 * judges nothing.
 */

export interface Source {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A broken rule: where, which, and what to do. */
export interface Finding {
  readonly path: string;
  readonly rule: string;
  readonly advice: string;
}

const ROOT = new URL("../../", import.meta.url);
const PROGRAM_FOLDERS = ["actors", "routes", "islands"];
const SCRIPT = /\.tsx?$/;

/** The text of a file of the project. */
export function readProjectFile(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, ROOT));
}

/** The files below `folder` whose path fits `pattern`, sorted; a missing folder has none. */
async function listFiles(folder: string, pattern: RegExp): Promise<readonly string[]> {
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(new URL(`${folder}/`, ROOT))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) found.push(...await listFiles(path, pattern));
      else if (pattern.test(path)) found.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort();
}

async function readAll(paths: readonly string[]): Promise<readonly Source[]> {
  return await Promise.all(paths.map(async (path) => ({ path, text: await readProjectFile(path) })));
}

/** Every script of the program: `actors/`, `routes/`, `islands/` and, once it exists, `main.ts`. */
export async function readProgram(): Promise<readonly Source[]> {
  const folders = await Promise.all(PROGRAM_FOLDERS.map((folder) => listFiles(folder, SCRIPT)));
  const roots: string[] = [];
  for await (const entry of Deno.readDir(ROOT)) if (SCRIPT.test(entry.name)) roots.push(entry.name);
  return readAll([...folders.flat(), ...roots]);
}

/** Every file of words that people read or write: scripts, styles, documents, settings. */
export async function readTexts(): Promise<readonly Source[]> {
  const text = /\.(?:tsx?|css|json|md|webmanifest)$/;
  const folders = [...PROGRAM_FOLDERS, "tests", "docs", "static/i18n", "static/styles"];
  const nested = await Promise.all(folders.map((folder) => listFiles(folder, text)));
  const roots: string[] = [];
  for await (const entry of Deno.readDir(ROOT)) {
    if (entry.isFile && (text.test(entry.name) || entry.name.endsWith(".yml"))) roots.push(entry.name);
  }
  return readAll([...nested.flat(), ...roots]);
}

/** The paths of all tests, for rules that ask whether one exists. */
export function listTests(): Promise<readonly string[]> {
  return listFiles("tests", /_(?:test|long)\.tsx?$/);
}

/** Findings as the text of a failure, one line each. */
export function describeFindings(findings: readonly Finding[]): string {
  return `\n${findings.map(({ path, rule, advice }) => `${path}: ${rule}: ${advice}`).join("\n")}\n`;
}
