/** From credentials to a principal: a good bearer, and everything else. */
import { assertEquals } from "@std/assert";
import { ANONYMOUS } from "../../../actors/identity/schema.ts";
import { principalOf } from "../../../routes/middleware/principal.ts";
import { inClinic, PASSWORD } from "../../support/clinic.ts";

const right = { tenant: "demo", username: "doctor", password: PASSWORD };

Deno.test("GET /me asks a stranger to sign in, and refuses a foreign token, another scheme and a second credential", () =>
  inClinic(async ({ ask, post }) => {
    const stranger = await ask("/me");
    assertEquals([stranger.status, stranger.headers.get("www-authenticate")], [401, "Bearer"]);
    const { accessToken } = (await post("/auth/sign-in", right)).body.data;
    for (
      const headers of [
        { authorization: "Bearer nonsense" },
        { authorization: "Basic YTpi" },
        { authorization: `Bearer ${accessToken}`, cookie: "a=b; __Host-anteroom=x" },
      ]
    ) {
      assertEquals((await ask("/me", { headers })).body.code, "unauthenticated");
    }
    const other = { authorization: `Bearer ${accessToken}`, cookie: "theme=dark" };
    assertEquals((await ask("/me", { headers: other })).status, 200);
  }));

Deno.test("principalOf() knows strangers at once, without a promise", () =>
  inClinic(({ system }) => {
    const config = {
      publicUrl: "",
      appEnv: "development",
      isDemo: true,
      streamsMax: 1,
      trustedProxies: [],
    } as const;
    const request = new Request("http://clinic.example/", { headers: { cookie: "__Host-anteroom=x" } });
    assertEquals(principalOf({ system, config }, request), ANONYMOUS);
    return Promise.resolve();
  }));
