/**
 * Commands that a desk gave while it had no connection, carried out in their order by the very endpoints that they
 * were meant for. What has one answer is settled here, the rest is put before a person (`sync_resolution.ts`).
 */
import { z } from "zod";
import type { StaffPrincipal } from "../../actors/identity/schema.ts";
import { AppError, RejectedError } from "../../actors/shared/errors.ts";
import { assertPermitted, type Call, type Endpoint, endpoint, paramsOf, type Reply } from "../endpoint.ts";
import { notFound, problemResponse, STATUSES } from "../errors.ts";
import { IDEMPOTENCY_HEADER, REPLAYED_HEADER } from "../middleware/idempotency.ts";
import { staffOf } from "./access.ts";
import { CLAIMED_HEADER } from "./commands.ts";
import { instant } from "./inputs.ts";
import { joinEndpoint } from "./join.ts";
import { providerStatusEndpoint } from "./providers.ts";
import { queueOperationEndpoints } from "./queue_control.ts";
import { ok } from "./replies.ts";
import { isAgainstOthers, presentTicket, settledBy } from "./sync_resolution.ts";
import { ticketCommandEndpoints } from "./ticket_commands.ts";

export const SYNC_COMMANDS_MAX = 100;
export const SYNC_BYTES_MAX = 256 * 1024;
const PATH_CHARS_MAX = 200;

/** What a desk may do while it sees nobody else's doing. Calling whoever is next is not among it. */
const QUEUED: readonly Endpoint[] = [
  joinEndpoint,
  ...ticketCommandEndpoints,
  ...queueOperationEndpoints,
  providerStatusEndpoint,
];

interface Target {
  readonly declared: Endpoint;
  readonly pattern: RegExp;
}

const TARGETS: readonly Target[] = QUEUED.map((declared) => ({
  declared,
  pattern: new RegExp(`^${declared.path.replace(/:([A-Za-z]+)/g, "(?<$1>[^/]+)")}$`),
}));

const Command = z.strictObject({
  key: z.string().min(1).max(255).regex(/^[\x21-\x7e]+$/, "Expected visible characters"),
  claimedAt: instant,
  method: z.literal("POST"),
  path: z.string().max(PATH_CHARS_MAX),
  body: z.record(z.string(), z.unknown()).optional(),
  ifVersion: z.int().nonnegative().optional(),
});
type Command = z.infer<typeof Command>;

const OUTCOMES = ["done", "repeated", "resolved", "conflict", "refused"] as const;
type Outcome = (typeof OUTCOMES)[number];

/** What became of one command. */
interface Result {
  readonly key: string;
  readonly outcome: Outcome;
  readonly status: number;
  readonly body: unknown;
}

const ResultDoc = z.object({
  key: z.string(),
  /** `resolved`: it had one answer, which is in `body`; `conflict`: a person must look, `body` is the problem. */
  outcome: z.enum(OUTCOMES),
  status: z.int(),
  body: z.unknown(),
});

/** One command on its way: which endpoint, for what, by whom. */
interface Passage {
  readonly call: Call;
  readonly principal: StaffPrincipal;
  readonly command: Command;
  readonly declared: Endpoint;
  readonly params: Readonly<Record<string, string>>;
}

function passageOf(call: Call, command: Command, principal: StaffPrincipal): Passage {
  for (const { declared, pattern } of TARGETS) {
    const match = pattern.exec(command.path);
    if (match !== null) return { call, command, principal, declared, params: { ...match.groups } };
  }
  throw notFound(`a command that can wait at ${command.path}`);
}

/** The request as the desk would have sent it, with the instant at which it did. */
function requestOf({ call, command }: Passage, { isVersioned }: { readonly isVersioned: boolean }): Request {
  const { key, claimedAt, ifVersion } = command;
  const headers = new Headers({
    [IDEMPOTENCY_HEADER]: key,
    [CLAIMED_HEADER]: new Date(claimedAt).toISOString(),
  });
  const language = call.request.headers.get("accept-language");
  if (language !== null) headers.set("accept-language", language);
  if (isVersioned && ifVersion !== undefined) headers.set("if-match", `"${ifVersion}"`);
  return new Request(call.request.url, { method: "POST", headers });
}

