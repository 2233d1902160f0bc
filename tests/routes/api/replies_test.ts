/** Answers: envelopes, tags, "not modified". */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { done, ok, polled } from "../../../routes/api/replies.ts";

const asked = (tag?: string) =>
  new Request("http://clinic.example/", tag === undefined ? {} : { headers: { "if-none-match": tag } });
const tagOf = (data: unknown, stable?: unknown) =>
  polled(asked(), data, stable === undefined ? {} : { stable }).headers?.["etag"] ?? "";

Deno.test("ok() and done() put data in its envelope; done() marks repeats and versions", () => {
  assertEquals(ok(1), { status: 200, body: { data: 1 } });
  assertEquals(done(1, { isReplay: false }), { status: 200, body: { data: 1 } });
  assertEquals(done(1, { isReplay: true, version: 7, status: 201 }), {
    status: 201,
    body: { data: 1 },
    headers: { etag: '"7"', "idempotency-replayed": "true" },
  });
});

Deno.test("polled() tags what it tells, and tells nothing again to whoever has it", () => {
  const tag = tagOf({ a: 1 });
  assertNotEquals(tagOf({ a: 2 }), tag);
  for (const known of [tag, `W/${tag}`, `"x", ${tag}`]) {
    const reply = polled(asked(known), { a: 1 });
    assertEquals([reply.status, reply.body], [304, undefined], known);
  }
  assertEquals(polled(asked('"x"'), { a: 1 }).status, 200);
});

Deno.test("polled() leaves out of the tag what is not stable", () => {
  assertEquals(tagOf({ a: 1, age: 1 }, { a: 1 }), tagOf({ a: 1, age: 2 }, { a: 1 }));
  assert(polled(asked(), { a: 1, age: 2 }, { stable: { a: 1 } }).body === '{"data":{"a":1,"age":2}}');
});
