import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { COPIES_MAX, keyOf, PAGE_MS_MAX, PageKeeper, planFor } from "../../islands/kept_pages.ts";

const ORIGIN = "http://clinic.example";
const CODE = "abcdefgh0123456789ABCDEF";
const HTML = { "content-type": "text/html; charset=UTF-8", "content-language": "de" };

/** The part of the browser's caches in use: names in order of writing. */
class Shelf {
  readonly pages = new Map<string, Response>();
  match(address: string | Request) {
    const found = this.pages.get(typeof address === "string" ? address : address.url);
    return Promise.resolve(found?.clone());
  }
  put(address: string | Request, response: Response) {
    const url = typeof address === "string" ? address : address.url;
    this.pages.delete(url);
    this.pages.set(url, response);
    return Promise.resolve();
  }
  delete(address: string | Request) {
    return Promise.resolve(this.pages.delete(typeof address === "string" ? address : address.url));
  }
  keys() {
    return Promise.resolve([...this.pages.keys()].map((url) => ({ url })));
  }
}

interface World {
  readonly keeper: PageKeeper;
  readonly shelves: Map<string, Shelf>;
  readonly asked: string[];
  /** What the server answers to a path; absent: it cannot be reached. */
  readonly answers: Map<string, () => Response | Promise<Response>>;
  now: number;
  isLate: boolean;
}

function world(): World {
  const shelves = new Map<string, Shelf>();
  const asked: string[] = [];
  const answers = new Map<string, () => Response | Promise<Response>>();
  const caches = {
    open(name: string) {
      const shelf = shelves.get(name) ?? new Shelf();
      shelves.set(name, shelf);
      return Promise.resolve(shelf);
    },
    delete: (name: string) => Promise.resolve(shelves.delete(name)),
    keys: () => Promise.resolve([...shelves.keys()]),
  } as unknown as CacheStorage;
  const made = { shelves, asked, answers, now: 1_000, isLate: false };
  const keeper = new PageKeeper({
    caches,
    origin: ORIGIN,
    now: () => made.now,
    after: (ms) => made.isLate && ms === PAGE_MS_MAX ? Promise.resolve() : new Promise(() => {}),
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      asked.push(pathname + search);
      const answer = answers.get(pathname);
      if (answer === undefined) throw new TypeError("Failed to fetch");
      return await answer();
    },
  });
  return Object.assign(made, { keeper });
}

const page = (text: string, init: ResponseInit = {}) => () =>
  new Response(`<!DOCTYPE html><html lang="de"><body>${text}</body></html>`, { headers: HTML, ...init });

async function visit({ keeper }: World, path: string, { method = "GET" } = {}): Promise<Response> {
  const request = { method, mode: "navigate", url: ORIGIN + path } as Request;
  const answered = keeper.answer(request, planFor(request, ORIGIN));
  assert(answered !== null);
  const response = await answered.response;
  await answered.settled.catch(() => {});
  return response;
}

function plan(url: string, init: { readonly method?: string; readonly mode?: RequestMode } = {}) {
  return planFor({ method: init.method ?? "GET", mode: init.mode ?? "navigate", url }, ORIGIN);
}

Deno.test("planFor() knows the pages that are kept", () => {
  assertEquals([plan(`${ORIGIN}/`), plan(`${ORIGIN}/?tenant=demo`), plan(`${ORIGIN}/t/${CODE}?lang=de`)], [
    "person",
    "person",
    "person",
  ]);
  for (const path of ["/desk", "/desk/queue-123", "/doctor/dr-osei"]) {
    assertEquals(plan(ORIGIN + path), "staff", path);
  }
  assertEquals(plan(`${ORIGIN}/display/abc`), "screen");
});

Deno.test("planFor() keeps nothing else, and leaves the API, streams and others' sites alone", () => {
  for (const path of ["/join/queue-123", "/sign-in", "/kiosk/x", "/desk/a/b", `/t/${CODE}/explanation`]) {
    assertEquals(plan(ORIGIN + path), "page", path);
  }
  assertEquals(plan(`${ORIGIN}/join/queue-123`, { method: "POST" }), "page");
  assertEquals(plan(`${ORIGIN}/t/${CODE}`, { method: "POST" }), "page");
  for (const path of ["/api/v1/queues", "/api/v1/docs"]) assertEquals(plan(ORIGIN + path), "none", path);
  assertEquals(plan(`${ORIGIN}/t/${CODE}/stream`, { mode: "same-origin" }), "none");
  assertEquals(plan(`${ORIGIN}/t/${CODE}/hold`, { method: "POST", mode: "cors" }), "none");
  assertEquals(plan("http://other.example/"), "none");
});