async function carryOut(passage: Passage, options: { readonly isVersioned: boolean }): Promise<Reply> {
  const { call, declared, principal, command } = passage;
  assertPermitted(declared, principal);
  const params = paramsOf(passage.params);
  const inner: Call = {
    edge: call.edge,
    request: requestOf(passage, options),
    route: `${declared.method} ${declared.path}`,
    principal,
    params: undefined,
    query: undefined,
    body: undefined,
  };
  return await declared.answer(inner, { params, query: undefined, body: command.body ?? {} });
}

function succeeded({ key }: Command, reply: Reply): Result {
  const isReplay = reply.headers?.[REPLAYED_HEADER] !== undefined;
  const outcome = isReplay ? "repeated" : isRenumbered(reply.body) ? "resolved" : "done";
  return { key, outcome, status: reply.status, body: reply.body };
}

/** A number that could not be kept was replaced by a fresh one. */
function isRenumbered(body: unknown): boolean {
  const data = typeof body === "object" && body !== null && "data" in body ? body.data : null;
  return typeof data === "object" && data !== null && "isRenumbered" in data && data.isRenumbered === true;
}

/** A failure that passes: the whole batch comes again, since what follows must not overtake it. */
function isPassing(error: unknown): boolean {
  return error instanceof AppError && (STATUSES[error.code] === 503 || STATUSES[error.code] === 429);
}

async function failed(passage: Passage, error: unknown): Promise<Result> {
  if (isPassing(error)) throw error;
  const { call, command, declared } = passage;
  const route = `${declared.method} ${declared.path}`;
  const response = problemResponse(error, { ...call.edge.problemTools, route });
  const { status } = response;
  const problem: Readonly<Record<string, unknown>> = await response.json();
  const { key } = command;
  if (status !== 409 && status !== 412) return { key, outcome: "refused", status, body: problem };
  const present = await presentTicket(call.edge, passage);
  return { key, outcome: "conflict", status, body: { ...problem, present } };
}

/** What the refusal of a command comes to. One that only its own desk made stale still makes sense. */
async function settle(passage: Passage, error: unknown): Promise<Result> {
  if (!(error instanceof RejectedError)) return await failed(passage, error);
  const { code } = error.rejection;
  if (code !== "stale_version" || isAgainstOthers(error.rejection, passage)) {
    return await settleAsItStands(passage, error);
  }
  try {
    const reply = await carryOut(passage, { isVersioned: false });
    return { ...succeeded(passage.command, reply), outcome: "resolved" };
  } catch (second) {
    if (!(second instanceof RejectedError)) return await failed(passage, second);
    return await settleAsItStands(passage, second);
  }
}

async function settleAsItStands(passage: Passage, error: RejectedError): Promise<Result> {
  const settled = await settledBy(error.rejection, passage);
  if (settled === null) return await failed(passage, error);
  return { key: passage.command.key, outcome: "resolved", status: 200, body: { data: settled } };
}

async function resultOf(call: Call, command: Command, principal: StaffPrincipal): Promise<Result> {
  let passage: Passage;
  try {
    passage = passageOf(call, command, principal);
  } catch (error) {
    const response = problemResponse(error, { ...call.edge.problemTools, route: call.route });
    return {
      key: command.key,
      outcome: "refused",
      status: response.status,
      body: await response.json(),
    };
  }
  const startedAt = performance.now();
  const result = await carryOut(passage, { isVersioned: true })
    .then((reply) => succeeded(command, reply), (error: unknown) => settle(passage, error));
  const { method, path } = passage.declared;
  call.edge.observe({
    route: `${method} ${path}`,
    status: result.status,
    ms: performance.now() - startedAt,
  });
  return result;
}

/** The endpoint of a desk's outbox. */
export const syncEndpoint: Endpoint = endpoint({
  method: "POST",
  path: "/sync",
  permission: "sync.send",
  summary: "Carry out commands that waited at a desk without a connection, in order, each under its own key",
  body: z.strictObject({ commands: z.array(Command).max(SYNC_COMMANDS_MAX) }),
  bodyBytesMax: SYNC_BYTES_MAX,
  answers: {
    200: {
      description: "What became of each command, in their order",
      schema: z.object({ data: z.object({ results: z.array(ResultDoc) }) }),
    },
  },
  async handle(call) {
    const principal = staffOf(call.principal);
    const results: Result[] = [];
    for (const command of call.body.commands) results.push(await resultOf(call, command, principal));
    return ok({ results });
  },
});
