/** The top of the page: which queue this is and how it stands, for whom and to which room is called, and the keys. */
import keyboard from "lucide/keyboard.mjs";
import { ConnectionMark } from "../connection_mark.tsx";
import { Icon } from "../icon.tsx";
import { Badge } from "../pieces/badge.tsx";
import { keepChosen } from "./chosen_provider.ts";
import { act } from "./doctor_actions.ts";
import { useDoctor } from "./doctor_context.ts";
import type { DoctorModel } from "./doctor_model.ts";

const STATUS_TONES = { open: "ok", paused: "soon", closed: "late" } as const;

/** Calls for `providerId` from now on, here and the next time. */
function choose({ props, desk, chosenId }: DoctorModel, providerId: string): void {
  chosenId.value = providerId;
  keepChosen(props.account.id, { queueId: desk.queueId, providerId });
}

function providersOf({ props, desk }: DoctorModel) {
  const ids = desk.shown.value?.queue.providers.map((one) => one.providerId) ?? [];
  return ids.map((id) => ({ id, name: props.providers.find((one) => one.id === id)?.name ?? id }));
}

/** Asks for whom is called, where nobody can know it. */
export function ProviderQuestion() {
  const model = useDoctor();
  return (
    <section class="card now-card">
      <h2 class="stage">{model.desk.say("doctor.provider.ask")}</h2>
      <div class="deeds">
        {providersOf(model).map(({ id, name }) => (
          <button
            key={id}
            type="button"
            class="button plain"
            onClick={() => choose(model, id)}
          >
            <bdi>{name}</bdi>
          </button>
        ))}
      </div>
    </section>
  );
}

function ProviderField() {
  const model = useDoctor();
  const providers = providersOf(model);
  const chosen = model.providerId.value;
  if (providers.length < 2 || chosen === null) return null;
  return (
    <label>
      <span>{model.desk.say("desk.callsFor")}</span>
      <select value={chosen} onChange={(event) => choose(model, event.currentTarget.value)}>
        {providers.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      </select>
    </label>
  );
}

function RoomField() {
  const { say, preferences } = useDoctor().desk;
  return (
    <label>
      <span>{say("desk.room")}</span>
      <input
        value={preferences.value.room}
        maxLength={40}
        autocomplete="off"
        placeholder={say("desk.roomNone")}
        onInput={(event) => preferences.value = { ...preferences.peek(), room: event.currentTarget.value }}
      />
    </label>
  );
}

/** The bar. */
export function DoctorBar() {
  const model = useDoctor();
  const { say, queueName, queueStatus, connection } = model.desk;
  const status = queueStatus.value;
  return (
    <header class="doctor-bar">
      <div class="doctor-queue">
        <h1>
          <bdi>{queueName}</bdi>
        </h1>
        <Badge tone={STATUS_TONES[status]}>{say(`queue.${status}`)}</Badge>
        <ConnectionMark connection={connection.value} say={say} />
      </div>
      <div class="calls-to">
        <ProviderField />
        <RoomField />
        <button
          type="button"
          class="button quiet alone"
          aria-label={say("desk.keys")}
          title={say("desk.keys")}
          onClick={() => act(model, "help")}
        >
          <Icon of={keyboard} />
        </button>
      </div>
    </header>
  );
}
