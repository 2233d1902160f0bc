/**
 * Where a day of work begins: the queues to choose from, for the desk and for whoever treats. One press leads to the
 * queue's own page, which is made elsewhere.
 */
import { type Context, Hono } from "hono";
import { type Language, sayIn, wordsFor } from "../../actors/shared/i18n.ts";
import { chosen, WorkList } from "../../islands/work_list.tsx";
import { queueWork } from "../queue_work.ts";
import { Island, type Render } from "../render.tsx";
import { languageFor } from "./language.ts";
import type { PagesContext } from "./pages.ts";
import { staffHeader } from "./staff_header.tsx";
import { staffVisit } from "./staff_visit.tsx";

/** The words that the island speaks. */
const WORDS = ["staff.work.", "queues.open", "queues.paused", "queues.closed"] as const;

interface LandingOptions {
  readonly context: PagesContext;
  readonly render: Render;
}

type Part = "desk" | "doctor";

async function show(
  c: Context,
  { context, render, part, language }: LandingOptions & { readonly part: Part; readonly language: Language },
): Promise<Response> {
  const staff = await staffVisit(c, context, { permission: "queue.read" });
  if (staff instanceof Response) return staff;
  const say = sayIn(language);
  const [header, works] = await Promise.all([
    staffHeader(c, context, { language, staff, current: part }),
    queueWork(context.system, staff),
  ]);
  const isOwnOnly = part === "doctor";
  const hasNone = isOwnOnly && works.length > 0 && !works.some(({ isOwn }) => isOwn);
  const title = say(isOwnOnly ? "staff.doctorTitle" : "staff.deskTitle");
  const props = {
    works: chosen(works, isOwnOnly),
    language,
    words: wordsFor(language, WORDS),
    base: `/${part}`,
    isOwnOnly,
    renderedAt: context.system.now(),
  };
  return render(c, {
    language,
    title,
    header,
    frame: "staff",
    styles: ["pieces.css", "staff.css"],
    isLive: true,
    body: (
      <div class="page staff-page">
        <h1>{title}</h1>
        {hasNone && <p class="note">{say("staff.noneOwn")}</p>}
        <Island name="work-list" component={WorkList} props={props} />
      </div>
    ),
  });
}

/** The addresses of the two lists. */
export function staffLandingPages(options: LandingOptions): Hono {
  const app = new Hono();
  for (const part of ["desk", "doctor"] as const) {
    app.get(`/${part}`, (c) => show(c, { ...options, part, language: languageFor(c) }));
  }
  return app;
}
