/** Who comes after: the next few with their names, how many wait, since when, and when the line is about through. */
import { formatMinutes, formatTime } from "../../actors/shared/format.ts";
import { waitedOf } from "../desk/waited.ts";
import type { DeskRow } from "../desk_state.ts";
import { RowFlags } from "../desk/row_flags.tsx";
import { useDoctor } from "./doctor_context.ts";
import type { Situation } from "./doctor_state.ts";
import { ClassBadge, PersonName } from "./person_card.tsx";

const MINUTE_MS = 60_000;

function Coming({ row }: { readonly row: DeskRow }) {
  const { say, coarseNow, props } = useDoctor().desk;
  const { minutes, tone } = waitedOf(row, coarseNow.value);
  const needs = row.needs.map((need) => ({ kind: "need" as const, need, tone: "neutral" as const }));
  return (
    <li class="coming" data-tone={tone}>
      <strong class="coming-label">{row.label}</strong>
      <span class="coming-name">
        <PersonName row={row} />
      </span>
      <span class="coming-waited">
        {say("doctor.waitedFor", { minutes: formatMinutes(minutes, props.language) })}
      </span>
      <span class="coming-flags">
        <ClassBadge row={row} />
        <RowFlags flags={needs} />
      </span>
    </li>
  );
}

function Fact({ word, value }: { readonly word: string; readonly value: string | number }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** The panel beside the person now. */
export function NextPanel({ situation }: { readonly situation: Situation }) {
  const { say, coarseNow, props } = useDoctor().desk;
  const { coming, waiting, held, longestSince, lineEndAt } = situation;
  const longest = longestSince === null
    ? null
    : Math.max(0, Math.floor((coarseNow.value - longestSince) / MINUTE_MS));
  const more = waiting - coming.length;
  return (
    <section class="card next-panel" aria-labelledby="doctor-next">
      <h2 id="doctor-next">{say("doctor.next")}</h2>
      {coming.length === 0
        ? <p class="soft">{say("doctor.empty")}</p>
        : <ol>{coming.map((row) => <Coming key={row.ticketId} row={row} />)}</ol>}
      {more > 0 && <p class="soft">{say("doctor.more", { count: more })}</p>}
      <dl class="line-facts">
        <Fact word={say("doctor.waiting")} value={waiting} />
        {held > 0 && <Fact word={say("state.held")} value={held} />}
        {longest !== null && (
          <Fact word={say("staff.work.longest")} value={formatMinutes(longest, props.language)} />
        )}
        {lineEndAt !== null && <Fact word={say("doctor.lineEnd")} value={formatTime(lineEndAt, props)} />}
      </dl>
    </section>
  );
}
