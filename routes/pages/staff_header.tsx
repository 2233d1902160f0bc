/**
 * What stands above every page of staff: the place, where to go, which screens hang on the walls, who is signed in,
 * the language, and the way out. It works without scripts and knows no page.
 */
import type { Context } from "hono";
import type { ComponentChildren, VNode } from "preact";
import type { Role, StaffPrincipal } from "../../actors/identity/schema.ts";
import { type Language, LANGUAGES, sayIn, t, type WordKey, wordsFor } from "../../actors/shared/i18n.ts";
import { reach } from "../../actors/shared/reach.ts";
import { StaffSession } from "../../islands/staff_session.tsx";
import type { AppContext } from "../context.ts";
import { Island } from "../render.tsx";

const ROLE_WORDS = {
  receptionist: "staff.role.receptionist",
  nurse: "staff.role.nurse",
  doctor: "staff.role.doctor",
  administrator: "staff.role.administrator",
} as const satisfies Readonly<Record<Role, WordKey>>;

/** The words of the island. */
const WORDS = ["staff.ended", "staff.signInAgain", "staff.unsent"] as const;

/** A public screen: what it is called, and its address. */
export interface DisplayLink {
  readonly name: string;
  readonly address: string;
}

export interface StaffHeaderProps {
  readonly language: Language;
  readonly staff: StaffPrincipal;
  /** The clinic's name. */
  readonly place: string;
  /** The part of the program that this page belongs to. */
  readonly current: "desk" | "doctor" | null;
  readonly displays: readonly DisplayLink[];
  /** The path of this page, for the same page in another language. */
  readonly path: string;
  /** Stands beside the place: the switch of a page that shows one queue. */
  readonly children?: ComponentChildren;
}

function Displays({ language, displays }: Pick<StaffHeaderProps, "language" | "displays">) {
  return (
    <details class="menu" name="staff-menu">
      <summary>{t(language, "staff.displays")}</summary>
      <ul class="menu-list">
        {displays.map(({ name, address }) => (
          <li key={address}>
            <a href={address} target="_blank" rel="noopener" dir="auto">{name}</a>
          </li>
        ))}
        {displays.length === 0 && <li class="menu-note">{t(language, "staff.noDisplays")}</li>}
      </ul>
    </details>
  );
}

function Account({ language, staff, path }: Pick<StaffHeaderProps, "language" | "staff" | "path">) {
  return (
    <details class="menu menu-end" name="staff-menu">
      <summary>
        <span class="who">
          <bdi class="who-name">{staff.name}</bdi>
          <span class="who-role">{t(language, ROLE_WORDS[staff.role])}</span>
        </span>
      </summary>
      <div class="menu-list">
        <nav class="menu-languages" aria-label={t(language, "page.language")}>
          {LANGUAGES.map((one) => (
            <a
              key={one}
              href={`${path}?lang=${one}`}
              lang={one}
              hreflang={one}
              aria-current={one === language ? "true" : undefined}
            >
              {t(one, "language.name")}
            </a>
          ))}
        </nav>
        <form method="post" action="/sign-out" data-sign-out>
          <input type="hidden" name="keep" value="nothing" />
          <button type="submit" class="menu-action">{t(language, "staff.signOut")}</button>
        </form>
      </div>
    </details>
  );
}

/** The header of a page of staff. */
export function StaffHeader(props: StaffHeaderProps) {
  const { language, staff, place, current, displays, path, children } = props;
  const say = sayIn(language);
  const marked = (part: "desk" | "doctor") => part === current ? "true" : undefined;
  return (
    <header class="staff-header">
      <div class="staff-place">
        <bdi class="staff-name">{place}</bdi>
        {children}
      </div>
      <nav class="staff-nav" aria-label={say("staff.navigation")}>
        <a href="/desk" aria-current={marked("desk")}>{say("staff.desk")}</a>
        <a href="/doctor" aria-current={marked("doctor")}>{say("staff.doctor")}</a>
        <Displays language={language} displays={displays} />
      </nav>
      <Account language={language} staff={staff} path={path} />
      <Island
        name="staff-session"
        component={StaffSession}
        props={{ language, words: wordsFor(language, WORDS), accountId: staff.accountId }}
      />
    </header>
  );
}

/** The screens of a tenant's queues, by the queues' names. */
async function displaysOf({ system }: AppContext, staff: StaffPrincipal): Promise<readonly DisplayLink[]> {
  const entries = await reach(system.directory.ofTenant(staff.tenantId));
  const found = await Promise.all(
    entries.map(({ queueId }) =>
      system.queues.read(queueId, ({ header: { config, isArchived } }): DisplayLink | null => {
        if (config === null || isArchived) return null;
        return { name: config.name, address: `/display/${encodeURIComponent(config.displayId)}` };
      })
    ),
  );
  return found.filter((display) => display !== null);
}

/**
 * The header for `staff` on this page, as `render` takes it; `children` stand beside the place's name.
 * @throws AppError `store_unavailable`.
 */
export async function staffHeader(
  c: Context,
  context: AppContext,
  shown: Pick<StaffHeaderProps, "language" | "staff" | "current" | "children">,
): Promise<VNode> {
  const [tenant, displays] = await Promise.all([
    context.system.identity.tenant(shown.staff.tenantId),
    displaysOf(context, shown.staff),
  ]);
  return <StaffHeader {...shown} place={tenant?.name ?? ""} displays={displays} path={c.req.path} />;
}
