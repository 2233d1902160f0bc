import { assert, assertEquals } from "@std/assert";
import { API, createAsk, passes, problemOf } from "../../islands/api.ts";

/** An {@link createAsk} whose requests are kept and answered by `respond`. */
function asking(respond: (request: Request) => Response | Promise<Response>) {
  const requests: Request[] = [];
  const ask = createAsk((path, init) => {
    const request = new Request(`http://clinic.example${path}`, init);
    requests.push(request);
    return Promise.resolve(respond(request));
  });
  const only = (): Request => {
    const [request] = requests;
    assert(request !== undefined && requests.length === 1);
    return request;
  };
  return { ask, only };
}

const json = (body: unknown, init?: ResponseInit) => Response.json(body, init);

Deno.test("ask() reads without a body by GET and writes with one by POST, below the API", async () => {
  const reading = asking(() => json({ data: 1 }));
  await reading.ask("/me");
  assertEquals([reading.only().method, new URL(reading.only().url).pathname], ["GET", `${API}/me`]);
  const writing = asking(() => json({}, { status: 201 }));
  await writing.ask("/queues/join", { body: { queueId: "q" } });
  assertEquals(writing.only().method, "POST");
  assertEquals(writing.only().headers.get("content-type"), "application/json");
  assertEquals(await writing.only().json(), { queueId: "q" });
});

Deno.test("ask() sends the key, the version in quotes, and the session's cookie to our own origin alone", async () => {
  const { ask, only } = asking(() => json({}));
  await ask("/tickets/t/start", { body: {}, key: "key-1", ifVersion: 7 });
  const { headers, credentials, cache } = only();
  assertEquals([headers.get("idempotency-key"), headers.get("if-match")], ["key-1", '"7"']);
  assertEquals([credentials, cache], ["same-origin", "no-store"]);
});

Deno.test("ask() names neither key nor version when there is none", async () => {
  const { ask, only } = asking(() => json({}));
  await ask("/tickets/t/start", { body: {} });
  assertEquals([only().headers.has("idempotency-key"), only().headers.has("if-match")], [false, false]);
});

Deno.test("ask() answers done with the body, and tells a repetition", async () => {
  const first = asking(() => json({ data: { id: "t" } }, { status: 201 }));
  const done = { kind: "done", status: 201, body: { data: { id: "t" } }, isReplay: false } as const;
  assertEquals(await first.ask("/x", { body: {} }), done);
  const again = asking(() => json({}, { headers: { "idempotency-replayed": "true" } }));
  assertEquals(await again.ask("/x", { body: {} }), { kind: "done", status: 200, body: {}, isReplay: true });
});

Deno.test("ask() answers done with null for an answer without content", async () => {
  const { ask } = asking(() => new Response(null, { status: 204 }));
  assertEquals(await ask("/x"), { kind: "done", status: 204, body: null, isReplay: false });
});

Deno.test("ask() answers refused with the problem and its facts", async () => {
  const { ask } = asking(() =>
    json({ code: "already_called", detail: "Cannot call", calledBy: "staff:b" }, { status: 409 })
  );
  assertEquals(await ask("/x", { body: {} }), {
    kind: "refused",
    problem: { status: 409, code: "already_called", detail: "Cannot call", facts: { calledBy: "staff:b" } },
  });
});

Deno.test("ask() takes 429 and every 5xx for passing, with the seconds to wait", async () => {
  for (const status of [429, 500, 503, 599]) {
    const { ask } = asking(() => json({}, { status, headers: { "retry-after": "3" } }));
    assertEquals(await ask("/x", { body: {} }), { kind: "unreachable", retryAfterMs: 3_000 });
  }
  const silent = asking(() => json({}, { status: 503, headers: { "retry-after": "tomorrow" } }));
  assertEquals(await silent.ask("/x"), { kind: "unreachable", retryAfterMs: null });
});

Deno.test("ask() takes a page in place of our answer for no answer", async () => {
  const { ask } = asking(() => new Response("<p>Sign in to this network</p>"));
  assertEquals(await ask("/x"), { kind: "unreachable", retryAfterMs: null });
});

Deno.test("ask() answers unreachable when the request fails, and never throws", async () => {
  const { ask } = asking(() => Promise.reject(new TypeError("Failed to fetch")));
  assertEquals(await ask("/x"), { kind: "unreachable", retryAfterMs: null });
});

Deno.test("ask() gives up after the time it is given", async () => {
  const ask = createAsk((_path, init) =>
    new Promise((_resolve, reject) => {
      const { signal } = init;
      assert(signal instanceof AbortSignal);
      signal.onabort = () => reject(signal.reason);
    })
  );
  assertEquals(await ask("/x", { msMax: 1 }), { kind: "unreachable", retryAfterMs: null });
});

Deno.test("passes() holds for 429 and 5xx alone", () => {
  assertEquals([429, 500, 503].map(passes), [true, true, true]);
  assertEquals([200, 401, 409, 422, 499].map(passes), [false, false, false, false, false]);
});

Deno.test("problemOf() calls a refusal that is none of ours internal", () => {
  const nothing = { status: 404, code: "internal", detail: "", facts: {} };
  assertEquals(problemOf(404, null), nothing);
  assertEquals(problemOf(404, "gone"), nothing);
  assertEquals(problemOf(404, { code: 4 }), nothing);
});
