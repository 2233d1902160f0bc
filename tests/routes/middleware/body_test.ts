/** Bodies: what is too large, malformed, of another type; and what a form becomes. */
import { assertEquals, assertRejects } from "@std/assert";
import { AppError, type ErrorCode } from "../../../actors/shared/errors.ts";
import { BODY_BYTES_MAX, readBody } from "../../../routes/middleware/body.ts";
import { inClinic, SELF_QUEUE } from "../../support/clinic.ts";

function asked(body: BodyInit | null, type: string | null): Request {
  const request = new Request("http://clinic.example/", { method: "POST", body });
  request.headers.delete("content-type");
  if (type !== null) request.headers.set("content-type", type);
  return request;
}

async function assertRefused(code: ErrorCode, request: Request): Promise<void> {
  assertEquals((await assertRejects(() => readBody(request, ["json"]), AppError)).code, code);
}

const both = ["json", "form"] as const;

Deno.test("readBody() parses JSON, with or without a charset", async () => {
  assertEquals(await readBody(asked('{"a":1}', "application/json"), ["json"]), { a: 1 });
  assertEquals(await readBody(asked('{"a":1}', "application/json; charset=utf-8"), ["json"]), { a: 1 });
  assertEquals(await readBody(asked('{"a":1}', "Application/JSON ; Charset=UTF-8"), ["json"]), { a: 1 });
  await assertRefused("unsupported_media_type", asked('{"a":1}', "application/jsonx"));
  await assertRefused("unsupported_media_type", asked('{"a":1}', "application/json-patch+json"));
});

Deno.test("readBody() refuses bytes that are no UTF-8", async () => {
  const bytes = new Uint8Array([
    ...new TextEncoder().encode('{"a":"'),
    0xff,
    0xfe,
    ...new TextEncoder().encode('"}'),
  ]);
  await assertRefused("malformed_body", asked(bytes, "application/json"));
});

Deno.test("readBody() takes an empty body for an empty object, with or without a type", async () => {
  assertEquals(await readBody(asked(null, null), ["json"]), {});
  assertEquals(await readBody(asked("", "application/json"), ["json"]), {});
  assertEquals(await readBody(asked("", null), ["json"]), {});
});

Deno.test("readBody() refuses malformed JSON", async () => {
  for (const text of ["{", "{'a':1}", "undefined", '{"a":1}x']) {
    await assertRefused("malformed_body", asked(text, "application/json"));
  }
});

Deno.test("readBody() refuses other types, a body without one, and a form where none is allowed", async () => {
  await assertRefused("unsupported_media_type", asked("a", "text/plain"));
  await assertRefused("unsupported_media_type", asked("<a/>", "application/xml"));
  await assertRefused("unsupported_media_type", asked('{"a":1}', null));
  await assertRefused("unsupported_media_type", asked("a=1", "application/x-www-form-urlencoded"));
});

Deno.test("readBody() takes 64 KiB and refuses one byte more, declared or streamed", async () => {
  const fit = JSON.stringify("x".repeat(BODY_BYTES_MAX - 2));
  assertEquals(await readBody(asked(fit, "application/json"), ["json"]), JSON.parse(fit));
  await assertRefused("too_large", asked(`${fit} `, "application/json"));
  const declared = asked("{}", "application/json");
  declared.headers.set("content-length", String(BODY_BYTES_MAX + 1));
  await assertRefused("too_large", declared);
  const lying = asked(`${fit} `, "application/json");
  lying.headers.set("content-length", "2");
  await assertRefused("too_large", lying);
});

Deno.test("readBody() stops reading a stream as soon as it is too long", async () => {
  let given = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      given += 1;
      controller.enqueue(new Uint8Array(16 * 1024));
    },
  });
  await assertRefused("too_large", asked(endless, "application/json"));
  assertEquals(given < 10, true);
});

Deno.test("readBody() reads forms: blanks are absent, repetitions lists, dots nest once", async () => {
  const form = "a=1&b=&novalue&=noname&c=x&c=y&p.name=Ada+L%2e&p.needs=elderly&p.needs=other&__proto__=z";
  const fields = await readBody(asked(form, "application/x-www-form-urlencoded"), both);
  const { p, ...rest } = fields as Record<string, unknown>;
  assertEquals(Object.entries(rest), [["a", "1"], ["c", ["x", "y"]], ["__proto__", "z"]]);
  assertEquals({ ...(p as object) }, { name: "Ada L.", needs: ["elderly", "other"] });
  assertEquals(Object.getPrototypeOf(fields), Object.prototype);
});

Deno.test("readBody() refuses forms with too many or clashing fields", async () => {
  const many = Array.from({ length: 101 }, (_, i) => `f${i}=1`).join("&");
  for (const form of [many, "a=1&a.b=2", "a=%zz", "a=%ff"]) {
    const request = asked(form, "application/x-www-form-urlencoded");
    assertEquals((await assertRejects(() => readBody(request, both), AppError)).code, "malformed_body");
  }
});

Deno.test("the app answers 413, 415 and 400 to such bodies and nothing changes", () =>
  inClinic(async ({ app, contents }) => {
    const before = await contents();
    const send = async (body: string, type: string) => {
      const headers = { "content-type": type };
      const response = await app.request("/api/v1/queues/join", { method: "POST", body, headers });
      return [response.status, (await response.json()).code];
    };
    const huge = JSON.stringify({ queueId: SELF_QUEUE, patient: { name: "x".repeat(1_000_000) } });
    assertEquals(await send(huge, "application/json"), [413, "too_large"]);
    assertEquals(await send("{", "application/json"), [400, "malformed_body"]);
    assertEquals(await send("<queue/>", "application/xml"), [415, "unsupported_media_type"]);
    assertEquals(await send("[]", "application/json"), [422, "invalid"]);
    assertEquals(await send('"x"', "application/json"), [422, "invalid"]);
    assertEquals(await contents(), before);
  }));

Deno.test("readBody() takes as much as the endpoint allows, and says how much that was", async () => {
  const request = () =>
    new Request("https://c.example", {
      method: "POST",
      body: `{"a":"${"x".repeat(BODY_BYTES_MAX)}"}`,
      headers: { "content-type": "application/json" },
    });
  assertEquals(
    Object.keys(await readBody(request(), ["json"], { bodyBytesMax: 2 * BODY_BYTES_MAX }) as object),
    ["a"],
  );
  const error = await assertRejects(() => readBody(request(), ["json"], { bodyBytesMax: 20 }), AppError);
  assertEquals([error.code, error.message], ["too_large", "Cannot read the body: more than 20 bytes"]);
});
