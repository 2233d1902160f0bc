/**
 * Whoever was called or is being served: their number large, how much of the grace is left, and what can be done next.
 * Those of this desk come first.
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { formatMinutes } from "../../actors/shared/format.ts";
import type { DeskRow } from "../desk_state.ts";
import { Badge } from "../pieces/badge.tsx";
import { ActionButton } from "./action_button.tsx";
import { CALL_NEXT_ID } from "./desk_actions.ts";
import { useDesk } from "./desk_context.ts";
import { nameOfBy } from "./desk_model.ts";
import { defer } from "./desk_steps.ts";
import { GraceLeft } from "./grace_left.tsx";
import { groupsOf } from "./line_groups.ts";
import { roomText } from "./room_text.ts";
import { RowFlags } from "./row_flags.tsx";
import { flagsOf } from "./waited.ts";

const CARDS_MAX = 6;
const MINUTE_MS = 60_000;

/** How long the person is being served. */
function ServedFor({ row }: { readonly row: DeskRow }) {
  const { say, coarseNow, props } = useDesk();
  const minutes = row.startedAt === null
    ? 0
    : Math.max(0, Math.floor((coarseNow.value - Date.parse(row.startedAt)) / MINUTE_MS));
  return <span>{say("desk.servedFor", { minutes: formatMinutes(minutes, props.language) })}</span>;
}

function Actions({ row }: { readonly row: DeskRow }) {
  const model = useDesk();
  const isCalled = row.status === "called";
  return (
    <div class="now-actions">
      {/* One button for "start" and then "done": the keyboard stays on it. */}
      <ActionButton
        action={isCalled ? "start" : "complete"}
        row={row}
        word={isCalled ? "desk.action.start" : "desk.action.complete"}
        look="primary"
      />
      {isCalled
        ? (
          <>
            <ActionButton action="absent" row={row} word="desk.action.absent" />
            <ActionButton action="recall" row={row} word="desk.action.recall" />
            <button type="button" class="button plain" onClick={() => void defer(model, row)}>
              {model.say("desk.action.defer")}
            </button>
          </>
        )
        : <ActionButton action="completeNext" row={row} word="desk.action.completeNext" />}
    </div>
  );
}

function Person({ row }: { readonly row: DeskRow }) {
  const model = useDesk();
  const { say, people, me, coarseNow, selectedId } = model;
  const person = people.known.value.get(row.patientId);
  const flags = flagsOf(row, { now: coarseNow.value, isPaymentUsed: false });
  const isMine = row.calledBy === me;
  const room = roomText(row.room, say);
  return (
    <li
      class="now-card"
      data-status={row.status}
      data-mine={isMine ? "" : undefined}
      data-selected={selectedId.value === row.ticketId ? "" : undefined}
    >
      <div class="now-head">
        <p class="now-label">{row.label}</p>
        <p class="now-who">
          <strong>{person?.name ?? say("desk.nameUnknown")}</strong>
          <span class="soft">
            {[say(`state.${row.status}`), room, row.calledBy === null ? null : nameOfBy(model, row.calledBy)]
              .filter((part) => part !== null).join(" · ")}
          </span>
        </p>
      </div>
      <p class="now-facts">
        {row.status === "serving" ? <ServedFor row={row} /> : <GraceLeft row={row} />}
        {row.class !== "routine" && (
          <Badge tone={row.class === "emergency" ? "urgent" : "late"}>{say(`class.${row.class}`)}</Badge>
        )}
        {row.status === "called" && row.acknowledgedAt !== null && (
          <Badge tone="ok">{say("desk.acknowledged")}</Badge>
        )}
        <RowFlags flags={flags} />
      </p>
      <Actions row={row} />
    </li>
  );
}

/** The people at the desks now. */
export function NowPanel() {
  const { say, rows, me } = useDesk();
  const { called, serving } = groupsOf(rows.value);
  const busy = [...called, ...serving];
  const ordered = [
    ...busy.filter((row) => row.calledBy === me),
    ...busy.filter((row) => row.calledBy !== me),
  ];
  const isInside = useRef(false);
  useLayoutEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (!isInside.current || !isLost) return;
    isInside.current = false;
    document.getElementById(CALL_NEXT_ID)?.focus();
  }, [rows.value]);
  return (
    <section
      class="now"
      onFocusIn={() => isInside.current = true}
      onFocusOut={(event) => {
        if (event.relatedTarget !== null) isInside.current = false;
      }}
    >
      <h2>{say("desk.now")}</h2>
      {ordered.length === 0
        ? <p class="soft">{say("desk.nowNobody")}</p>
        : <ul>{ordered.slice(0, CARDS_MAX).map((row) => <Person key={row.ticketId} row={row} />)}</ul>}
      {ordered.length > CARDS_MAX && (
        <p class="soft">{say("desk.nowMore", { count: ordered.length - CARDS_MAX })}</p>
      )}
    </section>
  );
}
