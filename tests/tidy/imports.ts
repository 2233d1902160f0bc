/**
 * Which file may import which: the graph of folders, read from import statements as text. The direction holds for
 * types too, except in islands, whose types may come from anywhere because they vanish before the browser.
 */
import type { Finding, Source } from "./tree.ts";

export interface Import {
  readonly specifier: string;
  /** True when nothing of it is left at run time. */
  readonly isTypeOnly: boolean;
}

const DOMAINS = ["queue", "prediction", "facility", "consultation"] as const;
const ACTORS = ["shared", "runtime", ...DOMAINS, "identity", "notify", "analytics", "interop"];

/** What each area may import beside its own files. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  runtime: ["shared"],
  queue: ["shared"],
  prediction: ["shared", "queue"],
  facility: ["shared", "queue", "prediction"],
  consultation: ["shared", "queue", "prediction"],
  notify: ["shared", ...DOMAINS],
  analytics: ["shared", ...DOMAINS, "notify"],
  interop: ["shared", ...DOMAINS, "notify", "analytics"],
  identity: ["shared", "runtime"],
  system: ACTORS,
  demo: [...ACTORS, "system"],
  routes: [...ACTORS, "system", "islands"],
  main: [...ACTORS, "system", "demo", "routes"],
  islands: ["shared"],
};

const ACTOR_FOLDERS = new Set([...ACTORS, "demo"]);
const PURE_AREAS = new Set<string>(["shared", ...DOMAINS]);
const PURE_PACKAGES = new Set(["fractional-indexing", "zod"]);
/** The words of each language: values without behaviour, so the lowest folder may hold them. */
const WORDS = /^static\/i18n\/[\w-]+\.json$/;
const TEST_PACKAGES = /^(?:axe-core$|@std\/|deno-std\/|autocannon$|fast-check$|playwright-core$)/;
const HTTP_AREAS = new Set(["routes", "main"]);
const VIEW_AREAS = new Set(["routes", "islands"]);

/** The folder of the graph that a path belongs to, or null for what the graph does not know. */
export function areaOf(path: string): string | null {
  if (path === "main.ts") return "main";
  if (path === "actors/system.ts") return "system";
  const [top, folder, file] = path.split("/");
  if (top === "routes" || top === "islands") return top;
  if (top === "actors" && file !== undefined && folder !== undefined && ACTOR_FOLDERS.has(folder)) {
    return folder;
  }
  return null;
}

/** True when an import or export clause names types only: `type X`, or `{ type A, type B }`. */
function isTypeClause(clause: string): boolean {
  if (/^type\s+[^,]/.test(clause)) return true;
  const names = /^\{([^}]*)\}$/.exec(clause.trim())?.[1]?.split(",").map((name) => name.trim()).filter(
    Boolean,
  );
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith("type "));
}

/** The imports of a script: statements, re-exports, dynamic imports, and files named by `new URL("./…")`. */
export function parseImports(text: string): readonly Import[] {
  const found: Import[] = [];
  const statement =
    /^[ \t]*(?:import|export)\s+((?:type\s+)?(?:\*|\{|[A-Za-z_$])[^"';]*?)\s*\bfrom\s*["']([^"']+)["']/gm;
  for (const [, clause = "", specifier = ""] of text.matchAll(statement)) {
    found.push({ specifier, isTypeOnly: isTypeClause(clause) });
  }
  const bare = /^[ \t]*import\s*["']([^"']+)["']/gm;
  const dynamic = /\bimport\(\s*["']([^"']+)["']/g;
  const worker = /\bnew URL\(\s*["'](\.[^"']+\.tsx?)["']/g;
  for (const pattern of [bare, dynamic, worker]) {
    for (const [, specifier = ""] of text.matchAll(pattern)) found.push({ specifier, isTypeOnly: false });
  }
  return found;
}

/** The project path that a relative specifier in `from` names, or null for a package. */
export function resolveImport(from: string, specifier: string): string | null {
  if (!specifier.startsWith(".")) return null;
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

/** Why a package may not be imported in `area`, or null. */
function packageFault(area: string, specifier: string): string | null {
  if (TEST_PACKAGES.test(specifier)) return `${specifier} is for tests only`;
  if (PURE_AREAS.has(area) && !PURE_PACKAGES.has(specifier)) {
    return `domain folders import no package but ${
      [...PURE_PACKAGES].join(", ")
    }; take ${specifier}'s result as an argument`;
  }
  if (/^hono(?:\/|$)/.test(specifier) && !HTTP_AREAS.has(area)) return "HTTP lives in routes/";
  if (/^(?:@preact\/|preact|lucide\/)/.test(specifier) && !VIEW_AREAS.has(area)) {
    return "views live in routes/ and islands/";
  }
  return null;
}

/** Why `from` may not import `to`, or null. */
function directionFault(from: string, to: string): string | null {
  const area = areaOf(from);
  const target = areaOf(to);
  if (area === "shared" && WORDS.test(to)) return null;
  if (area === null) return "the file lies in no folder of the layout: move it into one";
  if (target === null) return `${to} is no part of the program: move what you need into it`;
  if (area === target || MAY_IMPORT[area]?.includes(target)) return null;
  const allowed = MAY_IMPORT[area] ?? [];
  return `must not import ${to}: ${area} may import ${allowed.join(", ") || "only its own files"}`;
}

/** A folder's store may name the shape of the store it is given; it is still given it. */
function isStoreShape(path: string, specifier: string): boolean {
  return path.endsWith("/store.ts") && specifier === "../runtime/deps.ts";
}

/** Every import against the direction of the graph, and every package where it does not belong. */
export function findWrongImports(sources: readonly Source[]): readonly Finding[] {
  return sources.flatMap(({ path, text }) =>
    parseImports(text).flatMap(({ specifier, isTypeOnly }): readonly Finding[] => {
      const area = areaOf(path);
      if (isTypeOnly && (area === "islands" || isStoreShape(path, specifier))) return [];
      const target = resolveImport(path, specifier);
      const advice = target === null ? packageFault(area ?? "", specifier) : directionFault(path, target);
      return advice === null ? [] : [{ path, rule: "import direction", advice }];
    })
  );
}

/** The scripts that no entry point reaches through imports. */
export function findDeadFiles(sources: readonly Source[], entries: readonly string[]): readonly Finding[] {
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  const reached = new Set<string>();
  const waiting = entries.filter((entry) => texts.has(entry));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const { specifier } of parseImports(texts.get(path) ?? "")) {
      const target = resolveImport(path, specifier);
      if (target !== null && texts.has(target)) waiting.push(target);
    }
  }
  return [...texts.keys()].filter((path) => !reached.has(path)).map((path) => ({
    path,
    rule: "dead file",
    advice: `nothing reaches it from ${entries.join(", ")}: use it or delete it`,
  }));
}
