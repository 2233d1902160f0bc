/** The description of the API tells of the mounted endpoints and of nothing else. */
import { assertEquals } from "@std/assert";
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
