/**
 * What the service worker is made of on the server's side: its script, at the root because it stands before every
 * page, and the page that it shows for what cannot be opened without a connection.
 *
 * Pages are `no-store`, and yet the worker keeps the last copy of some, on purpose. A ticket's own page stays on its
 * holder's own phone (SPEC §12): it shows a number and a place and neither a name nor anything medical, whoever has
 * the phone has its address in the history anyway, the copy goes when the server says that the link is over, and at
 * most six are kept. Pages of staff are kept as shells without any patient's data, and removed at sign-out. `no-store`
 * still holds for everything between us and the browser, and for its own history.
 */
import { Hono } from "hono";
import { languageOf, sayIn } from "../../actors/shared/i18n.ts";
import { Message, type Render } from "../render.tsx";
import type { Assets } from "./assets.ts";
import { languageFor } from "./language.ts";

const WORKER_FILE = "build/service_worker.js";
/** The browser asks for the page again by itself: headers are kept with the copy. */
const REFRESH_SECONDS = 30;

export interface OfflineOptions {
  readonly assets: Assets;
  readonly render: Render;
}

/** The routes of the worker's script and of the page for the time without a connection. */
export function offlinePages({ assets, render }: OfflineOptions): Hono {
  const app = new Hono();
  app.get("/service_worker.js", async (c, next) => {
    const asset = await assets.read(WORKER_FILE);
    if (asset === null) return next();
    const etag = `"${asset.hash}"`;
    const headers = { "cache-control": "no-cache", "content-type": asset.type, etag };
    if (c.req.header("if-none-match") === etag) return new Response(null, { status: 304, headers });
    return new Response(asset.body, { headers: { ...headers, "x-content-type-options": "nosniff" } });
  });
  app.get("/offline", (c) => {
    // `in` and not `lang`: the worker asks, and that is no person's choice of a language.
    const language = languageOf(c.req.query("in")) ?? languageFor(c);
    const say = sayIn(language);
    const title = say("error.offlineTitle");
    c.header("refresh", String(REFRESH_SECONDS));
    const body = (
      <Message title={title} text={say("error.offlineText")}>
        <a class="button primary" href="">{say("error.again")}</a>
        <a class="button plain" href="/">{say("ticket.joinAgain")}</a>
      </Message>
    );
    return render(c, { language, title, body });
  });
  return app;
}
