/**
 * A real browser over the real program, for scenarios that run in a process of their own: the driver of the browser
 * looks into places of the system that tests may not see. Everything that goes wrong on a page is kept.
 */
import { assert } from "@std/assert";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { DEMO_PASSWORD, freePort, type Program, startProgram } from "../support/program.ts";

export const CHROMIUM = "/usr/bin/chromium";
const WAIT_MS = 10_000;
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A page with everything that went wrong on it: errors, warnings, what threw. */
export interface Watched {
  readonly page: Page;
  readonly faults: readonly string[];
}

/** What a scenario acts on. */
export interface BrowserWorld {
  readonly origin: string;
  /** Opens a page in a browser without history, as wide as a phone unless said otherwise. */
  open(options?: BrowserContextOptions): Promise<Watched>;
  /** Calls the API as the reception does; fails the scenario when it is refused. */
  reception(path: string, fields?: object): Promise<unknown>;
  /** The same as somebody else of the staff. */
  as(username: string): BrowserWorld["reception"];
  /** Kills the program: no chance to finish anything. */
  kill(): Promise<void>;
  /** Starts it again at the same address, on the same store. */
  restart(): Promise<void>;
}

async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ...options });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  return { page, faults };
}

async function post(url: string, { token, fields }: { readonly token?: string; readonly fields: object }) {
  const authorization: Record<string, string> = token === undefined
    ? {}
    : { authorization: `Bearer ${token}` };
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...authorization },
    body: JSON.stringify(fields),
  });
  const answer = await response.json();
  assert(response.ok, `${url} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Signs in at the first call and keeps the session. */
function staffOf({ origin }: Pick<Program, "origin">, username: string): BrowserWorld["reception"] {
  const account = { tenant: "demo", username, password: DEMO_PASSWORD };
  let token: string | null = null;
  return async (path, fields = {}) => {
    token ??= (await post(`${origin}/api/v1/auth/sign-in`, { fields: account })).data.accessToken as string;
    return post(`${origin}/api/v1${path}`, { token, fields });
  };
}

/** Starts program and browser, hands them to `scenario`, and ends both. */
export async function inBrowser(scenario: (world: BrowserWorld) => Promise<void>): Promise<void> {
  const { chromium } = await import("playwright-core");
  const folder = await Deno.makeTempDir({ prefix: "anteroom-browser-" });
  const options = { kvPath: `${folder}/store.sqlite3`, port: freePort() };
  let program = await startProgram(options);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    const { origin } = program;
    await scenario({
      origin,
      open: (options) => openPage(browser, options),
      reception: staffOf(program, "reception"),
      as: (username) => staffOf({ origin }, username),
      kill: () => program.kill(),
      async restart() {
        program = await startProgram(options);
      },
    });
  } finally {
    await browser.close();
    await program.stop();
    await Deno.remove(folder, { recursive: true });
  }
}
