/** The doctor's page. */
import { Hono } from "hono";
import type { Render } from "../render.tsx";
import type { PagesContext } from "./pages.ts";

/** The addresses of this part. */
export function doctorPages(_parts: { readonly context: PagesContext; readonly render: Render }): Hono {
  return new Hono();
}
