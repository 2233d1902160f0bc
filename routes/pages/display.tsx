/**
 * The screen in the waiting room, under the unguessable address of its display: the page, what it shows as values for
 * when its stream is down, and the edition by which it notices that the page has changed. Labels and rooms only.
 */
import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import { type DisplayView, displayView } from "../../actors/queue/view.ts";
import { type Language, languageOf, sayIn, wordsFor } from "../../actors/shared/i18n.ts";
import { type FacilityId, isId, type QueueId, type TenantId } from "../../actors/shared/ids.ts";
import { reach } from "../../actors/shared/reach.ts";
import { parseBoard } from "../../islands/display/board_state.ts";
import { Display, type DisplayProps } from "../../islands/display/display.tsx";
import { polled } from "../api/replies.ts";
import { notFound } from "../errors.ts";
import { JSON_HEADERS } from "../middleware/headers.ts";
import { isServed } from "../middleware/tenancy.ts";
import { Island, type Render } from "../render.tsx";
import type { Assets } from "./assets.ts";
import { facilityName } from "./facility_name.ts";
import { failurePage, NOT_FOUND } from "./failure.tsx";
import { languageFor } from "./language.ts";
import type { PagesContext } from "./pages.ts";
import { qrPath } from "./qr_path.ts";

/** The words that the island speaks. */
const WORDS = ["display.", "room.numbered", "wait."] as const;
const STYLES = ["display.css"] as const;
/** What the page is made of beside values: when one of these changes, so does the edition. */
const FILES = ["build/boot.js", "styles.css", ...STYLES] as const;
const EDITION_CHARS = 16;

interface DisplayPagesOptions {
  readonly context: PagesContext;
  readonly render: Render;
  readonly assets: Assets;
}

interface Visit extends DisplayPagesOptions {
  readonly c: Context;
  readonly displayId: string;
  readonly language: Language;
}

interface FoundDisplay {
  readonly tenantId: TenantId;
  readonly facilityId: FacilityId;
  readonly queueId: QueueId;
  readonly view: DisplayView;
  readonly selfJoin: boolean;
  /** IANA zone of the facility. */
  readonly timeZone: string;
}

/** The queue of a display as the room may see it, or null when there is none of that id. */
async function findDisplay(
  { system, config }: PagesContext,
  displayId: string,
): Promise<FoundDisplay | null> {
  const entry = isId(displayId) ? await reach(system.directory.byDisplay(displayId)) : null;
  if (entry === null || !isServed({ system, config }, entry.tenantId)) return null;
  const { tenantId, facilityId, queueId } = entry;
  return await system.queues.read(queueId, (state, { ageMs }) => {
    const { config: queue, isArchived } = state.header;
    if (queue === null || isArchived || queue.displayId !== displayId) return null;
    const view = displayView(state, { estimate: system.estimate, at: system.now() - ageMs, ageMs });
    return { tenantId, facilityId, queueId, view, selfJoin: queue.selfJoin, timeZone: queue.timeZone };
  });
}

/** Everything that the page is made from, but what its stream brings. */
type Fixed = Omit<DisplayProps, "board" | "edition" | "renderedAt" | "isVoiceWanted">;

function fixedOf(
  { context, displayId, language }: Visit,
  found: FoundDisplay & { readonly name: string },
): Fixed {
  const { queueId, selfJoin, timeZone } = found;
  const base = `/display/${encodeURIComponent(displayId)}`;
  const address = `${context.config.publicUrl}/join/${encodeURIComponent(queueId)}`;
  return {
    language,
    timeZone,
    words: wordsFor(language, WORDS),
    facilityName: found.name,
    join: selfJoin ? { ...qrPath(address), address: address.replace(/^https?:\/\//, "") } : null,
    streamUrl: `/api/v1/stream/display/${encodeURIComponent(displayId)}?lang=${language}`,
    pollUrl: `${base}/view`,
    editionUrl: `${base}/edition?lang=${language}`,
  };
}

async function editionOf({ assets }: Visit, fixed: Fixed): Promise<string> {
  const addresses = await Promise.all(FILES.map((file) => assets.url(file)));
  const text = JSON.stringify([addresses, fixed]);
  return createHash("sha256").update(text).digest("base64url").slice(0, EDITION_CHARS);
}

async function show(visit: Visit): Promise<Response> {
  const { c, context, render, displayId, language } = visit;
  const found = await findDisplay(context, displayId);
  if (found === null) return failurePage(c, { render, failure: NOT_FOUND });
  const board = parseBoard({ data: found.view });
  if (board === null) throw new TypeError("Cannot show the display: its view is not what the page reads");
  const fixed = fixedOf(visit, { ...found, name: await facilityName(context, found) });
  const props: DisplayProps = {
    ...fixed,
    board,
    edition: await editionOf(visit, fixed),
    renderedAt: context.system.now(),
    isVoiceWanted: c.req.query("voice") === "1",
  };
  return render(c, {
    language,
    frame: "screen",
    isLive: true,
    styles: STYLES,
    title: sayIn(language)("display.title", { queue: found.view.name }),
    body: <Island name="display" component={Display} props={props} />,
  });
}

/** What the stream shows, for a page whose stream is down. The tag leaves out what changes by itself. */
async function showView({ c, context, displayId }: Visit): Promise<Response> {
  const found = await findDisplay(context, displayId);
  if (found === null) throw notFound("the display");
  const { updatedAt: _updatedAt, ...stable } = found.view;
  const { status, body, headers } = polled(c.req.raw, found.view, { stable });
  const text = typeof body === "string" ? body : null;
  return new Response(text, { status, headers: { ...JSON_HEADERS, ...headers } });
}

/**
 * The edition of the page, and the time by which a display sets its clock.
 * @throws AppError `store_unavailable`: a page without the facility's name would be another edition for a while.
 */
async function showEdition(visit: Visit): Promise<Response> {
  const found = await findDisplay(visit.context, visit.displayId);
  if (found === null) throw notFound("the display");
  const facility = await reach(visit.context.system.facilities.get(found));
  const edition = await editionOf(visit, fixedOf(visit, { ...found, name: facility?.name ?? "" }));
  const data = { edition, at: visit.context.system.now() };
  return new Response(JSON.stringify({ data }), { headers: JSON_HEADERS });
}

/** The routes below `/display/:displayId`. */
export function displayPages(options: DisplayPagesOptions): Hono {
  const app = new Hono();
  const visit = (c: Context): Visit => ({
    ...options,
    c,
    displayId: c.req.param("displayId") ?? "",
    // A screen's language is its address's: it must not become the choice of whoever looks at it.
    language: languageOf(c.req.query("lang")) ?? languageFor(c),
  });
  app.get("/display/:displayId", (c) => show(visit(c)));
  app.get("/display/:displayId/view", (c) => showView(visit(c)));
  app.get("/display/:displayId/edition", (c) => showEdition(visit(c)));
  return app;
}