Deno.test("planFor() takes for assets only what its name holds for ever", () => {
  const mode = "no-cors";
  for (
    const path of ["/static/styles.css?v=abc", "/static/build/chunk-ABCD2345.js", "/static/fonts/a.woff2?v=1"]
  ) {
    assertEquals(plan(ORIGIN + path, { mode }), "asset", path);
  }
  for (const path of ["/static/icon.svg", "/static/build/boot.js", "/service_worker.js"]) {
    assertEquals(plan(ORIGIN + path, { mode }), "none", path);
  }
});

Deno.test("keyOf() makes one page of all languages", () => {
  assertEquals(keyOf(`${ORIGIN}/t/${CODE}?lang=de`), `${ORIGIN}/t/${CODE}`);
  assertEquals(keyOf(`${ORIGIN}/?tenant=demo&lang=ar`), `${ORIGIN}/?tenant=demo`);
});

Deno.test("PageKeeper gives the server's page first, and its last copy with its time without a connection", async () => {
  const at = world();
  at.answers.set(`/t/${CODE}`, page("first"));
  assertMatch(await (await visit(at, `/t/${CODE}`)).text(), /<html lang="de"><body>first/);
  at.now = 2_000;
  at.answers.set(`/t/${CODE}`, page("second"));
  assertStringIncludes(await (await visit(at, `/t/${CODE}?lang=de`)).text(), "second");
  at.answers.clear();
  at.now = 9_000;
  const kept = await visit(at, `/t/${CODE}`);
  assertEquals(kept.status, 200);
  assertMatch(await kept.text(), /<html data-kept-at="2000" lang="de"><body>second/);
});

Deno.test("PageKeeper shows no other page's copy, but the offline page in the last language", async () => {
  const at = world();
  at.answers.set("/offline", () => new Response("offline", { headers: HTML }));
  at.answers.set("/", page("lines"));
  await visit(at, "/");
  assertEquals(at.asked, ["/", "/offline?in=de"]);
  at.answers.clear();
  assertEquals(await (await visit(at, `/t/${CODE}`)).text(), "offline");
  assertEquals(await (await visit(at, "/join/queue-123")).text(), "offline");
});

Deno.test("PageKeeper fails as the network does when it has nothing", async () => {
  const at = world();
  await assertRejects(() => visit(at, "/join/queue-123"), TypeError);
});

Deno.test("PageKeeper does not wait for a slow server when it has a copy, and does when it has none", async () => {
  const at = world();
  at.answers.set("/", page("copy"));
  await visit(at, "/");
  at.isLate = true;
  const slow = Promise.withResolvers<Response>();
  at.answers.set("/", () => slow.promise);
  const request = { method: "GET", mode: "navigate", url: `${ORIGIN}/` } as Request;
  const answered = at.keeper.answer(request, "person");
  assertStringIncludes(await (await answered?.response)?.text() ?? "", "copy");
  slow.resolve(page("late")());
  await answered?.settled;
  at.answers.clear();
  assertStringIncludes(await (await visit(at, "/")).text(), "late");
  at.answers.set(`/t/${CODE}`, page("only the server has it"));
  assertStringIncludes(await (await visit(at, `/t/${CODE}`)).text(), "only the server has it");
});

Deno.test("PageKeeper prefers a copy to a server that cannot answer", async () => {
  const at = world();
  at.answers.set("/", page("copy"));
  await visit(at, "/");
  at.answers.set("/", page("we cannot answer", { status: 503, headers: HTML }));
  assertStringIncludes(await (await visit(at, "/")).text(), "copy");
  at.answers.set(`/t/${CODE}`, page("we cannot answer", { status: 503, headers: HTML }));
  assertEquals((await visit(at, `/t/${CODE}`)).status, 503);
});

Deno.test("PageKeeper forgets a page that the server says is gone", async () => {
  const at = world();
  at.answers.set(`/t/${CODE}`, page("mine"));
  await visit(at, `/t/${CODE}`);
  at.answers.set(`/t/${CODE}`, page("gone", { status: 404, headers: HTML }));
  assertEquals((await visit(at, `/t/${CODE}`)).status, 404);
  at.answers.clear();
  await assertRejects(() => visit(at, `/t/${CODE}`), TypeError);
});

