/** The list on paper for an outage: the button that prints it, and the list itself, which only print shows. */
import printer from "lucide/printer.mjs";
import { Icon } from "../icon.tsx";
import { BLANK_ROWS, DowntimeList, printDowntimeList } from "../offline/downtime.tsx";
import { useDesk } from "./desk_context.ts";

/** Prints the line as it is known, with numbers for those who come meanwhile. */
export function DowntimeButton() {
  const { say, shown, offline, queueId, paperNumbers } = useDesk();

  async function print(): Promise<void> {
    paperNumbers.value = await offline.peek()?.leases.forPaper(queueId, BLANK_ROWS) ?? [];
    addEventListener("afterprint", () => paperNumbers.value = null, { once: true });
    // The list is on the page with its next painting.
    requestAnimationFrame(() => printDowntimeList());
  }

  return (
    <button
      type="button"
      class="button quiet"
      aria-disabled={shown.value === null}
      onClick={() => void print()}
    >
      <Icon of={printer} />
      {say("downtime.print")}
    </button>
  );
}

/** The list for the printer: made when it is printed, for a hundred rows cost as much hidden as shown. */
export function DowntimePaper() {
  const { say, props, shown, people, heardAt, coarseNow, marks, paperNumbers } = useDesk();
  const numbers = paperNumbers.value;
  const view = numbers === null ? null : shown.value;
  if (numbers === null || view === null) return null;
  return (
    <DowntimeList
      view={view}
      people={people.known.value}
      lease={numbers}
      say={say}
      language={props.language}
      timeZone={props.timeZone}
      facilityName={props.facilityName}
      heardAt={heardAt.value}
      printedAt={coarseNow.value}
      unconfirmed={new Set(marks.value.keys())}
    />
  );
}
