/**
 * The screen of someone who is called: nothing but where to go, until when, and that they are coming.
 */
import { formatTime } from "../actors/shared/format.ts";
import type { WordKey } from "../actors/shared/i18n.ts";
import type { Say } from "../actors/shared/words.ts";
import { Act, Leave, roomName, type TicketViewProps } from "./ticket_parts.tsx";

/** The longest word of a room's name that stays whole at 72 px on the narrowest phone. */
const WORD_CHARS_LARGE = 7;
const ROOM_CHARS_LARGE = 14;

function isLong(name: string): boolean {
  return name.length > ROOM_CHARS_LARGE || name.split(/\s+/).some((word) => word.length > WORD_CHARS_LARGE);
}

function Where({ props: { track, say } }: { readonly props: TicketViewProps }) {
  if (track.room !== null) return <Room name={roomName(track.room, say)} say={say} />;
  return <p class="called-where">{say(track.isOnline ? "ticket.joinNow" : "ticket.comeNow")}</p>;
}

function Room({ name, say }: { readonly name: string; readonly say: Say<WordKey> }) {
  return (
    <p class="called-where">
      {say("ticket.goTo")}{" "}
      <strong class={isLong(name) ? "room room-long room-name" : "room room-name"}>{name}</strong>
    </p>
  );
}

/** The called screen. */
export function Called({ props }: { readonly props: TicketViewProps }) {
  const { track, say, language, timeZone } = props;
  return (
    <section class="called" role="alert" data-status="called">
      <p class="called-label">
        <bdi>{track.label}</bdi>
      </p>
      <h1 class="called-title">{say("status.called")}</h1>
      <Where props={props} />
      {track.isAcknowledged
        ? <p class="called-thanks">{say("ticket.acknowledged")}</p>
        : <Act props={props} action="acknowledge" look="primary">{say("ticket.acknowledge")}</Act>}
      {track.graceEndsAt !== null && track.queueStatus !== "paused" && (
        <p class="called-until">
          {say("ticket.until", { time: formatTime(track.graceEndsAt, { language, timeZone }) })}
        </p>
      )}
      <Leave props={props} />
    </section>
  );
}
