/**
 * The page of all pieces, for whoever builds screens; it exists in development only. What it shows is made elsewhere:
 * nothing is drawn here that no real page uses.
 */
import { Hono } from "hono";
import type { Render } from "../render.tsx";
import { languageFor } from "./language.ts";
import type { PagesContext } from "./pages.ts";

/** The addresses of this part: none outside development. */
export function styleguidePages(
  { context, render }: {
    readonly context: {
      readonly config: Pick<PagesContext["config"], "appEnv">;
      readonly system: Pick<PagesContext["system"], "now">;
    };
    readonly render: Render;
  },
): Hono {
  const app = new Hono();
  if (context.config.appEnv !== "development") return app;
  app.get("/styleguide", async (c) => {
    // Loaded when asked for: no other page needs every icon.
    const { Styleguide } = await import("./styleguide_view.tsx");
    const language = languageFor(c);
    return render(c, {
      language,
      title: "Styleguide",
      frame: "staff",
      styles: ["patient.css", "styleguide.css"],
      body: <Styleguide language={language} now={context.system.now()} />,
    });
  });
  return app;
}
