/** The app as a whole: every endpoint guarded, and what is said at its edges. */
import { assert, assertEquals } from "@std/assert";
import { type Permission, PERMISSIONS, permits } from "../../actors/identity/access.ts";
import { ANONYMOUS } from "../../actors/identity/schema.ts";
import { ENDPOINTS } from "../../routes/app.ts";
import { pathsOf } from "../../routes/endpoint.ts";
import { inClinic, OPEN_QUEUE, SELF_QUEUE } from "../support/clinic.ts";

Deno.test("every endpoint names a permission of the table", () => {
  for (const { method, path, permission } of ENDPOINTS) {
    assert(PERMISSIONS.includes(permission), `${method} ${path} names ${permission}`);
  }
});

Deno.test("the routes of the app are those of the declared endpoints", () =>
  inClinic(async ({ app, ask }) => {
    const declared = ENDPOINTS.flatMap((endpoint) =>
      pathsOf(endpoint).map((path) => `${endpoint.method} ${path}`)
    );
    const mounted = app.routes.map(({ method, path }) => `${method} ${path}`);
    assertEquals(mounted.filter((route) => declared.includes(route)).toSorted(), declared.toSorted());
    for (const route of mounted.filter((route) => !declared.includes(route))) {
      const [method = "", path = ""] = route.split(" ");
      assertEquals((await ask(path, { method })).status, 405, route);
    }
  }));

Deno.test("every endpoint that strangers have no permission for answers them 401", () =>
  inClinic(async ({ ask, contents }) => {
    const before = await contents();
    for (
      const endpoint of ENDPOINTS.filter(({ permission }) => !permits(ANONYMOUS, permission as Permission))
    ) {
      for (const path of pathsOf(endpoint)) {
        const address = path.replace(/:[A-Za-z]+/g, "some-id");
        const { status, body } = await ask(address, { method: endpoint.method });
        assertEquals([status, body.code], [401, "unauthenticated"], `${endpoint.method} ${path}`);
      }
    }
    assertEquals(await contents(), before);
  }));

Deno.test("HEAD answers like GET, without a body", () =>
  inClinic(async ({ ask }) => {
    const { status, body } = await ask("/health/live", { method: "HEAD" });
    assertEquals([status, body], [200, ""]);
  }));

Deno.test("a problem has the members of RFC 9457, a code and a request id that the header repeats", () =>
  inClinic(async ({ ask }) => {
    const { body, headers } = await ask("/api/v1/nothing");
    assertEquals(Object.keys(body).sort(), ["code", "detail", "requestId", "status", "title", "type"]);
    assertEquals(headers.get("x-request-id"), body.requestId);
    assertEquals([headers.get("cache-control"), headers.get("x-content-type-options")], [
      "no-store",
      "nosniff",
    ]);
  }));

Deno.test("a path whose parameter cannot be an id is not found", () =>
  inClinic(async ({ ask }) => {
    for (const id of ["a%20b", "a%2Fb", "x".repeat(65), "%00", "..%2F.."]) {
      assertEquals((await ask(`/tickets/${id}`, { as: "nurse" })).status, 404, id);
    }
  }));

Deno.test("a store that fails is 503 with Retry-After for what needs it, and nothing of the inside is told", () => {
  let isAway = false;
  const wrap = (kv: Deno.Kv) =>
    new Proxy(kv, {
      get(target, name) {
        const value = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        if (!isAway || name === "close") return value.bind(target);
        if (name === "atomic") {
          return () => {
            const atomic = target.atomic();
            atomic.commit = () => Promise.reject(new TypeError("secret inside"));
            return atomic;
          };
        }
        return () => Promise.reject(new TypeError("secret inside"));
      },
    });
  return inClinic(async ({ ask, post, logged, pass }) => {
    await post("/queues/join", { queueId: OPEN_QUEUE, patientId: "p-1" });
    isAway = true;
    const join = await post("/queues/join", { queueId: SELF_QUEUE, patient: { name: "Ada" } });
    assertEquals([join.status, join.body.code], [503, "store_unavailable"]);
    assert(Number(join.headers.get("retry-after")) >= 1);
    pass(60_000);
    const signIn = await post("/auth/sign-in", { tenant: "demo", username: "nurse", password: "x" });
    assertEquals(signIn.body.code, "store_unavailable");
    isAway = false;
    assert(!JSON.stringify([join.body, signIn.body]).includes("secret"));
    assert(logged.some((line) => line.includes("store_unavailable")));
    assertEquals((await ask("/queues", { as: "nurse" })).status, 200);
  }, { wrap });
});

Deno.test("a bug is 500 internal with a request id that the log repeats, and nothing of the inside is told", () =>
  inClinic(async ({ system, ask, logged }) => {
    system.identity.tenantFor = () => {
      throw new TypeError("Cannot read properties of undefined (reading 'Ada')");
    };
    const { status, body } = await ask("/queues");
    assertEquals([status, body.code], [500, "internal"]);
    assert(!JSON.stringify(body).includes("Ada"));
    assert(logged.some((line) => line.startsWith("error") && line.includes(body.requestId)));
  }));
