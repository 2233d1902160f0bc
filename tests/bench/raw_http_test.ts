/** Proves the small HTTP client of the bench: whole, split and chunked replies, and connections that are shared. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { HttpPool, parseReply, requestText } from "./raw_http.ts";

Deno.test("requestText() writes a form with its length", () => {
  assertEquals(
    requestText({ method: "POST", path: "/join", form: { patientId: "p 1", queueId: "q" } }),
    "POST /join HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
      "Content-Length: 23\r\n\r\npatientId=p+1&queueId=q",
  );
});

Deno.test("requestText() writes a bearer and no body for a GET", () => {
  assertEquals(
    requestText({ method: "GET", path: "/x", bearer: "secret" }),
    "GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer secret\r\n\r\n",
  );
});

Deno.test("parseReply() waits for the whole of a body with a length", () => {
  const whole = "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello";
  for (let length = 0; length < whole.length; length++) {
    assertEquals(parseReply(whole.slice(0, length)), null);
  }
  assertEquals(parseReply(whole), { status: 201, body: "hello" });
});

Deno.test("parseReply() joins chunks and waits for the last", () => {
  const whole = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\n yo\r\n0\r\n\r\n";
  for (let length = 0; length < whole.length; length++) {
    assertEquals(parseReply(whole.slice(0, length)), null);
  }
  assertEquals(parseReply(whole), { status: 200, body: "hello yo" });
});

Deno.test("parseReply() refuses a chunk without a size", () => {
  assertThrows(
    () => parseReply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello"),
    Error,
    "chunk of size zz",
  );
});

Deno.test("HttpPool carries more requests than it has connections", async () => {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    return new Response(await request.text(), { status: 202 });
  });
  const pool = new HttpPool({ port: server.addr.port, connectionsMax: 2 });
  const replies = await Promise.all(
    ["a", "b", "c", "d", "e"].map((form) =>
      pool.send(requestText({ method: "POST", path: "/", form: { form } }))
    ),
  );
  assertEquals(replies.map((reply) => reply.body), ["form=a", "form=b", "form=c", "form=d", "form=e"]);
  assertEquals(replies[0]?.status, 202);
  pool.close();
  await server.shutdown();
});

Deno.test("HttpPool rejects when nobody listens, and again the second time", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const pool = new HttpPool({ port, connectionsMax: 1 });
  const request = requestText({ method: "GET", path: "/" });
  await assertRejects(() => pool.send(request), Error);
  await assertRejects(() => pool.send(request), Error);
});
