/**
 * What a person sees when a page cannot be shown: a sentence that helps and the right status. Programs that asked
 * for JSON get the app's problem document instead.
 */
import type { Context } from "hono";
import { routePath } from "hono/route";
import type { LogLine } from "../../actors/runtime/deps.ts";
import { AppError, type ErrorCode, RejectedError } from "../../actors/shared/errors.ts";
import { sayIn, type WordKey } from "../../actors/shared/i18n.ts";
import { STATUSES } from "../errors.ts";
import { Message, type Page, type Render } from "../render.tsx";
import { languageFor } from "./language.ts";

const RETRY_SECONDS = 2;

interface Failure {
  readonly title: WordKey;
  readonly text: WordKey;
  readonly status: NonNullable<Page["status"]>;
}

export const NOT_FOUND: Failure = { title: "error.notFound", text: "error.notFoundText", status: 404 };
export const NO_TICKET: Failure = { title: "error.ticketTitle", text: "error.ticketText", status: 404 };
export const NO_TENANT: Failure = { title: "error.notFound", text: "queues.which", status: 404 };
export const FOREIGN: Failure = { title: "error.forbiddenTitle", text: "error.forbiddenText", status: 403 };
const UNAVAILABLE: Failure = { title: "error.unavailableTitle", text: "error.unavailableText", status: 503 };

const DEFECT: Failure = { ...UNAVAILABLE, status: 500 };

const FOR_PROGRAMS = /application\/json|text\/event-stream/;
/** What scripts of a page ask for: never a page. */
const PATHS_FOR_PROGRAMS = /^\/t\/[^/]+\/(?:view|stream)$/;

/** True when a program asks, a script of the page included, rather than a person opening an address. */
export function wantsJson(c: Context): boolean {
  if (PATHS_FOR_PROGRAMS.test(c.req.path)) return true;
  const accept = c.req.header("accept") ?? "";
  return FOR_PROGRAMS.test(accept) && !accept.includes("text/html");
}

/** The page that says `failure` in the person's language. */
export function failurePage(
  c: Context,
  { render, failure }: { readonly render: Render; readonly failure: Failure },
): Promise<Response> {
  const language = languageFor(c);
  const say = sayIn(language);
  const retry = failure.status === 503 ? { retryAfterSeconds: RETRY_SECONDS } : {};
  return render(c, {
    language,
    status: failure.status,
    title: say(failure.title),
    body: (
      <Message title={say(failure.title)} text={say(failure.text)}>
        <a class="button plain" href="/">{say("ticket.joinAgain")}</a>
      </Message>
    ),
    ...retry,
  });
}

function codeOf(error: Error): ErrorCode | null {
  if (error instanceof RejectedError) return error.rejection.code;
  return error instanceof AppError ? error.code : null;
}

/**
 * The answer to an error that a page did not foresee: what is not there, or that we cannot answer now. A defect is
 * logged, and the person told no more than that.
 * @throws the error itself for programs and for requests that no page makes, so that the app maps and logs it.
 */
export function unforeseenPage(
  c: Context,
  { error, render, log }: { readonly error: Error; readonly render: Render; readonly log: LogLine },
): Promise<Response> {
  if (wantsJson(c)) throw error;
  const code = codeOf(error);
  if (code === "not_found") return failurePage(c, { render, failure: NOT_FOUND });
  if (code === "forbidden") return failurePage(c, { render, failure: FOREIGN });
  // No browser sends such a request from a page of ours: who did is told what is wrong with it.
  if (code !== null && STATUSES[code] < 429) throw error;
  if (code !== null) return failurePage(c, { render, failure: UNAVAILABLE });
  log("error", "Page failed", {
    route: routePath(c),
    error: `${error.name}: ${error.message}`,
    stack: error.stack,
  });
  return failurePage(c, { render, failure: DEFECT });
}
