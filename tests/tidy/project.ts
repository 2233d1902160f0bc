/**
 * Rules that tie the project's own files together: what is written in one place must be true in the other. They
 * read texts; they run nothing.
 */

/** The variables that a script reads from its environment: `env.get("X")`, `env.X`, `env["X"]`, keys of a schema. */
export function readVariables(text: string): readonly string[] {
  const patterns = [
    /\benv\.get\(\s*["'`]([A-Z][A-Z0-9_]*)["'`]/g,
    /\benv\.([A-Z][A-Z0-9_]*)\b/g,
    /\benv\[\s*["'`]([A-Z][A-Z0-9_]*)["'`]/g,
    /^\s*([A-Z][A-Z0-9_]*):\s*z\./gm,
    /\bread\(\s*["'`]([A-Z][A-Z0-9_]*)["'`]/g,
  ];
  const names = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = ""]) => name));
  return [...new Set(names)].sort();
}

/** The variables that an example file lists, set or commented out. */
export function listedVariables(text: string): readonly string[] {
  return [...text.matchAll(/^(?:#\s*)?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = ""]) => name).sort();
}

/** The variables that the host sets by itself; nobody is asked to set them. */
export const HOST_VARIABLES: readonly string[] = ["DENO_DEPLOY", "DENO_DEPLOYMENT_ID", "DENO_TIMELINE"];
