/** Going on a break and coming back: for how long or until when, or gone for today. */
import coffee from "lucide/coffee.mjs";
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { formatMinutes, formatTime } from "../../actors/shared/format.ts";
import { Icon } from "../icon.tsx";
import { backAt, backIn, BREAK_MINUTES } from "./break_time.ts";
import { DeedButton } from "./deed_button.tsx";
import { PRIMARY_ID } from "./doctor_actions.ts";
import { useDoctor } from "./doctor_context.ts";
import type { Situation } from "./doctor_state.ts";
import { type Presence, setPresence } from "./provider_status.ts";

interface ChoiceProps {
  onChoose(presence: Presence): void;
  onClose(): void;
}

function UntilForm({ onChoose }: Pick<ChoiceProps, "onChoose">) {
  const { say, props } = useDoctor().desk;
  const isWrong = useSignal(false);
  return (
    <form
      class="until"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const time = String(new FormData(event.currentTarget).get("until") ?? "");
        const until = backAt(time, { now: Date.now(), timeZone: props.timeZone });
        isWrong.value = until === null;
        if (until !== null) onChoose({ status: "on_break", until });
      }}
    >
      <label for="break-until">{say("doctor.break.until")}</label>
      <div class="doctor-pair">
        <input
          id="break-until"
          name="until"
          type="time"
          aria-invalid={isWrong.value ? "true" : undefined}
          aria-describedby={isWrong.value ? "break-wrong" : undefined}
          onInput={() => isWrong.value = false}
        />
        <button type="submit" class="button plain">{say("doctor.break.begin")}</button>
      </div>
      {isWrong.value && <p id="break-wrong" class="field-error" role="alert">{say("doctor.break.wrong")}</p>}
    </form>
  );
}

function BreakChoice({ onChoose, onClose }: ChoiceProps) {
  const { say, props } = useDoctor().desk;
  const first = useRef<HTMLFieldSetElement>(null);
  // Before the next key: whoever types on without a pause chooses here.
  useLayoutEffect(() => first.current?.querySelector("button")?.focus(), []);
  return (
    <div class="break-choice" onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <fieldset ref={first}>
        <legend>{say("desk.provider.backIn")}</legend>
        {BREAK_MINUTES.map((minutes) => (
          <button
            key={minutes}
            type="button"
            class="button plain"
            onClick={() => onChoose({ status: "on_break", until: backIn(minutes, Date.now()) })}
          >
            {formatMinutes(minutes, props.language)}
          </button>
        ))}
      </fieldset>
      <UntilForm onChoose={onChoose} />
      <button type="button" class="button quiet" onClick={() => onChoose({ status: "offline" })}>
        {say("doctor.break.offline")}
      </button>
    </div>
  );
}

function AwayNote({ away }: { readonly away: NonNullable<Situation["away"]> }) {
  const { say, coarseNow, props } = useDoctor().desk;
  const { status, until } = away;
  if (status === "offline") return <p>{say("doctor.away.offline")}</p>;
  if (until === null) return <p>{say("doctor.away.break")}</p>;
  const word = until <= coarseNow.value ? "doctor.away.over" : "doctor.away.until";
  return <p>{say(word, { time: formatTime(until, props) })}</p>;
}

/** Says that the provider is away while somebody is still here; with nobody here the middle of the page says it. */
export function AwayBanner({ situation }: { readonly situation: Situation }) {
  const { say } = useDoctor().desk;
  const { away, current } = situation;
  if (away === null || current === null) return null;
  return (
    <div class="banner soon away-banner">
      <AwayNote away={away} />
      <DeedButton deed="back" hint="break">{say("desk.provider.back")}</DeedButton>
    </div>
  );
}

/** The panel that leads into a break. Nothing while on one, and in a queue that nobody is provider of. */
export function BreakPanel({ situation }: { readonly situation: Situation }) {
  const model = useDoctor();
  const { say } = model.desk;
  const isOpen = model.question.value === "break";
  if (model.providerId.value === null || situation.away !== null) return null;

  function close(): void {
    model.question.value = null;
    document.querySelector<HTMLElement>('.break-panel [data-deed="break"]')?.focus();
  }

  return (
    <section class="card break-panel">
      <DeedButton deed="break" hint="break" isExpanded={isOpen}>
        <Icon of={coffee} />
        {say("doctor.action.break")}
      </DeedButton>
      {isOpen && (
        <BreakChoice
          onClose={close}
          onChoose={(presence) => {
            model.question.value = null;
            document.getElementById(PRIMARY_ID)?.focus();
            void setPresence(model, presence);
          }}
        />
      )}
    </section>
  );
}
