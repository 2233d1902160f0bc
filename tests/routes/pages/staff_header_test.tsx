import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import type { StaffPrincipal } from "../../../actors/identity/schema.ts";
import { LANGUAGES } from "../../../actors/shared/i18n.ts";
import type { TenantId } from "../../../actors/shared/ids.ts";
import { StaffHeader, type StaffHeaderProps } from "../../../routes/pages/staff_header.tsx";
import { CONFIG } from "../../support/queue_fixture.ts";
import { inPageWorld } from "../../support/page_world.ts";
import { employ, NURSE, signIn } from "../../support/staff_page.ts";

const staff: StaffPrincipal = {
  kind: "staff",
  accountId: "a1",
  tenantId: "tenant" as TenantId,
  role: "doctor",
  providerId: null,
  sessionId: "s1",
  name: "Dr <Osei>",
};

function html(props: Partial<StaffHeaderProps> = {}): string {
  return render(
    <StaffHeader
      language="en"
      staff={staff}
      place="Riverside"
      current="desk"
      displays={[{ name: "Walk-in", address: "/display/d1" }]}
      path="/desk"
      {...props}
    />,
  );
}

Deno.test("StaffHeader says where, who and in which role, and leads on and out", () => {
  const page = html();
  for (const part of ["Riverside", "Dr &lt;Osei>", "Doctor", 'href="/desk" aria-current="true"']) {
    assertStringIncludes(page, part);
  }
  assertMatch(page, /<a href="\/display\/d1" target="_blank" rel="noopener"[^>]*>Walk-in/);
  assertMatch(page, /<form method="post" action="\/sign-out" data-sign-out/);
  assertEquals([...page.matchAll(/hreflang="(\w+)"/g)].map(([, one]) => one), [...LANGUAGES]);
  assert(!page.includes("s1"));
});

Deno.test("StaffHeader has a place for what a page puts beside the name", () => {
  assertStringIncludes(html({ children: <b>Switch</b> }), "Riverside</bdi><b>Switch</b>");
  assertStringIncludes(html({ displays: [] }), "No displays yet");
});

Deno.test("staffHeader() names the tenant, whoever is signed in, and the screens of its queues", async () => {
  await inPageWorld(async (world) => {
    await employ(world);
    await signIn(world);
    const page = await (await world.visit("/desk")).text();
    for (const part of ["Riverside", NURSE.name, `/display/${CONFIG.displayId}`, "Walk-in"]) {
      assertStringIncludes(page, part);
    }
  });
});
