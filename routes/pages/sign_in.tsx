/**
 * Signing in and out by page: the form, the session's cookie, and where to go from there. Who fits which password is
 * decided in `actors/identity`; here it is only said, and said alike whatever did not fit.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Role, Tenant } from "../../actors/identity/schema.ts";
import { AppError } from "../../actors/shared/errors.ts";
import { formatMinutes } from "../../actors/shared/format.ts";
import { type Language, sayIn } from "../../actors/shared/i18n.ts";
import { localeOf } from "../../actors/shared/words.ts";
import { STATUSES } from "../errors.ts";
import { readBody } from "../middleware/body.ts";
import { pageCredentialOf, visitorOf } from "../middleware/principal.ts";
import { hostOf, isServed } from "../middleware/tenancy.ts";
import type { Page, Render } from "../render.tsx";
import { failurePage } from "./failure.tsx";
import { languageFor } from "./language.ts";
import type { PagesContext } from "./pages.ts";
import { isSameOrigin } from "../middleware/same_origin.ts";
import { giveSessionCookie, takeSessionCookie } from "./session_cookie.ts";
import { goalOf, readSignIn, type SignInFields, SignInForm, type SignInNotice } from "./sign_in_form.tsx";

const MINUTE_MS = 60_000;
/** What a signed-out browser must forget: the desk's kept day, and copies of what was shown. */
const FORGET_ALL = '"cache", "storage"';
/** The same where commands wait to be sent: the page has wiped the rest, they stay, encrypted for their account. */
const FORGET_COPIES = '"cache"';
const SignOut = z.object({ keep: z.enum(["nothing", "unsent"]).catch("nothing") });
const SIGNED_OUT = "/sign-in?out=1";
const NO_FIELDS = { tenant: "", username: "", next: "" };

interface SignInOptions {
  readonly context: PagesContext;
  readonly render: Render;
}

interface Visit extends SignInOptions {
  readonly c: Context;
  readonly language: Language;
}

interface Shown {
  readonly fields: Pick<SignInFields, "tenant" | "username" | "next">;
  readonly notice: SignInNotice | null;
  readonly status: NonNullable<Page["status"]>;
  readonly retryAfterSeconds?: number;
}

/** Where a day of work begins. */
export function landingOf(role: Role): string {
  return role === "doctor" ? "/doctor" : "/desk";
}

/** The clinic that this address means, when there is no doubt. */
async function tenantHere({ c, context }: Visit): Promise<Tenant | null> {
  const asked = { tenant: c.req.query("tenant") ?? null, host: hostOf(c.req.raw) };
  const tenant = await context.system.identity.tenantFor(asked);
  return tenant !== null && isServed(context, tenant.id) ? tenant : null;
}

