/**
 * The top of the line: which queue this is and how it stands, the one primary button, who would be next, and where
 * this desk calls to.
 */
import megaphone from "lucide/megaphone.mjs";
import keyboard from "lucide/keyboard.mjs";
import { ConnectionMark } from "../connection_mark.tsx";
import { Icon } from "../icon.tsx";
import { Badge } from "../pieces/badge.tsx";
import { act, CALL_NEXT_ID } from "./desk_actions.ts";
import { useDesk } from "./desk_context.ts";
import { KeyHint } from "./key_hint.tsx";
import { groupsOf, nextOf } from "./line_groups.ts";

const STATUS_TONES = { open: "ok", paused: "soon", closed: "late" } as const;

function CallNext() {
  const model = useDesk();
  const { say, isCalling, rows, people } = model;
  const next = nextOf(groupsOf(rows.value).line);
  const name = next === null ? null : people.known.value.get(next.patientId)?.name ?? null;
  return (
    <div class="call-next">
      <button
        id={CALL_NEXT_ID}
        type="button"
        class="button primary"
        aria-disabled={isCalling.value}
        aria-describedby="desk-next"
        onClick={() => act(model, "callNext")}
      >
        <Icon of={megaphone} />
        {say(isCalling.value ? "desk.calling" : "desk.action.callNext")}
        <KeyHint action="callNext" />
      </button>
      <p id="desk-next" class="next-up">
        <span class="next-word">{say("desk.next")}</span>
        {next === null ? <span class="soft">{say("desk.nobodyWaits")}</span> : (
          <span class="next-who">
            <strong>{next.label}</strong> {name ?? ""}
            {next.class !== "routine" && (
              <Badge tone={next.class === "emergency" ? "urgent" : "late"}>
                {say(`class.${next.class}`)}
              </Badge>
            )}
          </span>
        )}
      </p>
    </div>
  );
}

function RoomField() {
  const { say, preferences, props, shown } = useDesk();
  const { room, providerId } = preferences.value;
  const ids = shown.value?.queue.providers.map((one) => one.providerId) ?? [];
  const keep = (change: Partial<typeof preferences.value>) =>
    preferences.value = { ...preferences.peek(), ...change };
  return (
    <div class="calls-to">
      {ids.length > 1 && (
        <label>
          <span>{say("desk.callsFor")}</span>
          <select
            value={providerId ?? ""}
            onChange={(event) => keep({ providerId: event.currentTarget.value || null })}
          >
            <option value="">{say("desk.choose")}</option>
            {ids.map((id) => (
              <option key={id} value={id}>{props.providers.find((one) => one.id === id)?.name ?? id}</option>
            ))}
          </select>
        </label>
      )}
      <label>
        <span>{say("desk.room")}</span>
        <input
          value={room}
          maxLength={40}
          autocomplete="off"
          placeholder={say("desk.roomNone")}
          onInput={(event) => keep({ room: event.currentTarget.value })}
        />
      </label>
    </div>
  );
}

/** The bar above the line. */
export function ActionBar() {
  const model = useDesk();
  const { say, queueName, queueStatus, connection } = model;
  const status = queueStatus.value;
  return (
    <header class="action-bar">
      <div class="action-name">
        <h1 id="desk-name">{queueName}</h1>
        <Badge tone={STATUS_TONES[status]}>{say(`queue.${status}`)}</Badge>
        <ConnectionMark connection={connection.value} say={say} />
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
      <CallNext />
      <RoomField />
    </header>
  );
}
