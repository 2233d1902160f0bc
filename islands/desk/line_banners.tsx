/**
 * What stands above a line, on the desk's page and on the doctor's, when something is not as usual: signed out, no
 * connection, steps that wait to be sent, a step refused.
 */
import { formatTime } from "../../actors/shared/format.ts";
import { OutboxPanel } from "../offline/outbox_panel.tsx";
import { signInAddress } from "../session_end.ts";
import { useDesk } from "./desk_context.ts";
import { explain } from "./desk_steps.ts";

export interface LineBannersProps {
  /** This page's own address, for the way back from signing in. */
  readonly path: string;
}

function SessionOver({ path }: LineBannersProps) {
  const { say } = useDesk();
  return (
    <p class="banner late" role="alert">
      <span>
        {say("desk.sessionOver")} <a href={signInAddress(path)}>{say("desk.signIn")}</a>
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
  const { notice, say } = useDesk();
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

/** What waits to be sent, and what came out differently than was thought here. */
function Outbox({ path }: LineBannersProps) {
  const model = useDesk();
  const { say, props, offline } = model;
  if (offline.value === null) return null;
  return (
    <OutboxPanel
      outbox={offline.value.outbox}
      say={say}
      language={props.language}
      timeZone={props.timeZone}
      signInAddress={signInAddress(path)}
      explain={({ command, problem }) => {
        const { ticketId, label } = command;
        const row = ticketId === null ? null : { ticketId, label: label ?? "" };
        return explain(model, problem, { row });
      }}
    />
  );
}

/** The banners that apply, and nothing when all is well. */
export function LineBanners({ path }: LineBannersProps) {
  const { isSessionOver } = useDesk();
  return (
    <>
      {isSessionOver.value ? <SessionOver path={path} /> : <Disconnected />}
      <Outbox path={path} />
      <Refused />
    </>
  );
}
