/**
 * The pages people open in a browser, mounted at the root, and their static files. It composes and answers what goes
 * wrong in a page's own way; each page is in a file of its own.
 */
import { type Context, Hono } from "hono";
import type { StreamRoutes } from "../api/streams.ts";
import type { AppContext } from "../context.ts";
import { compressedPages } from "../middleware/compressed_pages.ts";
import { createRender } from "../render.tsx";
import { createAssets } from "./assets.ts";
import { failurePage, NOT_FOUND, unforeseenPage } from "./failure.tsx";
import { deskPages } from "./desk.tsx";
import { displayPages } from "./display.tsx";
import { doctorPages } from "./doctor.tsx";
import { kioskPages } from "./kiosk.tsx";
import { offlinePages } from "./offline.tsx";
import { queuePages } from "./queues.tsx";
import { signInPages } from "./sign_in.tsx";
import { staffLandingPages } from "./staff_landing.tsx";
import { styleguidePages } from "./styleguide.tsx";
import { staticRoutes } from "./static.ts";
import { ticketPages } from "./ticket.tsx";

const STATIC_FOLDER = new URL("../../static/", import.meta.url);

/** Every part with pages of its own; an address belongs to one of them. */
const PARTS = [
  queuePages,
  ticketPages,
  signInPages,
  staffLandingPages,
  deskPages,
  doctorPages,
  displayPages,
  kioskPages,
  styleguidePages,
];

export interface PagesContext extends AppContext {
  readonly streams: Pick<StreamRoutes, "openTicket">;
}

/** True for an address that a person opened in a browser, rather than a program in the API. */
function isForPerson(c: Context): boolean {
  return !c.req.path.startsWith("/api/") && (c.req.header("accept") ?? "").includes("text/html");
}

/** Everything below `/` that is not the API. What it does not know falls through to the app. */
export function pages(context: PagesContext): Hono {
  const assets = createAssets(STATIC_FOLDER);
  const isSecure = context.config.publicUrl.startsWith("https:");
  const render = createRender({ assets, isSecure });
  const app = new Hono();
  app.use(compressedPages);
  app.route("/", staticRoutes(assets));
  app.route("/", offlinePages({ assets, render }));
  const parts = { context, render, assets };
  for (const part of PARTS) app.route("/", part(parts));
  app.get("*", (c, next) => isForPerson(c) ? failurePage(c, { render, failure: NOT_FOUND }) : next());
  app.onError((error, c) => unforeseenPage(c, { error, render, log: context.system.log }));
  return app;
}
