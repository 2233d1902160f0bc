/** A page of its own. */
import { Hono } from "hono";
import type { Render } from "../render.tsx";
import type { PagesContext } from "./pages.ts";

/** The addresses of this part. */
export function signInPages(_parts: { readonly context: PagesContext; readonly render: Render }): Hono {
  return new Hono();
}
