/**
 * What a browser keeps of our pages for the time without a connection, and how a request is answered from it: assets
 * named by their content from the copy, pages from the server first. It keeps nothing of the API and decides nothing
 * about tickets; the service worker calls it, and a test gives it its own caches.
 */

/** How a request is answered; `none`: the browser asks by itself, as if nobody stood between. */
export type Plan = "asset" | "person" | "staff" | "screen" | "page" | "none";

/** The kinds of pages of which the last copy is kept. */
export type KeptKind = "person" | "staff" | "screen";

export interface KeeperDeps {
  readonly caches: CacheStorage;
  fetch(request: Request): Promise<Response>;
  /** Resolves after `ms`. */
  after(ms: number): Promise<void>;
  /** Epoch ms. */
  now(): number;
  readonly origin: string;
}

/** The answer, and the end of what is done beside it. */
export interface Answered {
  readonly response: Promise<Response>;
  readonly settled: Promise<unknown>;
}

/** Raised when what is kept changes its form: everything of other versions is removed. */
const VERSION = 1;
const PREFIX = "anteroom-";
/** A page that does not come within this is shown from its copy, if there is one. */
export const PAGE_MS_MAX = 3_000;
/** Copies kept of each kind; the oldest go first. */
export const COPIES_MAX = { asset: 80, person: 6, staff: 12, screen: 2, offline: 6 } as const;
/** Pages that may be asked to be kept at once. */
const ASKED_MAX = 4;
const KEPT_AT = "x-kept-at";
/** The bundler's chunks carry a hash of their content in their name. */
const HASHED_NAME = /^\/static\/build\/[\w.-]+-[A-Z0-9]{8}\.js$/;

const KEPT_PATHS: readonly (readonly [KeptKind, RegExp])[] = [
  ["person", /^\/(?:t\/[\w-]+)?$/],
  ["staff", /^\/(?:desk|desk\/[^/]+|doctor\/[^/]+)$/],
  ["screen", /^\/display\/[^/]+$/],
];

const nameOf = (kind: keyof typeof COPIES_MAX): string => `${PREFIX}v${VERSION}-${kind}`;

function keptKindOf({ pathname }: URL): KeptKind | null {
  return KEPT_PATHS.find(([, path]) => path.test(pathname))?.[0] ?? null;
}

function isNamedByContent({ pathname, searchParams }: URL): boolean {
  return pathname.startsWith("/static/") && (searchParams.has("v") || HASHED_NAME.test(pathname));
}

/** True where somebody signs in: pages that were kept before may be another account's, and would act as its own. */
function isSigningIn({ method, url }: Request): boolean {
  return method === "POST" && new URL(url).pathname === "/sign-in";
}

function leadsOn({ type, redirected }: Response): boolean {
  return type === "opaqueredirect" || redirected;
}

/** Asks for a page as a person does. */
function pageRequest(address: string): Request {
  return new Request(address, { headers: { accept: "text/html" } });
}

/** How `request` is answered on a site at `origin`. */
export function planFor(
  request: Pick<Request, "method" | "mode" | "url">,
  origin: string,
): Plan {
  const url = new URL(request.url);
  if (url.origin !== origin || url.pathname.startsWith("/api/")) return "none";
  const isReading = request.method === "GET";
  if (isReading && isNamedByContent(url)) return "asset";
  if (request.mode !== "navigate") return "none";
  return (isReading ? keptKindOf(url) : null) ?? "page";
}

/** One copy a page: the language asked for in the address makes no other page of it. */
export function keyOf(address: string): string {
  const url = new URL(address);
  url.searchParams.delete("lang");
  return url.href;
}

/** The copies of this browser. */
export class PageKeeper {
  readonly #deps: KeeperDeps;

  constructor(deps: KeeperDeps) {
    this.#deps = deps;
  }

  /** The answer to `request` under `plan`; null when the browser shall ask by itself. */
  answer(request: Request, plan: Plan): Answered | null {
    if (plan === "none") return null;
    if (plan !== "asset") return this.#page(request, plan);
    const response = this.#asset(request);
    return { response, settled: response };
  }

  /** Keeps pages that were opened before this worker stood between, with what they are made of. */
  async keep(addresses: readonly string[]): Promise<void> {
    const { origin } = this.#deps;
    for (const address of addresses.slice(0, ASKED_MAX)) {
      const url = new URL(address, origin);
      const kind = url.origin === origin ? keptKindOf(url) : null;
      if (kind === null) continue;
      const response = await this.#deps.fetch(pageRequest(url.href));
      const html = await response.clone().text();
      await this.#settle(kind, url.href, response);
      await this.#keepAssets(html);
    }
  }

  /** Removes the pages of staff: somebody signed out. */
  async forgetStaff(): Promise<void> {
    await this.#deps.caches.delete(nameOf("staff"));
  }

