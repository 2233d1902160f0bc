/**
 * The page of whoever treats, for one queue: a shell without a word about patients, which the browser fills from the
 * queue's stream. What it asks for while there is no stream is the desk's.
 */
import { type Context, Hono } from "hono";
import { sayIn } from "../../actors/shared/i18n.ts";
import { Doctor } from "../../islands/doctor/doctor.tsx";
import type { DoctorProps } from "../../islands/doctor/doctor_props.ts";
import { Island, type Render } from "../render.tsx";
import { type DeskPlace, deskPropsOf, deskQueueOf } from "./desk_queue.ts";
import { failurePage, NOT_FOUND } from "./failure.tsx";
import { languageFor } from "./language.ts";
import type { PagesContext } from "./pages.ts";
import { staffHeader } from "./staff_header.tsx";
import { staffVisit } from "./staff_visit.tsx";

/** The words that the island speaks. */
const WORDS = [
  "class.",
  "desk.",
  "doctor.",
  "live.",
  "need.",
  "outbox.",
  "queue.",
  "room.",
  "staff.work.longest",
  "state.",
] as const;
const STYLES = ["pieces.css", "staff.css", "outbox.css", "doctor.css"];

interface DoctorParts {
  readonly context: PagesContext;
  readonly render: Render;
}

async function propsOf({ system }: PagesContext, place: DeskPlace): Promise<DoctorProps> {
  const { staff, queueId, config } = place;
  const props = await deskPropsOf(system, { ...place, words: WORDS });
  return {
    ...props,
    walkInWords: [],
    providers: props.providers.filter(({ id }) => config.providerIds.some((own) => own === id)),
    queues: props.queues.filter((one) => one.queueId === queueId),
    ownProviderId: staff.providerId,
  };
}

async function show(
  c: Context,
  { context, render, queueId }: DoctorParts & { readonly queueId: string },
): Promise<Response> {
  const staff = await staffVisit(c, context, { permission: "queue.call" });
  if (staff instanceof Response) return staff;
  const config = await deskQueueOf(context.system, { queueId, staff });
  if (config === null) return failurePage(c, { render, failure: NOT_FOUND });
  const language = languageFor(c);
  const props = await propsOf(context, { staff, config, queueId, language });
  return render(c, {
    language,
    frame: "staff",
    styles: STYLES,
    title: sayIn(language)("doctor.title", { queue: config.name }),
    header: await staffHeader(c, context, { language, staff, current: "doctor" }),
    body: <Island name="doctor" component={Doctor} props={props} />,
  });
}

/** The address of the page. */
export function doctorPages(parts: DoctorParts): Hono {
  const app = new Hono();
  app.get("/doctor/:queueId", (c) => show(c, { ...parts, queueId: c.req.param("queueId") ?? "" }));
  return app;
}
