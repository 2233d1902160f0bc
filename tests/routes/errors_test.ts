/** From errors to problems: statuses, headers, facts, and what is never told. */
import { assert, assertEquals } from "@std/assert";
import {
  APP_ERROR_CODES,
  AppError,
  reject,
  RejectedError,
  REJECTION_CODES,
} from "../../actors/shared/errors.ts";
import { invalidFields, problemResponse, STATUSES } from "../../routes/errors.ts";
import type { Json } from "../support/clinic.ts";

function answerTo(error: unknown): { response: Response; logged: string[]; body: Promise<Json> } {
  const logged: string[] = [];
  const response = problemResponse(error, {
    route: "POST /queues/join",
    mintId: (chars) => "r".repeat(chars),
    log: (level, message, fields) => logged.push(`${level} ${message} ${JSON.stringify(fields)}`),
  });
  return { response, logged, body: response.json() };
}

Deno.test("STATUSES has a client or server error for every code", () => {
  for (const code of [...REJECTION_CODES, ...APP_ERROR_CODES]) {
    assert(STATUSES[code] >= 400 && STATUSES[code] <= 503, code);
  }
});

Deno.test("problemResponse() tells a rejection's facts, with instants in ISO 8601", async () => {
  const rejection = reject("recall_too_soon", "Cannot recall", {
    calledAt: 0,
    at: 1,
    recalls: 2,
    status: "mine",
  });
  const { response, body, logged } = answerTo(new RejectedError(rejection));
  const { calledAt, at, recalls, status, code, detail } = await body;
  assertEquals(at, "1970-01-01T00:00:00.001Z");
  assertEquals([response.status, logged], [409, []]);
  assertEquals([calledAt, recalls, status, code, detail], [
    "1970-01-01T00:00:00.000Z",
    2,
    409,
    "recall_too_soon",
    "Cannot recall",
  ]);
});

Deno.test("problemResponse() names the field at fault for every 422", async () => {
  const byDomain = await answerTo(new RejectedError(reject("invalid", "Unknown zone", { field: "timeZone" })))
    .body;
  assertEquals(byDomain.errors, [{ path: "timeZone", message: "Unknown zone" }]);
  const provider = await answerTo(new RejectedError(reject("provider_unknown", "No such provider"))).body;
  assertEquals(provider.errors, [{ path: "providerId", message: "No such provider" }]);
  const byEdge = await answerTo(invalidFields([{ path: "a.b", message: "Too long" }])).body;
  assertEquals(byEdge.errors, [{ path: "a.b", message: "Too long" }]);
});

Deno.test("problemResponse() says when to come back for 429 and 503, in whole seconds of at least one", () => {
  const after = (error: AppError) => answerTo(error).response.headers.get("retry-after");
  assertEquals(after(new AppError("rate_limited", "Too many", { retryAfterMs: 1_001 })), "2");
  assertEquals(after(new AppError("overloaded", "Full", { retryAfterMs: 5 })), "1");
  assertEquals(after(new AppError("store_unavailable", "Away")), "1");
  assertEquals(after(new AppError("unauthenticated", "Who")), null);
});

Deno.test("problemResponse() logs failures of ours and tells nothing of them", async () => {
  for (const error of [new TypeError("secret"), new AppError("quarantined", "secret"), "secret", undefined]) {
    const { response, body, logged } = answerTo(error);
    const problem = await body;
    assertEquals([response.status, problem.code], [500, "internal"]);
    assert(!JSON.stringify(problem).includes("secret"));
    assertEquals(logged.length, 1);
    assert(logged[0]?.startsWith("error") && logged[0].includes(problem.requestId));
  }
});

Deno.test("problemResponse() logs an unreachable store with its cause, and tells no cause", async () => {
  const { body, logged } = answerTo(
    new AppError("store_unavailable", "Cannot reach the store", { cause: "secret" }),
  );
  assert(!JSON.stringify(await body).includes("secret"));
  assert(logged[0]?.startsWith("warn") && logged[0].includes("secret"));
});