  /** Removes what other versions kept. */
  async removeOld(): Promise<void> {
    const current = new Set(Object.keys(COPIES_MAX).map((kind) => `${PREFIX}v${VERSION}-${kind}`));
    const names = await this.#deps.caches.keys();
    const old = names.filter((name) => name.startsWith(PREFIX) && !current.has(name));
    await Promise.all(old.map((name) => this.#deps.caches.delete(name)));
  }

  /** Makes sure that the page for what cannot be shown offline is there, in `language` or in the browser's. */
  async keepOffline(language: string | null): Promise<void> {
    const { caches, origin, fetch } = this.#deps;
    const address = `${origin}/offline${language === null ? "" : `?in=${encodeURIComponent(language)}`}`;
    const cache = await caches.open(nameOf("offline"));
    if ((await cache.keys()).at(-1)?.url === address) return;
    const response = await cache.match(address) ?? await fetch(pageRequest(address));
    if (!response.ok) return;
    const html = await response.clone().text();
    await cache.put(address, response);
    await this.#trim(cache, COPIES_MAX.offline);
    await this.#keepAssets(html);
  }

  /** Keeps what a page is made of: nothing is fetched that is there. */
  async #keepAssets(html: string): Promise<void> {
    for (const [, path = ""] of html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)) {
      const url = new URL(path.replaceAll("&amp;", "&"), this.#deps.origin);
      if (isNamedByContent(url)) await this.#asset(new Request(url));
    }
  }

  async #asset(request: Request): Promise<Response> {
    const cache = await this.#deps.caches.open(nameOf("asset"));
    const copy = await cache.match(request.url, { ignoreVary: true });
    if (copy !== undefined) return copy;
    const response = await this.#deps.fetch(request);
    if (response.ok) {
      await cache.put(request.url, response.clone());
      await this.#trim(cache, COPIES_MAX.asset);
    }
    return response;
  }

  #page(request: Request, plan: KeptKind | "page"): Answered {
    const fresh = this.#deps.fetch(request);
    const settled = fresh.then(async (response) => {
      const language = response.headers.get("content-language");
      if (isSigningIn(request) && leadsOn(response)) await this.forgetStaff();
      if (plan !== "page") await this.#settle(plan, request.url, response.clone());
      if (language !== null) await this.keepOffline(language);
    }).catch(() => {});
    return { response: this.#freshOrKept(request, { fresh, plan }), settled };
  }

  async #freshOrKept(
    request: Request,
    { fresh, plan }: { readonly fresh: Promise<Response>; readonly plan: KeptKind | "page" },
  ): Promise<Response> {
    const kept = () => plan === "page" ? Promise.resolve(null) : this.#copyOf(plan, request.url);
    const late = this.#deps.after(PAGE_MS_MAX).then(kept);
    try {
      const first = await Promise.race([fresh, late]) ?? await fresh;
      return first.status < 500 ? first : await kept() ?? first;
    } catch (error) {
      const copy = await kept() ?? await this.#offlinePage();
      if (copy === null) throw error;
      return copy;
    }
  }

  /** What an answer means for the copy: taken, removed because the page is gone, or left as it is. */
  async #settle(kind: KeptKind, address: string, response: Response): Promise<void> {
    const { caches, now } = this.#deps;
    const key = keyOf(address);
    // Only a page of staff leads elsewhere: to signing in, because nobody is signed in any more.
    if (kind === "staff" && leadsOn(response)) return this.forgetStaff();
    const cache = await caches.open(nameOf(kind));
    if (response.status === 404 || response.status === 410) return void await cache.delete(key);
    const isPage = response.headers.get("content-type")?.startsWith("text/html") === true;
    if (response.status !== 200 || response.redirected || !isPage) return;
    const headers = new Headers(response.headers);
    headers.set(KEPT_AT, String(now()));
    // The body is read here already: what the header says of its encoding and length is over.
    for (const name of ["content-encoding", "content-length"]) headers.delete(name);
    await cache.put(key, new Response(await response.text(), { headers }));
    await this.#trim(cache, COPIES_MAX[kind]);
  }

  /** The last copy of a page, which says of itself when it was taken; null when there is none. */
  async #copyOf(kind: KeptKind, address: string): Promise<Response | null> {
    const cache = await this.#deps.caches.open(nameOf(kind));
    const copy = await cache.match(keyOf(address));
    if (copy === undefined) return null;
    const { headers } = copy;
    const html = (await copy.text()).replace("<html", `<html data-kept-at="${headers.get(KEPT_AT) ?? "0"}"`);
    return new Response(html, { headers });
  }

  async #offlinePage(): Promise<Response | null> {
    const cache = await this.#deps.caches.open(nameOf("offline"));
    const last = (await cache.keys()).at(-1);
    return last === undefined ? null : await cache.match(last) ?? null;
  }

  async #trim(cache: Cache, copiesMax: number): Promise<void> {
    const keys = await cache.keys();
    for (const key of keys.slice(0, Math.max(0, keys.length - copiesMax))) await cache.delete(key);
  }
}