async function formPage(visit: Visit, { fields, notice, status, retryAfterSeconds }: Shown) {
  const { c, render, language } = visit;
  const say = sayIn(language);
  const tenant = await tenantHere(visit);
  return render(c, {
    status,
    language,
    styles: ["staff.css"],
    title: say("sign.title"),
    body: (
      <div class="page narrow sign-in-page">
        <header class="page-head">
          <p class="place">{tenant?.name ?? ""}</p>
          <h1>{say("sign.title")}</h1>
          <p class="intro">{say("sign.intro")}</p>
        </header>
        <SignInForm language={language} tenant={tenant} fields={fields} notice={notice} />
        <p>
          <a href="/">{say("sign.patients")}</a>
        </p>
      </div>
    ),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/** How the person came here, when that needs a word. */
function noticeFor({ c, context, language }: Visit): SignInNotice | null {
  const say = sayIn(language);
  if (c.req.query("out") !== undefined) return { tone: "ok", text: say("sign.out") };
  const hasCookie = pageCredentialOf(c.req.raw, context.config) !== null;
  return hasCookie ? { tone: "soon", text: say("sign.ended") } : null;
}

async function show(visit: Visit): Promise<Response> {
  const { c, context } = visit;
  const goal = goalOf(c.req.query("next"));
  const staff = await visitorOf(context, c.req.raw);
  if (staff !== null) return leadTo(c, goal ?? landingOf(staff.role));
  const fields = { ...NO_FIELDS, next: goal ?? "" };
  return formPage(visit, { fields, notice: noticeFor(visit), status: 200 });
}

/** How long a pause lasts: in seconds below a minute. */
function formatPause(ms: number, language: Language): string {
  if (ms > MINUTE_MS) return formatMinutes(Math.ceil(ms / MINUTE_MS), language);
  const seconds = { style: "unit", unit: "second", unitDisplay: "long" } as const;
  return new Intl.NumberFormat(localeOf(language), seconds).format(Math.ceil(ms / 1_000));
}

/** What the person reads when they were not let in. @throws the error when it is a defect. */
function refusalOf(error: unknown, { language }: Visit): Omit<Shown, "fields"> {
  const say = sayIn(language);
  if (!(error instanceof AppError) || STATUSES[error.code] === 500) throw error;
  const retryAfterMs = error.retryAfterMs ?? 0;
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  switch (error.code) {
    case "unauthenticated":
      return { notice: { tone: "urgent", text: say("sign.wrong") }, status: 422 };
    case "rate_limited": {
      const time = formatPause(retryAfterMs, language);
      return {
        notice: { tone: "urgent", text: say("sign.locked", { time }) },
        status: 429,
        retryAfterSeconds,
      };
    }
    default:
      return { notice: { tone: "urgent", text: say("sign.busy") }, status: 503, retryAfterSeconds };
  }
}

function foreign({ c, render }: Visit): Promise<Response> {
  const failure = { title: "error.forbiddenTitle", text: "sign.foreign", status: 403 } as const;
  return failurePage(c, { render, failure });
}

async function signIn(visit: Visit): Promise<Response> {
  const { c, context, language } = visit;
  const { identity } = context.system;
  if (!isSameOrigin(c.req.raw, context.config.publicUrl)) return foreign(visit);
  const { password, ...fields } = readSignIn(await readBody(c.req.raw, ["form"]));
  if (fields.username === "" || password === "") {
    const notice = { tone: "urgent", text: sayIn(language)("sign.missing") } as const;
    return formPage(visit, { fields, notice, status: 422 });
  }
  try {
    // A tenant that is not served is told like a wrong password: its existence is nobody's business.
    const tenant = isServed(context, fields.tenant) ? fields.tenant : "";
    const before = await visitorOf(context, c.req.raw);
    const { credential, account } = await identity.signInPage({ ...fields, tenant, password });
    if (before !== null) await identity.sessions.revoke(before.sessionId);
    giveSessionCookie(c, credential, context.config);
    return leadTo(c, goalOf(fields.next) ?? landingOf(account.role));
  } catch (error) {
    return formPage(visit, { fields, ...refusalOf(error, visit) });
  }
}

/** Ends the session here and everywhere, and has the browser forget what it kept for it. */
async function signOut(visit: Visit): Promise<Response> {
  const { c, context } = visit;
  if (!isSameOrigin(c.req.raw, context.config.publicUrl)) return foreign(visit);
  const staff = await visitorOf(context, c.req.raw);
  if (staff !== null) await context.system.identity.sessions.revoke(staff.sessionId);
  const { keep } = SignOut.catch({ keep: "nothing" }).parse(await readBody(c.req.raw, ["form"]));
  takeSessionCookie(c, context.config);
  c.header("clear-site-data", keep === "unsent" ? FORGET_COPIES : FORGET_ALL);
  return leadTo(c, SIGNED_OUT);
}

/** Leads on to `path`; the answer carries a cookie, so nobody in between may keep it. */
function leadTo(c: Context, path: string): Response {
  c.header("cache-control", "no-store");
  return c.redirect(path, 303);
}

/** The addresses of signing in and out. */
export function signInPages(options: SignInOptions): Hono {
  const app = new Hono();
  const visit = (c: Context): Visit => ({ ...options, c, language: languageFor(c) });
  app.get("/sign-in", (c) => show(visit(c)));
  app.post("/sign-in", (c) => signIn(visit(c)));
  app.post("/sign-out", (c) => signOut(visit(c)));
  return app;
}
