import { assertEquals } from "@std/assert";
import { Hono } from "hono";
import { compressedPages } from "../../../routes/middleware/compressed_pages.ts";

const PAGE = `<!DOCTYPE html>${"<p>words</p>".repeat(200)}`;

function app(): Hono {
  const made = new Hono();
  made.use(compressedPages);
  made.get("/page", (c) => {
    c.header("content-security-policy", "default-src 'none'");
    return c.html(PAGE, 409);
  });
  made.get(
    "/stream",
    () => new Response("data: 1\n\n", { headers: { "content-type": "text/event-stream" } }),
  );
  made.get("/empty", (c) => c.redirect("/page", 303));
  return made;
}

async function ask(path: string, encoding = "gzip, br") {
  const response = await app().request(path, { headers: { "accept-encoding": encoding } });
  return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
}

Deno.test("compressedPages sends a page packed, with its status and headers", async () => {
  const { response, bytes } = await ask("/page");
  assertEquals([response.status, response.headers.get("content-encoding")], [409, "gzip"]);
  assertEquals(response.headers.get("content-security-policy"), "default-src 'none'");
  const text = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
  assertEquals(await text.text(), PAGE);
  assertEquals(bytes.length < PAGE.length / 4, true);
});

Deno.test("compressedPages sends a page as it is to whoever does not unpack it, and says that it depends", async () => {
  const { response, bytes } = await ask("/page", "identity");
  assertEquals(response.headers.get("content-encoding"), null);
  assertEquals(response.headers.get("vary"), "accept-encoding");
  assertEquals(new TextDecoder().decode(bytes), PAGE);
});

Deno.test("compressedPages lets streams and answers without a body pass", async () => {
  const stream = await ask("/stream");
  assertEquals(stream.response.headers.get("content-encoding"), null);
  assertEquals(new TextDecoder().decode(stream.bytes), "data: 1\n\n");
  const empty = await ask("/empty");
  assertEquals([empty.response.status, empty.response.headers.get("location")], [303, "/page"]);
});
