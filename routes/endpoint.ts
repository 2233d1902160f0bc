/**
 * An endpoint as one declaration: who may, what comes in, what goes out, what it does. From it follow the mounted
 * routes, the parsing, the refusals and the API description; an endpoint that names no permission does not compile.
 */
import type { Context, Hono } from "hono";
import type { z } from "zod";
import { type Permission, permits } from "../actors/identity/access.ts";
import { ANONYMOUS, type Principal } from "../actors/identity/schema.ts";
import {
  type FacilityId,
  isId,
  type PatientId,
  type ProviderId,
  type QueueId,
  type TicketId,
} from "../actors/shared/ids.ts";
import type { Edge } from "./edge.ts";
import { forbidden, invalidFields, notFound, problemResponse, unauthenticated } from "./errors.ts";
import { BODY_BYTES_MAX, type BodyType, readBody } from "./middleware/body.ts";
import { JSON_HEADERS, SECURITY_HEADERS } from "./middleware/headers.ts";
import { principalOf } from "./middleware/principal.ts";

export type Method = "GET" | "POST" | "PATCH";
/** The same handlers under both: the second is the address that older clients know. */
export const API_PREFIXES = ["/api/v1", "/api"] as const;
/** Longest parameter of a path that is not an id. */
const TEXT_PARAM_CHARS_MAX = 2_048;

/** What the parameters of a path are. All but `token` are ids. */
interface ParamTypes {
  readonly facilityId: FacilityId;
  readonly patientId: PatientId;
  readonly providerId: ProviderId;
  readonly queueId: QueueId;
  readonly ticketId: TicketId;
  readonly token: string;
}
type ParamName = keyof ParamTypes;
type ParamsOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [K in Extract<Name, ParamName>]: ParamTypes[K] } & ParamsOf<`/${Rest}`>
  : Path extends `${string}:${infer Name}` ? { readonly [K in Extract<Name, ParamName>]: ParamTypes[K] }
  : unknown;

/** One request to one endpoint, parsed. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  readonly edge: Edge;
  readonly request: Request;
  /** Method and template of the endpoint. */
  readonly route: string;
  readonly principal: Principal;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** An answer; `body` is sent as JSON, or as it is when it is a text. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface AnswerDoc {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** By default JSON, where there is a schema. */
  readonly contentType?: string;
}

/** The declaration of an endpoint. */
export interface EndpointSpec<
  Path extends string,
  Query extends z.ZodType | undefined,
  Body extends z.ZodType | undefined,
> {
  readonly method: Method;
  /** Below the API's prefix, or from the root for `isRoot`. */
  readonly path: Path;
  readonly isRoot?: boolean;
  readonly permission: Permission;
  readonly summary: string;
  readonly query?: Query;
  readonly body?: Body;
  /** By default JSON alone. */
  readonly bodyTypes?: readonly BodyType[];
  /** By default what every body may have. */
  readonly bodyBytesMax?: number;
  /** By status: what the good answers are. Refusals are the same everywhere. */
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  handle(
    call: Call<
      ParamsOf<Path>,
      Query extends z.ZodType ? z.infer<Query> : undefined,
      Body extends z.ZodType ? z.infer<Body> : undefined
    >,
  ): Reply | Promise<Reply>;
}

/** What the API's description tells of an address. */
export interface Described {
  readonly method: Method;
  readonly path: string;
  readonly isRoot: boolean;
  readonly permission: Permission;
  readonly summary: string;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  readonly bodyTypes: readonly BodyType[];
  readonly answers: Readonly<Record<number, AnswerDoc>>;
}

/** An endpoint whose types are closed over: what is mounted and described. */
export interface Endpoint extends Described {
  readonly bodyBytesMax: number;
  answer(
    call: Call,
    given: { readonly params: unknown; readonly query: unknown; readonly body: unknown },
  ): Reply | Promise<Reply>;
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidFields(
    result.error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join("."), message })),
  );
}

