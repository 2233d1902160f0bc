/**
 * The kiosk of a facility: the page that asks its questions, and the address at which it takes numbers. Joining goes
 * through the API's own endpoint; the number's address comes back as a QR code, so that the phone goes on from there.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { permits } from "../../actors/identity/access.ts";
import { ANONYMOUS } from "../../actors/identity/schema.ts";
import { RejectedError } from "../../actors/shared/errors.ts";
import { direction, type Language, LANGUAGES, sayIn, wordsFor } from "../../actors/shared/i18n.ts";
import { type FacilityId, isId, type TenantId } from "../../actors/shared/ids.ts";
import { reach } from "../../actors/shared/reach.ts";
import { Kiosk, type KioskProps } from "../../islands/kiosk/kiosk.tsx";
import { NAME_CHARS_MAX, PHONE_DIGITS_MAX } from "../../islands/kiosk/kiosk_flow.ts";
import { joinEndpoint } from "../api/join.ts";
import { createEdge, type Edge } from "../edge.ts";
import { forbidden, invalidFields, notFound } from "../errors.ts";
import { readBody } from "../middleware/body.ts";
import { JSON_HEADERS } from "../middleware/headers.ts";
import { tenantOf } from "../middleware/tenancy.ts";
import { Island, type Render } from "../render.tsx";
import { failurePage, NOT_FOUND } from "./failure.tsx";
import { languageFor } from "./language.ts";
import type { PagesContext } from "./pages.ts";
import { qrPath } from "./qr_path.ts";
import { listOpenQueues } from "./queue_list.ts";
import { isSameOrigin } from "../middleware/same_origin.ts";

/** The words that the island speaks. */
const WORDS = ["kiosk.", "join.need.", "wait."] as const;
const STYLES = ["kiosk.css"] as const;
const ROUTE = "POST /kiosk/:facilityId/numbers";

/** What a kiosk sends. Bounds of the person's own words are the join's. */
const Asked = z.strictObject({
  queueId: z.string().max(64),
  name: z.string().max(NAME_CHARS_MAX),
  phone: z.string().max(PHONE_DIGITS_MAX),
  needs: z.array(z.string().max(20)).max(10),
  language: z.enum(LANGUAGES),
  acceptsWaitlist: z.boolean(),
});
const Joined = z.object({ data: z.looseObject({ trackingUrl: z.url() }) });

interface KioskPagesOptions {
  readonly context: PagesContext;
  readonly render: Render;
}

interface Visit extends KioskPagesOptions {
  readonly c: Context;
  readonly language: Language;
  readonly edge: Edge;
}

interface FoundFacility {
  readonly tenantId: TenantId;
  readonly facilityId: FacilityId;
  readonly name: string;
}

/** The facility of this address, or null. */
async function findFacility({ c, context }: Visit): Promise<FoundFacility | null> {
  const facilityId = c.req.param("facilityId") ?? "";
  if (!isId(facilityId)) return null;
  const asked = { principal: ANONYMOUS, request: c.req.raw, tenant: c.req.query("tenant") };
  const tenantId = await tenantOf(context, asked).catch((error: unknown) => {
    if (error instanceof RejectedError) return null;
    throw error;
  });
  if (tenantId === null) return null;
  const ref = { tenantId, facilityId: facilityId as FacilityId };
  const facility = await context.system.facilities.get(ref);
  return facility === null || facility.isArchived ? null : { ...ref, name: facility.name };
}

/** The ids of the facility's own queues. */
async function queueIdsOf(
  { context }: Visit,
  { tenantId, facilityId }: FoundFacility,
): Promise<ReadonlySet<string>> {
  const entries = await reach(context.system.directory.ofTenant(tenantId));
  return new Set(entries.filter((entry) => entry.facilityId === facilityId).map(({ queueId }) => queueId));
}

async function show(visit: Visit): Promise<Response> {
  const { c, context, render, language } = visit;
  const facility = await findFacility(visit);
  if (facility === null) return failurePage(c, { render, failure: NOT_FOUND });
  const [own, cards] = await Promise.all([
    queueIdsOf(visit, facility),
    listOpenQueues(context, facility.tenantId),
  ]);
  const tenant = `?tenant=${encodeURIComponent(facility.tenantId)}`;
  const props: KioskProps = {
    facilityName: facility.name,
    languages: [language, ...LANGUAGES.filter((one) => one !== language)].map((one) => ({
      tag: one,
      name: sayIn(one)("language.name"),
      direction: direction(one),
      welcome: sayIn(one)("kiosk.welcome"),
      begin: sayIn(one)("kiosk.begin"),
      ask: sayIn(one)("kiosk.ask"),
    })),
    words: Object.fromEntries(LANGUAGES.map((one) => [one, wordsFor(one, WORDS)])),
    queues: cards.filter(({ id }) => own.has(id)),
    pollUrl: `/queues/cards${tenant}`,
    numbersUrl: `/kiosk/${encodeURIComponent(facility.facilityId)}/numbers${tenant}`,
  };
  return render(c, {
    language,
    frame: "screen",
    styles: STYLES,
    title: sayIn(language)("kiosk.title", { facility: facility.name }),
    body: <Island name="kiosk" component={Kiosk} props={props} />,
  });
}

/** Takes a number for whoever stands at the kiosk. @throws what the join refuses. */
async function takeNumber(visit: Visit): Promise<Response> {
  const { c, context, edge } = visit;
  if (!isSameOrigin(c.req.raw, context.config.publicUrl)) {
    throw forbidden("taking a number from another site");
  }
  if (!permits(ANONYMOUS, joinEndpoint.permission)) throw forbidden("joining without an account");
  const facility = await findFacility(visit);
  if (facility === null) throw notFound("the kiosk");
  const asked = Asked.safeParse(await readBody(c.req.raw, ["json"]));
  if (!asked.success) {
    throw invalidFields(asked.error.issues.map(({ path, message }) => ({ path: path.join("."), message })));
  }
  const { queueId, name, phone, needs, language, acceptsWaitlist } = asked.data;
  if (!(await queueIdsOf(visit, facility)).has(queueId)) throw notFound(`queue ${queueId}`);
  const patient = { name, language, needs, ...(phone === "" ? {} : { phone }) };
  const body = { queueId, patient, acceptWaitlist: acceptsWaitlist };
  const headers = c.req.raw.headers;
  const request = new Request(c.req.url, { method: "POST", headers });
  const call = { edge, request, route: ROUTE, principal: ANONYMOUS, params: {}, query: undefined, body };
  const reply = await joinEndpoint.answer(call, call);
  const { data } = Joined.parse(reply.body);
  return new Response(JSON.stringify({ data: { ...data, qr: qrPath(data.trackingUrl) } }), {
    status: reply.status,
    headers: { ...JSON_HEADERS, ...reply.headers },
  });
}

/** The routes below `/kiosk/:facilityId`. */
export function kioskPages(options: KioskPagesOptions): Hono {
  const app = new Hono();
  const edge = createEdge(options.context);
  const visit = (c: Context): Visit => ({ ...options, c, edge, language: languageFor(c) });
  app.get("/kiosk/:facilityId", (c) => show(visit(c)));
  app.post("/kiosk/:facilityId/numbers", (c) => takeNumber(visit(c)));
  return app;
}
