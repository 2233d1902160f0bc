/**
 * A router that remembers what it found for paths without parameters: the busiest address is such a path, and
 * looking it up among all others would cost a fifth of answering it. It matches exactly what the inner one matches.
 */
import type { Result, Router } from "hono/router";
import { SmartRouter } from "hono/router/smart-router";
import { RegExpRouter } from "hono/router/reg-exp-router";
import { TrieRouter } from "hono/router/trie-router";

/** Hono's own choice of routers behind a memory of its answers for literal paths. */
export class CachedRouter<T> implements Router<T> {
  readonly name = "CachedRouter";
  readonly #inner = new SmartRouter<T>({ routers: [new RegExpRouter<T>(), new TrieRouter<T>()] });
  /** Bounded by the literal paths that were added, times the methods asked for. */
  readonly #found = new Map<string, Result<T>>();
  readonly #literal = new Set<string>();

  add(method: string, path: string, handler: T): void {
    if (!/[:*{]/.test(path)) this.#literal.add(path);
    this.#found.clear();
    this.#inner.add(method, path, handler);
  }

  match(method: string, path: string): Result<T> {
    const name = `${method} ${path}`;
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const result = this.#inner.match(method, path);
    if (this.#literal.has(path) && METHODS.has(method)) this.#found.set(name, result);
    return result;
  }
}

/** Any other method is matched, but not remembered: there is no end to them. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