/** Declares an endpoint. */
export function endpoint<
  const Path extends string,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(spec: EndpointSpec<Path, Query, Body>): Endpoint {
  type Handled = Parameters<typeof spec.handle>[0];
  const { query, body } = spec;
  return {
    method: spec.method,
    path: spec.path,
    isRoot: spec.isRoot ?? false,
    permission: spec.permission,
    summary: spec.summary,
    query,
    body,
    bodyTypes: spec.bodyTypes ?? ["json"],
    bodyBytesMax: spec.bodyBytesMax ?? BODY_BYTES_MAX,
    answers: spec.answers,
    answer: (call, given) =>
      spec.handle({
        ...call,
        params: given.params,
        query: query === undefined ? undefined : parsed(query, given.query),
        body: body === undefined ? undefined : parsed(body, given.body),
      } as Handled),
  };
}

/** The paths at which an endpoint is reached. */
export function pathsOf({ path, isRoot }: Pick<Endpoint, "path" | "isRoot">): readonly string[] {
  return isRoot ? [path] : API_PREFIXES.map((prefix) => `${prefix}${path}`);
}

/** Mounts `endpoints`. Known paths asked with another method are refused by `wrong_method.ts`. */
export function mount(app: Hono, { endpoints, edge }: {
  readonly endpoints: readonly Endpoint[];
  readonly edge: Edge;
}): void {
  for (const declared of endpoints) {
    for (const path of pathsOf(declared)) {
      app.on(declared.method, path, (c) => respond(c, { declared, edge }));
    }
  }
}

async function respond(
  c: Context,
  { declared, edge }: { readonly declared: Endpoint; readonly edge: Edge },
): Promise<Response> {
  const startedAt = performance.now();
  const route = `${declared.method} ${declared.path}`;
  let response: Response;
  try {
    response = responseOf(await answerTo(c, { declared, edge, route }));
  } catch (error) {
    response = problemResponse(error, { ...edge.problemTools, route });
  }
  edge.observe({ route, status: response.status, ms: performance.now() - startedAt });
  return response;
}

async function answerTo(
  c: Context,
  { declared, edge, route }: { readonly declared: Endpoint; readonly edge: Edge; readonly route: string },
): Promise<Reply> {
  const request = c.req.raw;
  const isPublic = declared.method === "GET" && permits(ANONYMOUS, declared.permission);
  const asked = principalOf(edge, request, { isPublic });
  const principal = asked instanceof Promise ? await asked : asked;
  assertPermitted(declared, principal);
  const params = paramsOf(c.req.param());
  const query = declared.query === undefined ? undefined : c.req.query();
  const body = declared.body === undefined
    ? undefined
    : await readBody(request, declared.bodyTypes, declared);
  const call: Call = {
    edge,
    request,
    route,
    principal,
    params: undefined,
    query: undefined,
    body: undefined,
  };
  return declared.answer(call, { params, query, body });
}

/** Refuses whoever lacks the permission of `declared`. @throws AppError `unauthenticated`, RejectedError `forbidden`. */
export function assertPermitted(declared: Endpoint, principal: Principal): void {
  if (permits(principal, declared.permission)) return;
  throw principal.kind === "anonymous" ? unauthenticated("do this") : forbidden(declared.summary);
}

/** The parameters of a path; one that cannot be an id leads nowhere. @throws RejectedError `not_found`. */
export function paramsOf(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(given)) {
    const isFit = name === "token" ? value.length <= TEXT_PARAM_CHARS_MAX : isId(value);
    if (!isFit) throw notFound("what the path names");
  }
  return given;
}

function responseOf({ status, body, headers }: Reply): Response {
  if (body === undefined) return new Response(null, { status, headers: { ...SECURITY_HEADERS, ...headers } });
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const all = headers === undefined ? JSON_HEADERS : { ...JSON_HEADERS, ...headers };
  return new Response(text, { status, headers: all });
}
