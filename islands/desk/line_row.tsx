/**
 * One person in the table. Made anew only when something of its own changed: a line of a hundred stays cheap when one
 * of them moves.
 */
import { useMemo } from "preact/hooks";
import grip from "lucide/grip-vertical.mjs";
import { formatMinutes } from "../../actors/shared/format.ts";
import type { DeskRow } from "../desk_state.ts";
import { Icon } from "../icon.tsx";
import { Badge } from "../pieces/badge.tsx";
import { WaitMeter } from "../pieces/wait_meter.tsx";
import { useDesk } from "./desk_context.ts";
import { roomText } from "./room_text.ts";
import { RowFlags } from "./row_flags.tsx";
import { flagsOf, waitedOf } from "./waited.ts";

export interface LineRowProps {
  readonly row: DeskRow;
  /** Null while it is not known. */
  readonly name: string | null;
  readonly mark: "sent" | "queued" | null;
  readonly isSelected: boolean;
  /** One row of the table takes the keyboard. */
  readonly isReachable: boolean;
  /** Epoch ms, in coarse steps. */
  readonly now: number;
  readonly isPaymentUsed: boolean;
  /** Who called, as a name; null for whoever was not called. */
  readonly caller: string | null;
  /** Where a dragged row would land. */
  readonly drop: "before" | "after" | null;
  readonly isDragged: boolean;
}

const MINUTE_MS = 60_000;

function WaitCell({ row, now }: { readonly row: DeskRow; readonly now: number }) {
  const { say, props } = useDesk();
  const { minutes, promisedMinutes, share, tone } = waitedOf(row, now);
  const label = promisedMinutes === null
    ? formatMinutes(minutes, props.language)
    : say("desk.waitedMinutes", { waited: minutes, promised: promisedMinutes });
  return <WaitMeter share={promisedMinutes === null ? null : share} tone={tone} label={label} />;
}

function StateCell({ row, now, caller }: Pick<LineRowProps, "row" | "now" | "caller">) {
  const { say, props } = useDesk();
  if (row.status === "held") {
    const left = row.holdEndsAt === null ? null : Math.ceil((Date.parse(row.holdEndsAt) - now) / MINUTE_MS);
    const text = say("state.held");
    return <>{left === null || left <= 0 ? text : `${text} · ${formatMinutes(left, props.language)}`}</>;
  }
  if (row.status === "waiting") return <span class="soft">{say("state.waiting")}</span>;
  const room = roomText(row.room, say);
  return (
    <>
      <strong>{say(`state.${row.status}`)}</strong>
      {[room, caller].filter((part) => part !== null).map((part) => <span key={part}>{` · ${part}`}</span>)}
    </>
  );
}

/** Everything of a row that its place in the line does not touch: a call moves everybody up, and nothing else. */
function Cells({ row, name, mark, now, isPaymentUsed, caller }: LineRowProps) {
  const { say } = useDesk();
  return (
    <>
      <th role="rowheader" scope="row" class="cell-label">{row.label}</th>
      <td role="gridcell" class="cell-name">
        {name ?? <span class="soft">{say("desk.nameUnknown")}</span>}
        {mark !== null && <span class="pending">{say(mark === "sent" ? "desk.pending" : "desk.kept")}</span>}
      </td>
      <td role="gridcell" class="cell-class">
        {row.class === "routine"
          ? <span class="soft">{say("class.routine")}</span>
          : <Badge tone={row.class === "emergency" ? "urgent" : "late"}>{say(`class.${row.class}`)}</Badge>}
      </td>
      <td role="gridcell" class="cell-kind">{row.appointmentType ?? say("desk.walkInKind")}</td>
      <td role="gridcell" class="cell-wait">
        <WaitCell row={row} now={now} />
      </td>
      <td role="gridcell" class="cell-state">
        <StateCell row={row} now={now} caller={caller} />
      </td>
      <td role="gridcell" class="cell-flags">
        <RowFlags flags={flagsOf(row, { now, isPaymentUsed })} />
      </td>
    </>
  );
}

function Row(props: LineRowProps) {
  const { row, name, mark, isSelected, isReachable, now, isPaymentUsed, caller, drop } = props;
  const { say } = useDesk();
  const isInLine = row.status === "waiting" || row.status === "held";
  const { version, status, room, needs } = row;
  const cells = useMemo(
    () => <Cells {...props} />,
    // A step of this desk changes these before the server gives the row a new version.
    [version, status, room, row.class, needs, row.calls, name, mark, now, isPaymentUsed, caller],
  );
  return (
    <tr
      role="row"
      data-ticket={row.ticketId}
      data-status={row.status}
      data-mark={mark ?? undefined}
      data-drop={drop ?? undefined}
      data-dragged={props.isDragged ? "" : undefined}
      aria-selected={isSelected}
      tabIndex={isReachable ? 0 : -1}
    >
      <td role="gridcell" class="cell-place">
        {isInLine && (
          <span class="grip" data-grip="" title={say("desk.drag")}>
            <Icon of={grip} />
          </span>
        )}
        {isInLine ? row.position : ""}
      </td>
      {cells}
    </tr>
  );
}

/** A row of the line; the same values give the very same row, which costs nothing. */
export function LineRow(props: LineRowProps) {
  const { row, name, mark, isSelected, isReachable, now, isPaymentUsed, caller, drop, isDragged } = props;
  return useMemo(
    () => <Row {...props} />,
    [row, name, mark, isSelected, isReachable, now, isPaymentUsed, caller, drop, isDragged],
  );
}
