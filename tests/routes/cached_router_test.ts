/** The remembering router answers as Hono's own does. */
import { assertEquals } from "@std/assert";
import { Hono } from "hono";
import { CachedRouter } from "../../routes/cached_router.ts";

const PATHS = ["/", "/queues", "/queues/join", "/queues/q1", "/queues/q1/open", "/files/a/b", "/nothing"];
const METHODS = ["GET", "POST", "DELETE", "PROPFIND"];

function appWith(app: Hono): Hono {
  app.use("/queues/*", async (c, next) => {
    await next();
    c.header("x-seen", "yes");
  });
  app.get("/", (c) => c.text("root"));
  app.get("/queues", (c) => c.text("list"));
  app.post("/queues/join", (c) => c.text("join"));
  app.get("/queues/:id", (c) => c.text(`one ${c.req.param("id")}`));
  app.on(["GET", "PROPFIND"], "/queues/:id/open", (c) => c.text(`open ${c.req.param("id")}`));
  app.get("/files/*", (c) => c.text(`file ${c.req.path}`));
  return app;
}

Deno.test("CachedRouter matches what Hono's router matches, the first time and the second", async () => {
  const plain = appWith(new Hono());
  const cached = appWith(new Hono({ router: new CachedRouter() }));
  for (const path of [...PATHS, ...PATHS]) {
    for (const method of METHODS) {
      const [expected, actual] = await Promise.all(
        [plain, cached].map((app) => app.request(path, { method })),
      );
      const tell = async (
        response: Response | undefined,
      ) => [response?.status, await response?.text(), response?.headers.get("x-seen")];
      assertEquals(await tell(actual), await tell(expected), `${method} ${path}`);
    }
  }
});
