/** Ids for new things: fresh ones, and ones that follow from a key. */
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { AppError } from "../../../actors/shared/errors.ts";
import { isId } from "../../../actors/shared/ids.ts";
import { assertSameRequest, newIdFor } from "../../../routes/api/new_id.ts";
import { createEdge } from "../../../routes/edge.ts";
import type { Call } from "../../../routes/endpoint.ts";
import { inClinic, TENANT } from "../../support/clinic.ts";

Deno.test("newIdFor() mints without a key, and repeats itself with one", () =>
  inClinic(({ system }) => {
    const config = {
      publicUrl: "",
      appEnv: "development",
      isDemo: true,
      streamsMax: 1,
      trustedProxies: [],
    } as const;
    const edge = createEdge({ system, config });
    const call = (key: string | null, body: unknown = {}): Call => ({
      edge,
      request: new Request(
        "http://clinic.example/",
        key === null ? {} : { headers: { "idempotency-key": key } },
      ),
      route: "POST /facilities",
      principal: {
        kind: "staff",
        accountId: "a1",
        tenantId: TENANT,
        role: "administrator",
        providerId: null,
        sessionId: "s1",
        name: "Someone",
      },
      params: undefined,
      query: undefined,
      body,
    });
    assertNotEquals(newIdFor(call(null), "x").id, newIdFor(call(null), "x").id);
    assertEquals(newIdFor(call(null), "x").requestHash, null);
    const first = newIdFor(call("k"), "x");
    assert(isId(first.id));
    assertEquals(newIdFor(call("k"), "x"), first);
    assertNotEquals(newIdFor(call("k"), "y").id, first.id);
    const other = newIdFor(call("k", { name: "Other" }), "x");
    assertEquals(other.id, first.id);
    assertSameRequest(first, first);
    assertEquals(assertThrows(() => assertSameRequest(first, other), AppError).code, "idempotency_conflict");
    return Promise.resolve();
  }));
