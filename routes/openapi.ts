/**
 * From the declared endpoints to an OpenAPI 3.1 description. It reads declarations and their schemas; it must not
 * know any endpoint by name.
 */
import { z } from "zod";
import { permits } from "../actors/identity/access.ts";
import { ANONYMOUS } from "../actors/identity/schema.ts";
import { STATUSES } from "./errors.ts";
import { type AnswerDoc, API_PREFIXES, type Described } from "./endpoint.ts";
import { ProblemDoc } from "./api/documents.ts";

export const EVENT_STREAM = "text/event-stream";
/** Who asks shows one of these; a page of ours has the cookie. */
const SIGNED_IN = [{ bearer: [] }, { page: [] }];

type Json = Readonly<Record<string, unknown>>;

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _$schema, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override({ jsonSchema }) {
      // What is sent may gain fields; what is taken may not have others.
      if (io === "output") delete jsonSchema.additionalProperties;
    },
  });
  return described;
}

/** `/queues/:queueId` as OpenAPI writes it. */
export function templateOf(path: string): string {
  return path.replace(/:([A-Za-z]+)/g, "{$1}");
}

function parametersOf({ path, query }: Described): readonly Json[] {
  const inPath = [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const described = query === undefined ? {} : schemaOf(query, "input");
  const properties = (described["properties"] ?? {}) as Readonly<Record<string, Json>>;
  const required = (described["required"] ?? []) as readonly string[];
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
  return [...inPath, ...inQuery];
}

function header(name: string, description: string): Json {
  return { name, in: "header", required: false, description, schema: { type: "string" } };
}

/** What a desk may have done earlier than it says so. */
const CLAIMABLE =
  /^\/(?:tickets\/:ticketId\/|queues\/join$|queues\/:queueId\/(?:open|pause|close)$|providers\/:providerId\/status$)/;

/** The headers that follow from what an operation is: writes can be repeated, changes made conditional, reads polled. */
function headersOf({ method, path, answers }: Described): readonly Json[] {
  const isWrite = method !== "GET";
  const isChange = method === "PATCH" || (isWrite && path.includes(":ticketId"));
  const isPolled = 304 in answers;
  const isStream = Object.values(answers).some(({ contentType }) => contentType === EVENT_STREAM);
  return [
    ...(isWrite
      ? [header("Idempotency-Key", "A repeat with the same key and body answers the same again")]
      : []),
    ...(isChange ? [header("If-Match", "The version that what is changed must still have, else 412")] : []),
    ...(isWrite && CLAIMABLE.test(path)
      ? [header("Claimed-At", "Of staff: when it was done, if earlier; counts within the service day")]
      : []),
    ...(isPolled ? [header("If-None-Match", "The tag of the last answer: 304 while nothing changed")] : []),
    ...(isStream ? [header("Last-Event-ID", "Where the last stream ended: what was missed is sent")] : []),
  ];
}

function bodyOf({ body, bodyTypes }: Described): Json {
  if (body === undefined) return {};
  const schema = schemaOf(body, "input");
  const types = bodyTypes.map((type) =>
    type === "json" ? "application/json" : "application/x-www-form-urlencoded"
  );
  const required = Array.isArray(schema["required"]) && schema["required"].length > 0;
  return { requestBody: { required, content: Object.fromEntries(types.map((type) => [type, { schema }])) } };
}

function answerOf({ description, schema, contentType }: AnswerDoc): Json {
  if (schema === undefined && contentType === undefined) return { description };
  const described = schema === undefined ? { type: "string" } : schemaOf(schema, "output");
  return { description, content: { [contentType ?? "application/json"]: { schema: described } } };
}

function operationOf(endpoint: Described): Json {
  const good = Object.entries(endpoint.answers).map(([status, answer]) => [status, answerOf(answer)]);
  return {
    summary: endpoint.summary,
    operationId: `${endpoint.method.toLowerCase()}${
      endpoint.path.replace(/[^A-Za-z0-9]+(\w)?/g, (_all, next = "") => next.toUpperCase())
    }`,
    "x-permission": endpoint.permission,
    security: permits(ANONYMOUS, endpoint.permission) ? [{}, ...SIGNED_IN] : SIGNED_IN,
    parameters: [...parametersOf(endpoint), ...headersOf(endpoint)],
    ...bodyOf(endpoint),
    responses: { ...Object.fromEntries(good), default: { $ref: "#/components/responses/Problem" } },
  };
}

/** The description of `endpoints`: those of the API below its first prefix, those of the root where they are. */
export function describeApi(endpoints: readonly Described[]): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const path = templateOf(endpoint.isRoot ? endpoint.path : `${API_PREFIXES[0]}${endpoint.path}`);
    const item = paths[path] ??= {};
    item[endpoint.method.toLowerCase()] = operationOf(endpoint);
  }
  const codes = Object.entries(STATUSES).map(([code, status]) => `${status} ${code}`).sort();
  return {
    openapi: "3.1.0",
    info: {
      title: "Anteroom",
      version: "1",
      description: "A virtual queue for clinics. The same calls are served below /api for older clients.",
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        page: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-anteroom",
          description: "The session of our own pages; not beside a bearer, and only from our own origin",
        },
      },
      responses: {
        Problem: {
          description: `A refusal or failure: ${codes.join(", ")}`,
          content: { "application/problem+json": { schema: schemaOf(ProblemDoc, "output") } },
        },
      },
    },
  };
}
