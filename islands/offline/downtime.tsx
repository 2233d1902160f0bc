/**
 * The downtime list: the queue on paper, for working on when nothing else works. It is drawn from what a desk knows,
 * with its age, and needs no server; blank rows carry leased numbers, so that who comes meanwhile can be entered later.
 */
import type { WordKey } from "../../actors/shared/i18n.ts";
import { formatAge, formatMinutes, formatTime, type Place } from "../../actors/shared/format.ts";
import { localeOf, type Say } from "../../actors/shared/words.ts";
import type { DeskRow, DeskView } from "../desk_state.ts";
import type { DayPerson } from "./day.ts";

/** Blank rows on a list, as far as there are numbers for them. */
export const BLANK_ROWS = 15;

export interface DowntimeListProps extends Place {
  readonly view: DeskView;
  /** By patient id. */
  readonly people: ReadonlyMap<string, DayPerson>;
  /** The numbers of the blank rows (`Leases.forPaper`). */
  readonly lease: readonly { readonly label: string }[];
  readonly say: Say<WordKey>;
  readonly facilityName: string;
  /** Epoch ms at which the server last said how the queue stands. */
  readonly heardAt: number;
  /** Epoch ms of the printing. */
  readonly printedAt: number;
  /** Rows that the server has not confirmed. */
  readonly unconfirmed?: ReadonlySet<string>;
}

type Shown = Pick<DowntimeListProps, "say" | "language" | "timeZone">;

const COLUMNS = [
  "downtime.number",
  "downtime.name",
  "downtime.class",
  "downtime.joined",
  "downtime.told",
  "downtime.called",
  "downtime.seen",
  "downtime.absent",
] as const;

function dateOf(at: number, { language, timeZone }: Place): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: "full", timeZone }).format(at);
}

/** When what stands here was true, and how long before the printing that was. */
function asOf({ heardAt, printedAt, say, language, timeZone }: DowntimeListProps): string {
  const time = formatTime(heardAt, { language, timeZone });
  const age = formatAge(printedAt - heardAt, language);
  return age === null ? say("downtime.asOf", { time }) : say("downtime.older", { time, age });
}

/** What every printed page begins with. */
function Head(props: DowntimeListProps) {
  const { view, say, language, timeZone, facilityName, printedAt } = props;
  const place = { language, timeZone };
  const count = view.rows.length + view.more;
  return (
    <thead>
      <tr>
        <td colSpan={COLUMNS.length} class="downtime-head">
          <div>
            <strong>
              <bdi>{view.queue.name}</bdi>
            </strong>
            <bdi>{facilityName}</bdi>
            <span>{dateOf(printedAt, place)}</span>
            <span>{say("downtime.printedAt", { time: formatTime(printedAt, place) })}</span>
            <span class="downtime-age">{asOf(props)}</span>
            <span>{say("downtime.inLine", { count })}</span>
          </div>
        </td>
      </tr>
      <tr>
        {COLUMNS.map((column) => <th key={column} scope="col">{say(column)}</th>)}
      </tr>
    </thead>
  );
}

/** The wait that the person was told at entry. */
function toldOf({ quote }: DeskRow, language: string): string {
  return quote === null || quote.headlineMinutes === null
    ? ""
    : formatMinutes(quote.headlineMinutes, language);
}

/** The time at which something was done already, or nothing: an empty box to write in. */
function timeOf(instant: string | null, { language, timeZone }: Place): string {
  return instant === null ? "" : formatTime(Date.parse(instant), { language, timeZone });
}

function Row({ row, name, isUnconfirmed, shown }: {
  readonly row: DeskRow;
  readonly name: string;
  readonly isUnconfirmed: boolean;
  readonly shown: Shown;
}) {
  const { say, language } = shown;
  const isServing = row.status === "serving";
  return (
    <tr data-status={row.status}>
      <th scope="row">
        <bdi>{isUnconfirmed ? `${row.label}*` : row.label}</bdi>
      </th>
      <td class="downtime-name">
        <bdi>{name}</bdi>
      </td>
      <td>
        {row.class !== "routine" && <strong>{say(`class.${row.class}`)}</strong>}
        {row.status !== "waiting" && <span class="downtime-state">{say(`state.${row.status}`)}</span>}
      </td>
      <td class="downtime-time">{timeOf(row.joinedAt, shown)}</td>
      <td class="downtime-time">{toldOf(row, language)}</td>
      <td class="box">{timeOf(row.calledAt, shown)}</td>
      <td class="box">{isServing && timeOf(row.startedAt, shown)}</td>
      <td class="box"></td>
    </tr>
  );
}

function Blanks({ lease, say }: Pick<DowntimeListProps, "lease" | "say">) {
  // Without numbers there are rows all the same: people come whether or not a block was leased in time.
  const labels = lease.length > 0
    ? lease.map(({ label }) => label)
    : Array.from({ length: BLANK_ROWS }, () => "");
  return (
    <tbody class="downtime-blank">
      <tr>
        <td colSpan={COLUMNS.length}>
          {say("downtime.newcomers")}
          {lease.length === 0 && <span>{say("downtime.noNumbers")}</span>}
        </td>
      </tr>
      {labels.map((label, index) => (
        <tr key={index}>
          <th scope="row">
            <bdi>{label}</bdi>
          </th>
          {COLUMNS.slice(1).map((column, cell) => (
            <td key={column} class={cell > 3 ? "box" : undefined}>
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

/** The list. Only print shows it ({@link printDowntimeList}), or a page that is made of it (`downtime-page`). */
export function DowntimeList(props: DowntimeListProps) {
  const { view, people, lease, say, language, timeZone, unconfirmed = new Set<string>() } = props;
  const shown = { say, language, timeZone };
  return (
    <section class="downtime" aria-label={say("downtime.title")}>
      <p class="downtime-how">{say("downtime.how")}</p>
      <table>
        <Head {...props} />
        <tbody>
          {view.rows.map((row) => (
            <Row
              key={row.ticketId}
              row={row}
              name={people.get(row.patientId)?.name ?? ""}
              isUnconfirmed={unconfirmed.has(row.ticketId)}
              shown={shown}
            />
          ))}
        </tbody>
        <Blanks lease={lease} say={say} />
      </table>
      {view.more > 0 && <p>{say("downtime.more", { count: view.more })}</p>}
      {unconfirmed.size > 0 && <p>{say("downtime.unconfirmed")}</p>}
    </section>
  );
}

/** Prints the list of this page and nothing else of it; the page is as before when the print was made or given up. */
export function printDowntimeList(page: Window = window): void {
  const { dataset } = page.document.documentElement;
  dataset["printing"] = "downtime";
  page.addEventListener("afterprint", () => delete dataset["printing"], { once: true });
  page.print();
}
