/** The description of the API tells of the mounted endpoints and of nothing else. */
import { assert, assertEquals } from "@std/assert";
import { STREAM_ENDPOINTS } from "../../routes/api/streams.ts";
import { ENDPOINTS } from "../../routes/app.ts";
import { pathsOf } from "../../routes/endpoint.ts";
import { templateOf } from "../../routes/openapi.ts";
import { inClinic, type Json } from "../support/clinic.ts";

Deno.test("openapi.json describes exactly the mounted endpoints and the streams", () =>
  inClinic(async ({ ask }) => {
    const { status, body } = await ask("/api/v1/openapi.json");
    assertEquals([status, body.openapi], [200, "3.1.0"]);
    const described = Object.entries(body.paths as Json).flatMap(([path, item]) =>
      Object.keys(item as Json).map((method) => `${method.toUpperCase()} ${path}`)
    );
    const streams = STREAM_ENDPOINTS.map(({ path }) => `GET ${templateOf(`/api/v1${path}`)}`);
    const mounted = ENDPOINTS.map((endpoint) =>
      `${endpoint.method} ${templateOf(pathsOf(endpoint)[0] ?? "")}`
    );
    assertEquals(described.toSorted(), [...mounted, ...streams].toSorted());
  }));

Deno.test("openapi.json gives each operation its own id, and each body and query as schemas", () =>
  inClinic(async ({ ask }) => {
    const { body } = await ask("/api/v1/openapi.json");
    const operations = Object.values(body.paths as Json).flatMap((item) =>
      Object.values(item as Json)
    ) as Json[];
    const ids = operations.map(({ operationId }) => operationId);
    assertEquals(new Set(ids).size, ids.length);
    const join = body.paths["/api/v1/queues/join"].post;
    assertEquals(Object.keys(join.requestBody.content), [
      "application/json",
      "application/x-www-form-urlencoded",
    ]);
    const schema = join.requestBody.content["application/json"].schema;
    assertEquals([schema.required, schema.additionalProperties], [["queueId"], false]);
    const list = body.paths["/api/v1/queues/{queueId}/tickets"].get.parameters.map(({ name }: Json) => name);
    assertEquals(list, ["queueId", "status", "cursor"]);
  }));

/** Every schema inside `node`, with its place. */
function* schemasIn(node: Json, place: string): Generator<readonly [string, Json]> {
  if (typeof node !== "object" || node === null) return;
  for (const [name, value] of Object.entries(node as Json)) {
    if (name === "schema") yield* partsOf(value, `${place}.schema`);
    else yield* schemasIn(value, `${place}.${name}`);
  }
}

function* partsOf(schema: Json, place: string): Generator<readonly [string, Json]> {
  yield [place, schema];
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    yield* partsOf(part, `${place}.${name}`);
  }
  for (const part of [...schema.anyOf ?? [], ...schema.oneOf ?? []]) yield* partsOf(part, `${place}.anyOf`);
  if (schema.items !== undefined) yield* partsOf(schema.items, `${place}.items`);
}

const TYPES = ["object", "array", "string", "number", "integer", "boolean", "null"];

Deno.test("openapi.json holds only schemas that a validator can use", () =>
  inClinic(async ({ ask }) => {
    const { body } = await ask("/api/v1/openapi.json");
    let count = 0;
    for (const [place, schema] of schemasIn(body, "")) {
      count += 1;
      for (const type of [schema.type ?? []].flat()) assert(TYPES.includes(type), `${place}: ${type}`);
      for (const name of schema.required ?? []) {
        assert(name in schema.properties, `${place} requires ${name}`);
      }
      if (schema.pattern !== undefined) new RegExp(schema.pattern, "u");
      if (schema.enum !== undefined) assertEquals(new Set(schema.enum).size, schema.enum.length, place);
    }
    assert(count > 500, `${count} schemas`);
  }));

Deno.test("openapi.json tells who must sign in, which headers matter, and what is answered", () =>
  inClinic(async ({ ask }) => {
    const { paths } = (await ask("/api/v1/openapi.json")).body;
    const headersOf = ({ parameters }: Json) =>
      parameters.filter((one: Json) => one.in === "header").map(({ name }: Json) => name);
    const join = paths["/api/v1/queues/join"].post;
    assertEquals([join.security, join.requestBody.required], [[{}, { bearer: [] }, { page: [] }], true]);
    assertEquals(headersOf(join), ["Idempotency-Key", "Claimed-At"]);
    const hold = paths["/api/v1/tickets/{ticketId}/hold"].post;
    assertEquals([hold.security, hold.requestBody.required], [[{ bearer: [] }, { page: [] }], false]);
    assertEquals(headersOf(hold), ["Idempotency-Key", "If-Match", "Claimed-At"]);
    assertEquals(headersOf(paths["/api/v1/appointments/track/{token}"].get), ["If-None-Match"]);
    const stream = paths["/api/v1/stream/track/{token}"].get;
    assertEquals(headersOf(stream), ["Last-Event-ID"]);
    assertEquals(Object.keys(stream.responses["200"].content), ["text/event-stream"]);
    for (const [path, item] of Object.entries(paths as Json)) {
      for (const { responses } of Object.values(item as Json) as Json[]) {
        assert("default" in responses, path);
        for (const [status, answer] of Object.entries(responses as Json)) {
          const isBare = status === "204" || status === "304" || status === "default";
          assert(isBare || "content" in (answer as Json), `${path} ${status} tells no shape`);
        }
      }
    }
  }));

Deno.test("openapi.json refuses other fields in what is taken, and leaves answers free to gain some", () =>
  inClinic(async ({ ask }) => {
    const { paths } = (await ask("/api/v1/openapi.json")).body;
    const join = paths["/api/v1/queues/join"].post;
    assertEquals(join.requestBody.content["application/json"].schema.additionalProperties, false);
    assert(!JSON.stringify(join.responses).includes("additionalProperties"));
  }));
