/** Who serves this queue, whether they work, and when somebody on a break is expected back. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { formatMinutes, formatTime } from "../../actors/shared/format.ts";
import { Badge } from "../pieces/badge.tsx";
import { useDesk } from "./desk_context.ts";
import type { DeskModel } from "./desk_model.ts";
import { explain, tell } from "./desk_steps.ts";

const MINUTE_MS = 60_000;
const BREAK_MINUTES = [5, 10, 15, 30, 60] as const;
const TONES: Readonly<Record<string, "ok" | "soon" | "neutral">> = {
  available: "ok",
  busy: "ok",
  on_break: "soon",
  offline: "neutral",
};

interface Change {
  readonly status: "available" | "on_break" | "offline";
  readonly until: string | null;
}

async function setStatus(model: DeskModel, providerId: string, change: Change): Promise<void> {
  const label = model.props.providers.find(({ id }) => id === providerId)?.name ?? providerId;
  const sent = await model.commands.send({
    path: `/providers/${providerId}/status`,
    body: change.until === null ? { status: change.status } : change,
    ticketId: null,
    what: "desk.provider.set",
    label,
  });
  if (sent.kind === "refused") {
    tell(model, { tone: "late", text: explain(model, sent.problem, { row: null }), undoId: null });
  } else if (sent.kind === "unreachable") {
    tell(model, { tone: "late", text: model.say("desk.unreachable", { label }), undoId: null });
  } else {
    const text = model.say(`desk.provider.did.${change.status}`, { name: label });
    tell(model, { tone: "ok", text, undoId: null });
  }
}

interface ProviderProps {
  readonly providerId: string;
  readonly status: string;
  readonly until: string | null;
}

function BreakChoice({ onChoose }: { readonly onChoose: (minutes: number | null) => void }) {
  const { say, props } = useDesk();
  const first = useRef<HTMLFieldSetElement>(null);
  useLayoutEffect(() => first.current?.querySelector("button")?.focus(), []);
  return (
    <fieldset class="break-choice" ref={first}>
      <legend>{say("desk.provider.backIn")}</legend>
      {BREAK_MINUTES.map((minutes) => (
        <button
          key={minutes}
          type="button"
          class="button plain"
          onClick={() => onChoose(minutes)}
        >
          {formatMinutes(minutes, props.language)}
        </button>
      ))}
      <button type="button" class="button plain" onClick={() => onChoose(null)}>
        {say("desk.provider.offline")}
      </button>
    </fieldset>
  );
}

function Provider({ providerId, status, until }: ProviderProps) {
  const model = useDesk();
  const { say, props } = model;
  const isChoosing = useSignal(false);
  const name = props.providers.find(({ id }) => id === providerId)?.name ?? providerId;
  const isWorking = status === "available" || status === "busy";

  function choose(minutes: number | null): void {
    isChoosing.value = false;
    const at = minutes === null ? null : new Date(Date.now() + minutes * MINUTE_MS).toISOString();
    void setStatus(model, providerId, { status: minutes === null ? "offline" : "on_break", until: at });
  }

  return (
    <li class="provider">
      <p class="provider-name">
        {name}
        <Badge tone={TONES[status] ?? "neutral"}>
          {until === null
            ? say(`provider.${status}` as "provider.available")
            : say("desk.provider.until", { time: formatTime(Date.parse(until), props) })}
        </Badge>
      </p>
      {isWorking
        ? (
          <button
            type="button"
            class="button plain"
            aria-expanded={isChoosing.value}
            onClick={() => isChoosing.value = !isChoosing.peek()}
          >
            {say("desk.provider.break")}
          </button>
        )
        : (
          <button
            type="button"
            class="button plain"
            onClick={() => void setStatus(model, providerId, { status: "available", until: null })}
          >
            {say("desk.provider.back")}
          </button>
        )}
      {isWorking && isChoosing.value && <BreakChoice onChoose={choose} />}
    </li>
  );
}

/** The providers of this queue. */
export function ProviderList() {
  const { say, shown } = useDesk();
  const view = shown.value;
  if (view === null || view.queue.providers.length === 0) return null;
  return (
    <section class="providers">
      <h2>{say("desk.provider.title")}</h2>
      {view.queue.working === 0 && <p class="banner soon">{say("desk.provider.nobody")}</p>}
      <ul>
        {view.queue.providers.map((one) => <Provider key={one.providerId} {...one} />)}
      </ul>
    </section>
  );
}
