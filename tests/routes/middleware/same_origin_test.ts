import { assertEquals } from "@std/assert";
import { isPageOpening, isSameOrigin } from "../../../routes/middleware/same_origin.ts";

const PUBLIC_URL = "https://clinic.example/base";

function from(headers: Record<string, string>): boolean {
  return isSameOrigin(
    new Request("http://127.0.0.1:8000/t/x/leave", { method: "POST", headers }),
    PUBLIC_URL,
  );
}

Deno.test("isSameOrigin() believes what the browser says of the site before the origin", () => {
  assertEquals(from({ "sec-fetch-site": "same-origin" }), true);
  for (const site of ["cross-site", "same-site", "none", ""]) {
    assertEquals(from({ "sec-fetch-site": site, origin: "https://clinic.example" }), false, site);
  }
});

Deno.test("isSameOrigin() takes the public origin and the one that was asked", () => {
  assertEquals(from({ origin: "https://clinic.example" }), true);
  assertEquals(from({ origin: "http://127.0.0.1:8000" }), true);
});

Deno.test("isSameOrigin() refuses every other origin", () => {
  for (
    const origin of ["https://evil.example", "null", "http://clinic.example", "https://clinic.example.evil"]
  ) {
    assertEquals(from({ origin }), false, origin);
  }
});

Deno.test("isSameOrigin() admits a program that is no browser", () => {
  assertEquals(from({}), true);
});

Deno.test("isPageOpening() knows the opening of a whole page, and nothing that changes or is put inside another", () => {
  const opening = (headers: Record<string, string>, method = "GET") =>
    isPageOpening(new Request("http://127.0.0.1:8000/desk", { method, headers }));
  const page = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  assertEquals([opening(page), opening(page, "HEAD"), opening(page, "POST")], [true, true, false]);
  assertEquals(opening({ ...page, "sec-fetch-dest": "iframe" }), false);
  assertEquals(opening({ ...page, "sec-fetch-mode": "cors" }), false);
  assertEquals(opening({}), false);
  // As browsers say it when our service worker stands between.
  assertEquals(opening({ ...page, "sec-fetch-dest": "empty" }), true);
  assertEquals(opening({ "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }), false);
});
