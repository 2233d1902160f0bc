/** Keys and versions in headers: what makes two keys the same, and what is refused. */
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { ANONYMOUS, type Principal } from "../../../actors/identity/schema.ts";
import type { TenantId } from "../../../actors/shared/ids.ts";
import { RejectedError } from "../../../actors/shared/errors.ts";
import { idempotencyOf, ifMatchOf } from "../../../routes/middleware/idempotency.ts";

const staff = (change: { tenantId?: string; accountId?: string; sessionId?: string } = {}): Principal => ({
  kind: "staff",
  accountId: change.accountId ?? "a1",
  tenantId: (change.tenantId ?? "t1") as TenantId,
  role: "nurse",
  providerId: null,
  sessionId: change.sessionId ?? "s1",
  name: "Someone",
});
const scope = { principal: staff(), route: "POST /tickets/:ticketId/hold", target: "k1", body: {} };

function asked(name: string, value: string): Request {
  return new Request("http://clinic.example/", { headers: { [name]: value } });
}
const keyed = (key: string, change: Partial<typeof scope> = {}) =>
  idempotencyOf(asked("idempotency-key", key), { ...scope, ...change });

Deno.test("idempotencyOf() is undefined without the header", () => {
  assertEquals(idempotencyOf(new Request("http://clinic.example/"), scope), undefined);
});

Deno.test("idempotencyOf() gives one key to the same request, from whichever session", () => {
  assertEquals(keyed("k"), keyed("k"));
  assertEquals(keyed("k"), keyed("k", { principal: staff({ sessionId: "s2" }) }));
});

Deno.test("idempotencyOf() keeps keys apart by tenant, principal, route, target and text", () => {
  const keys = [
    keyed("k"),
    keyed("l"),
    keyed("k", { principal: staff({ tenantId: "t2" }) }),
    keyed("k", { principal: staff({ accountId: "a2" }) }),
    keyed("k", { route: "POST /tickets/:ticketId/leave" }),
    keyed("k", { target: "k2" }),
  ];
  assertEquals(new Set(keys.map((key) => key?.key)).size, keys.length);
});

Deno.test("idempotencyOf() tells bodies apart under one key", () => {
  const [one, other] = [keyed("k", { body: { a: 1 } }), keyed("k", { body: { a: 2 } })];
  assertEquals(one?.key, other?.key);
  assertNotEquals(one?.bodyHash, other?.bodyHash);
});

Deno.test("idempotencyOf() asks strangers for 22 characters and staff for one", () => {
  const principal: Principal = ANONYMOUS;
  const stranger = (key: string) => idempotencyOf(asked("idempotency-key", key), { ...scope, principal });
  assertThrows(() => stranger("x".repeat(21)), RejectedError);
  assertEquals(stranger("x".repeat(22))?.key.length, 43);
  for (const bad of ["x".repeat(256), "two words", "schlüssel"]) {
    assertThrows(() => keyed(bad), RejectedError);
  }
  assertEquals(keyed("x".repeat(255))?.key.length, 43);
});

Deno.test("ifMatchOf() reads a version, quoted or not, weak or not, and nothing else", () => {
  for (const tag of ['"12"', "12", 'W/"12"', ' "12" ']) assertEquals(ifMatchOf(asked("if-match", tag)), 12);
  assertEquals(ifMatchOf(asked("if-match", "*")), undefined);
  assertEquals(ifMatchOf(new Request("http://clinic.example/")), undefined);
  for (const bad of ["", '""', "-1", "1.5", '"1", "2"', "x"]) {
    assertThrows(() => ifMatchOf(asked("if-match", bad)), RejectedError, undefined, bad);
  }
});
