/**
 * The document around every page: language and direction, the stylesheet, islands with the values they were rendered
 * from, the one script, and the headers that allow nothing else. It knows no page and reads no state.
 */
import type { Context } from "hono";
import type { ComponentChildren, ComponentType, VNode } from "preact";
import { h } from "preact";
import { render } from "preact-render-to-string";
import { assert } from "../actors/shared/assert.ts";
import { direction, type Language, LANGUAGES, t } from "../actors/shared/i18n.ts";
import type { Assets } from "./pages/assets.ts";
import { createIslandChunks } from "./pages/island_chunks.ts";

const COMMON_STYLES = {
  person: ["styles.css"],
  staff: ["styles.css", "pieces.css"],
  screen: ["styles.css"],
} as const satisfies Readonly<Record<NonNullable<Page["frame"]>, readonly string[]>>;
const NONCE_BYTES = 16;
/** How long a browser insists on https after it came by https. */
const SECURE_SECONDS = 31_536_000;
/** The letters of every first view: asked for before the stylesheet names them. */
const FONT = "fonts/atkinson_core.woff2";
/** The ground of a page (`--page`), for the browser's own bars. */
const THEME_COLOURS = { light: "#f3f7f7", dark: "#0c1414" } as const;
/** Without scripts the page asks for itself again. */
const REFRESH_SECONDS = 30;

export interface Page {
  readonly title: string;
  readonly language: Language;
  readonly body: VNode;
  readonly status?: 200 | 403 | 404 | 409 | 422 | 429 | 500 | 503;
  /** Stylesheets of this page beside the common ones of its frame, as names below `static/`. */
  readonly styles?: readonly string[];
  /** What surrounds the body; by default a person's page. A screen on a wall has nothing around it. */
  readonly frame?: "person" | "staff" | "screen";
  /** What stands above the content of a staff page. */
  readonly header?: VNode;
  /** True for a page that shows something live: without scripts it reloads itself. */
  readonly isLive?: boolean;
  /** Seconds until another try is worth it, for refusals. */
  readonly retryAfterSeconds?: number;
}

export type Render = (c: Context, page: Page) => Promise<Response>;

/** What a page may load, and from where: its own origin, and the script that carries `nonce`. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** A component rendered here and given life in the browser under `name` (see `islands/boot.ts`). */
export function Island<Props extends object>(
  { name, component, props }: {
    readonly name: string;
    readonly component: ComponentType<Props>;
    readonly props: Props;
  },
): VNode {
  return <div data-island={name} data-props={JSON.stringify(props)}>{h(component, props)}</div>;
}

interface Frame {
  readonly nonce: string;
  readonly stylesheets: readonly string[];
  readonly script: string;
  readonly font: string;
  /** The path of this page, for the same page in another language. */
  readonly path: string;
  readonly page: Page;
}

function LanguageChoice({ path, language }: { readonly path: string; readonly language: Language }) {
  return (
    <nav class="languages" aria-label={t(language, "page.language")}>
      {LANGUAGES.map((one) => (
        <a
          key={one}
          href={`${path}${path.includes("?") ? "&" : "?"}lang=${one}`}
          lang={one}
          hreflang={one}
          aria-current={one === language ? "true" : undefined}
        >
          {t(one, "language.name")}
        </a>
      ))}
    </nav>
  );
}

function Icons() {
  return (
    <>
      <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
      <link rel="apple-touch-icon" href="/static/icons/touch_180.png" />
      <link rel="manifest" href="/static/manifest.webmanifest" />
      {Object.entries(THEME_COLOURS).map(([scheme, colour]) => (
        <meta key={scheme} name="theme-color" content={colour} media={`(prefers-color-scheme: ${scheme})`} />
      ))}
    </>
  );
}

function Document({ nonce, stylesheets, script, font, path, page }: Frame) {
  const { language, title, body, isLive, header, frame = "person" } = page;
  return (
    <html lang={language} dir={direction(language)} data-frame={frame}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        {stylesheets.map((address) => <link key={address} rel="stylesheet" href={address} />)}
        <link rel="preload" href={font} as="font" type="font/woff2" crossorigin="anonymous" />
        <Icons />
        {isLive === true && (
          <noscript>
            <meta http-equiv="refresh" content={String(REFRESH_SECONDS)} />
          </noscript>
        )}
        <script type="module" src={script} nonce={nonce}></script>
      </head>
      <body>
        <a class="skip" href="#content">{t(language, "page.skip")}</a>
        {header}
        <main id="content">{body}</main>
        {frame !== "screen" && (
          <footer class="foot">
            <LanguageChoice path={path} language={language} />
          </footer>
        )}
      </body>
    </html>
  );
}

/** The path of the request; of what it asks for only whose pages they are, or another language would lose the clinic. */
function addressOf(c: Context): string {
  const tenant = c.req.query("tenant");
  return tenant === undefined ? c.req.path : `${c.req.path}?tenant=${encodeURIComponent(tenant)}`;
}

/** Makes the renderer of pages whose stylesheet and script are among `assets`; `isSecure`: people come by https. */
export function createRender(
  { assets, isSecure }: { readonly assets: Assets; readonly isSecure: boolean },
): Render {
  const islandChunks = createIslandChunks(assets);
  return async function renderPage(c, page) {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES)).toBase64();
    const names = ["build/boot.js", FONT, ...COMMON_STYLES[page.frame ?? "person"], ...page.styles ?? []];
    const [script, font, ...stylesheets] = await Promise.all(names.map(assets.url));
    assert(script !== undefined && font !== undefined, "Cannot render a page: it has no script or no font");
    const path = addressOf(c);
    const html = render(<Document {...{ nonce, stylesheets, script, font, path, page }} />);
    const chunks = (await islandChunks(html))
      .map((name) => `<link rel="modulepreload" href="/static/build/${name}">`);
    c.header("cache-control", "no-store");
    c.header("content-language", page.language);
    c.header("content-security-policy", contentSecurityPolicy(nonce));
    c.header("referrer-policy", "no-referrer");
    c.header("x-content-type-options", "nosniff");
    c.header("x-frame-options", "DENY");
    c.header("cross-origin-opener-policy", "same-origin");
    if (isSecure) c.header("strict-transport-security", `max-age=${SECURE_SECONDS}; includeSubDomains`);
    c.header("permissions-policy", "camera=(), geolocation=(), microphone=()");
    if (page.retryAfterSeconds !== undefined) c.header("retry-after", String(page.retryAfterSeconds));
    return c.html(
      `<!DOCTYPE html>${html.replace("</head>", () => `${chunks.join("")}</head>`)}`,
      page.status ?? 200,
    );
  };
}

/** A page that says one thing: what is not here, or why something was not done. */
export function Message(
  { title, text, children }: {
    readonly title: string;
    readonly text: string;
    readonly children?: ComponentChildren;
  },
) {
  return (
    <section class="card message">
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </section>
  );
}
