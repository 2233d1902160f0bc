/**
 * What stands above the line when something is not as usual: the session is over, the connection is gone, a step was
 * refused, changes wait because the rows stand still.
 */
import { formatTime } from "../../actors/shared/format.ts";
import { OutboxPanel } from "../offline/outbox_panel.tsx";
import { useDesk } from "./desk_context.ts";
import { showHeldChanges } from "./desk_model.ts";
import { explain } from "./desk_steps.ts";

function signInAddress(queueId: string): string {
  return `/sign-in?next=${encodeURIComponent(`/desk/${queueId}`)}`;
}

function SessionOver() {
  const { say, queueId } = useDesk();
  return (
    <p class="banner late" role="alert">
      <span>
        {say("desk.sessionOver")} <a href={signInAddress(queueId)}>{say("desk.signIn")}</a>
      </span>
    </p>
  );
}

function Disconnected() {
  const { say, connection, heardAt, props } = useDesk();
  const now = connection.value;
  if (now !== "offline" && now !== "reconnecting") return null;
  const time = formatTime(heardAt.value, props);
  return (
    <p class="banner soon" role="status">
      {say(now === "offline" ? "desk.offlineSince" : "desk.reconnecting", { time })}
    </p>
  );
}

function Refused() {
  const model = useDesk();
  const notice = model.notice.value;
  if (notice === null || notice.tone !== "late") return null;
  return (
    <div class="banner late refusal" role="alert">
      <p>{notice.text}</p>
      <button type="button" class="button quiet" onClick={() => model.notice.value = null}>
        {model.say("desk.dismiss")}
      </button>
    </div>
  );
}

function HeldChanges() {
  const model = useDesk();
  const count = model.heldChanges.value;
  return (
    <div class="held-changes" role="status">
      {count > 0 && (
        <p>
          {model.say("desk.changes", { count })}
          <button type="button" class="button quiet" onClick={() => showHeldChanges(model)}>
            {model.say("desk.showChanges")}
          </button>
        </p>
      )}
    </div>
  );
}

/** What waits to be sent, and what came out differently than this desk thought. */
function Outbox() {
  const model = useDesk();
  const { say, props, offline, queueId } = model;
  if (offline.value === null) return null;
  return (
    <OutboxPanel
      outbox={offline.value.outbox}
      say={say}
      language={props.language}
      timeZone={props.timeZone}
      signInAddress={signInAddress(queueId)}
      explain={({ command, problem }) => {
        const { ticketId, label } = command;
        const row = ticketId === null ? null : { ticketId, label: label ?? "", room: null };
        return explain(model, problem, { row });
      }}
    />
  );
}

/** The banners that apply, and nothing when all is well. */
export function DeskBanners() {
  const { isSessionOver } = useDesk();
  return (
    <div class="desk-banners">
      {isSessionOver.value ? <SessionOver /> : <Disconnected />}
      <Outbox />
      <Refused />
      <HeldChanges />
    </div>
  );
}
