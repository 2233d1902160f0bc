/**
 * The refusal of a known path asked with a method that it has not (405 with `Allow`). It looks at the declared
 * templates only when nothing else has answered, so that good requests pay nothing for it.
 */
import { AppError } from "../actors/shared/errors.ts";
import { type Described, pathsOf } from "./endpoint.ts";
import { type ProblemOptions, problemResponse } from "./errors.ts";

/** An address and one method that it answers. */
export type Addressed = Pick<Described, "path" | "isRoot"> & { readonly method: string };

/** A template with the methods it answers. */
interface KnownPath {
  readonly path: string;
  readonly pattern: RegExp;
  readonly isLiteral: boolean;
  readonly methods: Set<string>;
}

function knownPaths(endpoints: readonly Addressed[]): readonly KnownPath[] {
  const known = new Map<string, KnownPath>();
  for (const declared of endpoints) {
    for (const path of pathsOf(declared)) {
      const pattern = new RegExp(`^${path.replaceAll(".", "\\.").replace(/:[A-Za-z]+/g, "[^/]+")}$`);
      const entry = known.get(path) ?? { path, pattern, isLiteral: !path.includes(":"), methods: new Set() };
      known.set(path, entry);
      entry.methods.add(declared.method);
    }
  }
  return [...known.values()];
}

/** Answers 405 when another method would do at this path, else null. A literal path goes before templates. */
export function createMethodRefusal(
  endpoints: readonly Addressed[],
  tools: Pick<ProblemOptions, "log" | "mintId">,
): (method: string, path: string) => Response | null {
  const known = knownPaths(endpoints);
  return (method, path) => {
    const fitting = known.filter(({ pattern }) => pattern.test(path));
    const literal = fitting.filter(({ isLiteral }) => isLiteral);
    const methods = new Set((literal.length > 0 ? literal : fitting).flatMap((entry) => [...entry.methods]));
    if (methods.size === 0 || methods.has(method)) return null;
    if (methods.has("GET")) methods.add("HEAD");
    const allow = [...methods].join(", ");
    const error = new AppError("method_not_allowed", `Cannot ${method} here: use ${allow}`);
    return problemResponse(error, { ...tools, route: method, headers: { allow } });
  };
}

/**
 * Literal paths that a template of another method would answer in their place (`GET /queues/join` as the queue
 * `join`): they need a refusal that is mounted before the templates.
 */
export function hiddenRefusals(
  endpoints: readonly Addressed[],
): readonly { readonly method: string; readonly path: string }[] {
  const known = knownPaths(endpoints);
  return known.filter(({ isLiteral }) => isLiteral).flatMap(({ path, methods }) => {
    const others = known.filter(({ pattern, isLiteral }) => !isLiteral && pattern.test(path));
    const taken = new Set(others.flatMap((other) => [...other.methods]));
    return [...taken].filter((method) => !methods.has(method)).map((method) => ({ method, path }));
  });
}
