import { assert, assertEquals, assertFalse } from "@std/assert";
import { render } from "preact-render-to-string";
import { sayIn } from "../../../actors/shared/i18n.ts";
import {
  BLANK_ROWS,
  DowntimeList,
  type DowntimeListProps,
  printDowntimeList,
} from "../../../islands/offline/downtime.tsx";
import { deskRow, deskViewOf } from "./offline_rows.ts";

const AT = Date.parse("2026-11-20T10:42:00Z");

function list(fields: Partial<DowntimeListProps> = {}): string {
  return render(
    <DowntimeList
      view={deskViewOf([
        deskRow("A-001", {
          status: "called",
          calledAt: "2026-11-20T10:30:00Z",
          quote: { position: 1, headlineMinutes: 25 },
        }),
        deskRow("A-002", { class: "urgent", joinedAt: "2026-11-20T09:15:00Z" }),
      ])}
      people={new Map([["patient-A-001", { name: "Ada <b>", phone: null, language: null }]])}
      lease={[{ label: "A-X01" }, { label: "A-X02" }]}
      say={sayIn("en")}
      language="en"
      timeZone="UTC"
      facilityName="Riverside Clinic"
      heardAt={AT}
      printedAt={AT}
      {...fields}
    />,
  );
}

/** The text of each row's cells. */
function rowsOf(html: string): readonly (readonly string[])[] {
  return [...html.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = ""]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = ""]) => cell.replace(/<[^>]+>/g, ""))
  );
}

Deno.test("DowntimeList repeats queue, date, time of printing and age above the columns", () => {
  const html = list();
  const [head = ""] = /<thead>.*<\/thead>/s.exec(html) ?? [];
  const parts = [
    "Walk-in",
    "Riverside Clinic",
    "Friday, November 20, 2026",
    "Printed 10:42",
    "As known at 10:42",
  ];
  for (const part of parts) assert(head.includes(part), `${part} is missing in ${head}`);
});

Deno.test("DowntimeList says how old what it shows was when it was printed", () => {
  assert(list({ heardAt: AT - 12 * 60_000 }).includes("As known at 10:30 AM, 12 minutes ago"));
});

Deno.test("DowntimeList has a row for each person in order, with what is known and boxes for what is not", () => {
  const rows = rowsOf(list());
  assertEquals(rows[2], ["A-001", "Ada &lt;b>", "Called", "9:00 AM", "25 min", "10:30 AM", "", ""]);
  assertEquals(rows[3], ["A-002", "", "Urgent", "9:15 AM", "", "", "", ""]);
});

Deno.test("DowntimeList ends with a blank row for each leased number, and blank rows all the same without", () => {
  assertEquals(rowsOf(list()).slice(-2).map(([label]) => label), ["A-X01", "A-X02"]);
  const without = list({ lease: [] });
  assertEquals(
    rowsOf(without).slice(-BLANK_ROWS),
    Array.from({ length: BLANK_ROWS }, () => Array(8).fill("")),
  );
  assert(without.includes("No reserved numbers"));
});

Deno.test("DowntimeList marks what was not sent yet, and explains the mark only then", () => {
  assertFalse(list().includes("*"));
  const html = list({ unconfirmed: new Set(["ticket-A-002"]) });
  assertEquals(rowsOf(html)[3]?.[0], "A-002*");
  assert(html.includes("Marked *"));
});

Deno.test("DowntimeList says how many did not fit", () => {
  const view = deskViewOf([deskRow("A-001")], { more: 20 });
  const html = list({ view });
  assert(html.includes("21 people in the queue"));
  assert(html.includes("20 more people are in the queue and not on this list"));
});

Deno.test("DowntimeList carries no inline style, which our pages may not have", () => {
  assertFalse(list().includes("style="));
});

Deno.test("printDowntimeList() prints with the page marked, and takes the mark off afterwards", () => {
  const page = new EventTarget();
  const dataset: Record<string, string> = {};
  let marked: string | undefined;
  const print = () => marked = dataset["printing"];
  Object.assign(page, { document: { documentElement: { dataset } }, print });
  printDowntimeList(page as unknown as Window);
  assertEquals([marked, dataset["printing"]], ["downtime", "downtime"]);
  page.dispatchEvent(new Event("afterprint"));
  assertEquals(dataset, {});
});
