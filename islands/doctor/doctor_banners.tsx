/** What stands above everything when something is not as usual: signed out, no connection, a step refused or kept. */
import { formatTime } from "../../actors/shared/format.ts";
import { explain } from "../desk/desk_steps.ts";
import { OutboxPanel } from "../offline/outbox_panel.tsx";
import { signInAddress } from "../session_end.ts";
import { useDoctor } from "./doctor_context.ts";

const wayBack = (queueId: string): string => signInAddress(`/doctor/${encodeURIComponent(queueId)}`);

function SessionOver() {
  const { say, queueId } = useDoctor().desk;
  return (
    <p class="banner late" role="alert">
      <span>
        {say("desk.sessionOver")} <a href={wayBack(queueId)}>{say("desk.signIn")}</a>
      </span>
    </p>
  );
}

function Disconnected() {
  const { say, connection, heardAt, props } = useDoctor().desk;
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
  const { notice, say } = useDoctor().desk;
  const now = notice.value;
  if (now === null || now.tone !== "late") return null;
  return (
    <div class="banner late refusal" role="alert">
      <p>{now.text}</p>
      <button type="button" class="button quiet" onClick={() => notice.value = null}>
        {say("desk.dismiss")}
      </button>
    </div>
  );
}

function Outbox() {
  const { desk } = useDoctor();
  const { say, props, offline, queueId } = desk;
  if (offline.value === null) return null;
  return (
    <OutboxPanel
      outbox={offline.value.outbox}
      say={say}
      language={props.language}
      timeZone={props.timeZone}
      signInAddress={wayBack(queueId)}
      explain={({ command, problem }) => {
        const { ticketId, label } = command;
        const row = ticketId === null ? null : { ticketId, label: label ?? "", room: null };
        return explain(desk, problem, { row });
      }}
    />
  );
}

/** The banners that apply, and nothing when all is well. */
export function DoctorBanners() {
  const { isSessionOver } = useDoctor().desk;
  return (
    <div class="doctor-banners">
      {isSessionOver.value ? <SessionOver /> : <Disconnected />}
      <Outbox />
      <Refused />
    </div>
  );
}
