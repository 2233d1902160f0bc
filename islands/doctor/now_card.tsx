/**
 * The middle of the page: who is with the provider or that nobody is, the one thing to do about it, and beside it what
 * else can be done. Which thing is the first is said by `doctor_state.ts`.
 */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { formatMinutes, formatTime } from "../../actors/shared/format.ts";
import { recallOf } from "../desk/recall.ts";
import { waitedOf } from "../desk/waited.ts";
import type { DeskRow } from "../desk_state.ts";
import { DeedButton } from "./deed_button.tsx";
import { PRIMARY_ID, skip, WHY_ID } from "./doctor_actions.ts";
import { useDoctor } from "./doctor_context.ts";
import type { Situation } from "./doctor_state.ts";
import { LastLine } from "./last_line.tsx";
import { ClassBadge, PersonCard, PersonName } from "./person_card.tsx";
import { PrimaryButton } from "./primary_button.tsx";

/** Whoever would be called by the first button, above it. */
function ComingUp({ row }: { readonly row: DeskRow }) {
  const { say, coarseNow, props } = useDoctor().desk;
  const { minutes } = waitedOf(row, coarseNow.value);
  return (
    <p class="coming-up">
      <span class="soft">{say("desk.next")}</span> <strong>{row.label}</strong> <PersonName row={row} />{" "}
      <ClassBadge row={row} />{" "}
      <span class="soft">{say("doctor.waitedFor", { minutes: formatMinutes(minutes, props.language) })}</span>
    </p>
  );
}

/** On a break or not here: until when, and what the patients know. */
function Away(
  { away, working }: Pick<Situation, "working"> & { readonly away: NonNullable<Situation["away"]> },
) {
  const { say, coarseNow, props } = useDoctor().desk;
  const { status, until } = away;
  const isOver = until !== null && until <= coarseNow.value;
  const time = until === null ? "" : formatTime(until, props);
  const title = status === "offline"
    ? say("doctor.away.offline")
    : until === null
    ? say("doctor.away.break")
    : say(isOver ? "doctor.away.over" : "doctor.away.until", { time });
  return (
    <>
      <h2 id={WHY_ID} class="stage" data-over={isOver ? "" : undefined}>{title}</h2>
      <p class="soft">{say(working === 0 ? "doctor.away.told" : "doctor.away.others")}</p>
    </>
  );
}

/** Nobody is here: why, and who is next. */
function Nobody({ situation }: { readonly situation: Situation }) {
  const { say } = useDoctor().desk;
  const { away, next, queueStatus, held, working } = situation;
  if (away !== null) return <Away away={away} working={working} />;
  if (queueStatus === "paused") {
    return (
      <>
        <h2 id={WHY_ID} class="stage">{say("doctor.paused")}</h2>
        <p class="soft">{say("doctor.pausedHelp")}</p>
      </>
    );
  }
  if (next !== null) {
    return (
      <>
        <h2 id={WHY_ID} class="stage">{say("doctor.nobody")}</h2>
        <ComingUp row={next} />
      </>
    );
  }
  const help = held > 0
    ? say("doctor.heldHelp", { count: held })
    : say(queueStatus === "closed" ? "doctor.closedHelp" : "doctor.emptyHelp");
  return (
    <>
      <h2 id={WHY_ID} class="stage">{say("doctor.empty")}</h2>
      <p class="soft">{help}</p>
    </>
  );
}

/** Asks before somebody is marked as not there. */
function SkipQuestion({ row }: { readonly row: DeskRow }) {
  const model = useDoctor();
  const { say } = model.desk;
  const yes = useRef<HTMLButtonElement>(null);
  // Before the next key: whoever types on without a pause answers this question.
  useLayoutEffect(() => yes.current?.focus(), []);

  function close(): void {
    model.question.value = null;
    document.querySelector<HTMLElement>('.doctor [data-deed="skip"]')?.focus();
  }

  function confirm(): void {
    document.getElementById(PRIMARY_ID)?.focus();
    skip(model, row);
  }

  return (
    <div
      class="skip-question"
      role="group"
      aria-labelledby="skip-title"
      aria-describedby="skip-help"
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <p>
        <strong id="skip-title">{say("doctor.skip.ask", { label: row.label })}</strong>{" "}
        <span id="skip-help">{say("doctor.skip.help")}</span>
      </p>
      <div class="doctor-pair">
        <button ref={yes} type="button" class="button grave" onClick={confirm}>
          {say("doctor.skip.yes")}
        </button>
        <button type="button" class="button plain" onClick={close}>{say("doctor.skip.no")}</button>
      </div>
    </div>
  );
}

