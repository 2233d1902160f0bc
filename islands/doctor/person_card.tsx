/**
 * The person now, large: number, name, what should be known, how long they waited, since when they are called or here,
 * and the time that is left to come.
 */
import { formatAge, formatMinutes, formatTime } from "../../actors/shared/format.ts";
import { localeOf } from "../../actors/shared/words.ts";
import { GraceLeft } from "../desk/grace_left.tsx";
import { roomText } from "../desk/room_text.ts";
import { RowFlags } from "../desk/row_flags.tsx";
import { flagsOf, waitedOf } from "../desk/waited.ts";
import type { DeskRow } from "../desk_state.ts";
import { Badge } from "../pieces/badge.tsx";
import { WaitMeter } from "../pieces/wait_meter.tsx";
import { WHY_ID } from "./doctor_actions.ts";
import { useDoctor } from "./doctor_context.ts";

const MINUTE_MS = 60_000;

/** The badge of a class that is not everybody's. */
export function ClassBadge({ row }: { readonly row: Pick<DeskRow, "class"> }) {
  const { say } = useDoctor().desk;
  if (row.class === "routine") return null;
  return <Badge tone={row.class === "emergency" ? "urgent" : "late"}>{say(`class.${row.class}`)}</Badge>;
}

/** The name of whoever holds `row`, as soon as it is known. */
export function PersonName({ row }: { readonly row: Pick<DeskRow, "patientId"> }) {
  const { say, people } = useDoctor().desk;
  const person = people.known.value.get(row.patientId);
  return <bdi>{person?.name ?? say("desk.nameUnknown")}</bdi>;
}

function Waited({ row }: { readonly row: DeskRow }) {
  const { say, coarseNow, props } = useDoctor().desk;
  const { minutes, promisedMinutes, share, tone } = waitedOf(row, coarseNow.value);
  const waited = formatMinutes(minutes, props.language);
  const label = promisedMinutes === null
    ? waited
    : say("desk.waited", { waited, promised: formatMinutes(promisedMinutes, props.language) });
  return <WaitMeter share={promisedMinutes === null ? null : share} tone={tone} label={label} />;
}

/** Since when: called, then with the provider. */
function Since({ row }: { readonly row: DeskRow }) {
  const { say, coarseNow, props } = useDoctor().desk;
  const isServing = row.status === "serving";
  const text = isServing ? row.startedAt : row.calledAt;
  if (text === null) return null;
  const at = Date.parse(text);
  const age = Math.max(0, coarseNow.value - at);
  const minutes = formatMinutes(Math.floor(age / MINUTE_MS), props.language);
  const value = isServing ? minutes : formatAge(age, props.language) ?? say("doctor.justNow");
  return (
    <div>
      <dt>{say(isServing ? "doctor.withYouFor" : "doctor.called")}</dt>
      <dd>
        {value} <span class="soft">{formatTime(at, props)}</span>
      </dd>
    </div>
  );
}

/** The language of a person who speaks another than this page. */
function Speaks({ row }: { readonly row: DeskRow }) {
  const { say, people, props } = useDoctor().desk;
  const language = people.known.value.get(row.patientId)?.language ?? null;
  if (language === null || language.split("-")[0] === props.language.split("-")[0]) return null;
  const name = new Intl.DisplayNames(localeOf(props.language), { type: "language" }).of(language);
  return (
    <div>
      <dt>{say("doctor.speaks")}</dt>
      <dd>{name ?? language}</dd>
    </div>
  );
}

function Facts({ row }: { readonly row: DeskRow }) {
  const { say } = useDoctor().desk;
  const room = roomText(row.room, say);
  return (
    <dl class="person-facts">
      <div>
        <dt>{say("doctor.waited")}</dt>
        <dd>
          <Waited row={row} />
        </dd>
      </div>
      <Since row={row} />
      {room !== null && (
        <div>
          <dt>{say("doctor.room")}</dt>
          <dd>
            <bdi>{room}</bdi>
          </dd>
        </div>
      )}
      <Speaks row={row} />
    </dl>
  );
}

/** The person of `row`. */
export function PersonCard({ row }: { readonly row: DeskRow }) {
  const { say, coarseNow } = useDoctor().desk;
  const flags = flagsOf(row, { now: coarseNow.value, isPaymentUsed: false });
  const isCalled = row.status === "called";
  return (
    <div class="person" data-status={row.status}>
      <div class="person-head">
        <h2>{say(isCalled ? "doctor.stage.called" : "doctor.stage.serving")}</h2>
        <GraceLeft row={row} />
      </div>
      <p id={WHY_ID} class="person-who">
        <span class="person-label">{row.label}</span>
        <span class="person-name">
          <PersonName row={row} />
        </span>
      </p>
      <p class="person-flags">
        <ClassBadge row={row} />
        {isCalled && row.acknowledgedAt !== null && <Badge tone="ok">{say("desk.acknowledged")}</Badge>}
        <RowFlags flags={flags} />
      </p>
      <Facts row={row} />
    </div>
  );
}