Deno.test("PageKeeper forgets all pages of staff on a word, and when one leads to signing in", async () => {
  for (const signOut of ["word", "redirect"]) {
    const at = world();
    for (const path of ["/desk", "/desk/a"]) {
      at.answers.set(path, page("shell"));
      await visit(at, path);
    }
    if (signOut === "word") await at.keeper.forgetStaff();
    else {
      const away = Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
      at.answers.set("/desk", () => Object.defineProperty(away, "clone", { value: () => away }));
      await visit(at, "/desk");
    }
    at.answers.clear();
    for (const path of ["/desk", "/desk/a"]) {
      await assertRejects(() => visit(at, path), TypeError, undefined, signOut);
    }
  }
});

Deno.test("PageKeeper forgets the pages of staff when somebody signs in, and not for a wrong password", async () => {
  const at = world();
  at.answers.set("/desk/a", page("shell of Ada"));
  await visit(at, "/desk/a");
  const { answers } = at;
  answers.delete("/desk/a");
  answers.set("/sign-in", page("wrong", { status: 422, headers: HTML }));
  await visit(at, "/sign-in", { method: "POST" });
  assertStringIncludes(await (await visit(at, "/desk/a")).text(), "shell of Ada");
  const away = Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
  answers.set("/sign-in", () => away);
  await visit(at, "/sign-in", { method: "POST" });
  await assertRejects(() => visit(at, "/desk/a"), TypeError);
});

Deno.test("PageKeeper answers an asset from its copy and asks once", async () => {
  const at = world();
  at.answers.set("/static/styles.css", () => new Response("a{}"));
  const request = new Request(`${ORIGIN}/static/styles.css?v=1`);
  for (const _ of [1, 2]) {
    assertEquals(await (await at.keeper.answer(request, "asset")?.response)?.text(), "a{}");
  }
  assertEquals(at.asked, ["/static/styles.css?v=1"]);
});

Deno.test("PageKeeper keeps no asset that was refused", async () => {
  const at = world();
  at.answers.set("/static/styles.css", () => new Response("gone", { status: 404 }));
  const request = new Request(`${ORIGIN}/static/styles.css?v=1`);
  for (const _ of [1, 2]) await at.keeper.answer(request, "asset")?.response;
  assertEquals(at.asked.length, 2);
});

Deno.test("PageKeeper is bounded, the oldest go first", async () => {
  const at = world();
  for (let index = 0; index <= COPIES_MAX.person; index++) {
    at.answers.set(`/t/code${index}`, page(`ticket ${index}`));
    await visit(at, `/t/code${index}`);
  }
  at.answers.clear();
  await assertRejects(() => visit(at, "/t/code0"), TypeError);
  assertStringIncludes(await (await visit(at, "/t/code1")).text(), "ticket 1");
});

Deno.test("PageKeeper.keep() keeps pages and their assets, and nothing of another site or of the API", async () => {
  const at = world();
  at.answers.set("/static/a.css", () => new Response("a{}"));
  at.answers.set(`/t/${CODE}`, page('mine<link href="/static/a.css?v=1"><link href="/static/icon.svg">'));
  at.answers.set("/api/v1/queues", () => new Response("[]"));
  await at.keeper.keep([`${ORIGIN}/t/${CODE}`, `${ORIGIN}/api/v1/queues`, "http://other.example/t/code"]);
  assertEquals(at.asked, [`/t/${CODE}`, "/static/a.css?v=1"]);
  at.answers.clear();
  assertStringIncludes(await (await visit(at, `/t/${CODE}`)).text(), "mine");
});

Deno.test("PageKeeper.removeOld() removes what other versions kept, and nobody else's", async () => {
  const at = world();
  at.answers.set("/", page("lines"));
  await visit(at, "/");
  for (const name of ["anteroom-v0-person", "somebody-else"]) at.shelves.set(name, new Shelf());
  await at.keeper.removeOld();
  assertEquals([...at.shelves.keys()].filter((name) => !name.startsWith("anteroom-v1-")), ["somebody-else"]);
  assert(at.shelves.has("anteroom-v1-person"));
});

Deno.test("PageKeeper.keepOffline() keeps what the offline page is made of", async () => {
  const at = world();
  const html =
    '<link href="/static/styles.css?v=1"><script src="/static/build/boot.js?v=2"></script><a href="/">';
  at.answers.set("/offline", () => new Response(html, { headers: HTML }));
  for (const path of ["/static/styles.css", "/static/build/boot.js"]) {
    at.answers.set(path, () => new Response("x"));
  }
  await at.keeper.keepOffline(null);
  assertEquals(at.asked, ["/offline", "/static/styles.css?v=1", "/static/build/boot.js?v=2"]);
});