function CalledDeeds({ row, canCall }: { readonly row: DeskRow; readonly canCall: boolean }) {
  const model = useDoctor();
  const { say } = model.desk;
  // Every second, so that the button is there as soon as the rule allows it.
  const rule = recallOf(row, model.desk.now.value);
  const isAsked = model.question.value === "skip";
  return (
    <>
      <DeedButton deed="recall" hint="recall" isBarred={rule.kind !== "now"} describedBy="doctor-recall">
        {say("desk.action.recall")}
      </DeedButton>
      <DeedButton deed="skip" hint="skip" isExpanded={isAsked}>{say("doctor.action.skip")}</DeedButton>
      {canCall && <DeedButton deed="callNext" hint="callNext">{say("doctor.action.another")}</DeedButton>}
    </>
  );
}

/** The rule of recalls, said where it is used. */
function RecallRule({ row }: { readonly row: DeskRow }) {
  const model = useDoctor();
  const { say, coarseNow, props } = model.desk;
  const rule = recallOf(row, coarseNow.value);
  const text = rule.kind === "never" ? say("desk.refused.recallLimit", { label: row.label }) : [
    ...(rule.kind === "later" ? [say("doctor.recallFrom", { time: formatTime(rule.from, props) })] : []),
    say("doctor.recallsLeft", { count: rule.left }),
  ].join(" ");
  return <p id="doctor-recall" class="deeds-note">{text}</p>;
}

/** What else can be done now. */
function Deeds({ situation }: { readonly situation: Situation }) {
  const model = useDoctor();
  const { say } = model.desk;
  const { current, next, queueStatus, away } = situation;
  const canCall = next !== null && queueStatus !== "paused" && away === null;
  const isFirst = model.primary.value;
  return (
    <>
      {isFirst === "completeNext" && (
        <DeedButton deed="complete" hint="complete">{say("doctor.action.complete")}</DeedButton>
      )}
      {isFirst === "back" && next !== null && queueStatus !== "paused" && (
        <DeedButton deed="backAndNext" hint="callNext">{say("doctor.action.backAndNext")}</DeedButton>
      )}
      {current?.status === "called" && <CalledDeeds row={current} canCall={canCall} />}
      {current?.status === "serving" && canCall && (
        <DeedButton deed="callNext" hint="callNext" look="quiet">{say("doctor.action.another")}</DeedButton>
      )}
    </>
  );
}

/** Others who are called to the same provider or with them. */
function Others({ others }: Pick<Situation, "others">) {
  const model = useDoctor();
  const { say } = model.desk;
  if (others.length === 0) return null;
  return (
    <section class="others" aria-labelledby="doctor-others">
      <h3 id="doctor-others">{say("doctor.others")}</h3>
      <ul>
        {others.map((row) => (
          <li key={row.ticketId}>
            <span>
              <strong>{row.label}</strong> <PersonName row={row} />{" "}
              <span class="soft">{say(`state.${row.status}`)}</span>
            </span>
            <button
              type="button"
              class="button plain"
              aria-label={say("doctor.takeLabel", { label: row.label })}
              onClick={() => {
                model.takenId.value = row.ticketId;
                document.getElementById(PRIMARY_ID)?.focus();
              }}
            >
              {say("doctor.take")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The card of the person now. */
export function NowCard({ situation }: { readonly situation: Situation }) {
  const model = useDoctor();
  const { current, others, away } = situation;
  const isAsked = model.question.value === "skip" && current?.status === "called";
  // The question was about whoever was called then.
  useEffect(() => {
    if (model.question.peek() === "skip") model.question.value = null;
  }, [current?.ticketId, current?.status]);
  return (
    <section
      class="card now-card"
      data-away={current === null && away !== null ? "" : undefined}
      aria-label={model.desk.say("desk.now")}
    >
      <div class="now-about">
        {current === null ? <Nobody situation={situation} /> : <PersonCard row={current} />}
      </div>
      <div class="deeds">
        <PrimaryButton key="primary" />
        <Deeds situation={situation} />
      </div>
      {current?.status === "called" && <RecallRule row={current} />}
      {isAsked && <SkipQuestion row={current} />}
      <LastLine />
      <Others others={others} />
    </section>
  );
}
