import { assertEquals } from "@std/assert";
import { inPageWorld } from "../../support/page_world.ts";
import { employ, signIn } from "../../support/staff_page.ts";

Deno.test("staffVisit() leads strangers to signing in and back to where they wanted to go", async () => {
  await inPageWorld(async (world) => {
    const stranger = await world.visit("/doctor?x=1&y=2");
    assertEquals([stranger.status, stranger.headers.get("location")], [
      303,
      "/sign-in?next=%2Fdoctor%3Fx%3D1%26y%3D2",
    ]);
    assertEquals(stranger.headers.get("cache-control"), "no-store");
    await employ(world);
    await signIn(world);
    assertEquals((await world.visit("/doctor")).status, 200);
  });
});

Deno.test("staffVisit() knows who comes by a link from elsewhere, and nobody behind another site's request", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    await signIn(world);
    const by = (headers: Readonly<Record<string, string>>) =>
      world.visit("/desk", { headers: { "sec-fetch-site": "cross-site", ...headers } });
    const link = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    assertEquals((await by(link)).status, 200);
    assertEquals((await by({ "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" })).status, 303);
  });
});
