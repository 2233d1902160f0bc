/** The readable page of the API. */
import { assert, assertEquals } from "@std/assert";
import { ENDPOINTS } from "../../../routes/app.ts";
import { pathsOf } from "../../../routes/endpoint.ts";
import { STATUSES } from "../../../routes/errors.ts";
import { inClinic } from "../../support/clinic.ts";

Deno.test("the readable page names every endpoint and every problem code, and runs nothing", () =>
  inClinic(async ({ ask }) => {
    const { status, body, headers } = await ask("/api/v1/docs");
    assertEquals([status, headers.get("content-type")], [200, "text/html; charset=utf-8"]);
    for (const endpoint of ENDPOINTS) assert(body.includes(pathsOf(endpoint)[0]), endpoint.path);
    for (const code of Object.keys(STATUSES)) assert(body.includes(`id="${code}"`), code);
    assert(!body.includes("<script"));
    assert(headers.get("content-security-policy")?.startsWith("default-src 'none'"));
  }));
