/**
 * What the parts of a ticket's page share: what they are given, the form of an action, and how rooms and ages are
 * said. No part keeps state or knows the network.
 */
import type { ComponentChildren, TargetedSubmitEvent } from "preact";
import type { WordKey } from "../actors/shared/i18n.ts";
import type { Say } from "../actors/shared/words.ts";
import type { Explained } from "./explanation.ts";
import type { Connection } from "./live.ts";
import type { Rise } from "./rise.ts";
import type { TicketAction } from "./ticket_action.ts";
import type { Track } from "./track.ts";

/** A room given as a bare number or short code ("3", "2B"): people call it "room 3". */
const BARE_ROOM = /^\d{1,4}[A-Za-z]?$/;

/** "Why this order?" on the page itself. */
export interface WhyPanel {
  readonly isOpen: boolean;
  /** Null while it is looked up. */
  readonly explained: Explained | null;
  readonly state: "asked" | "known" | "failed";
  toggle(): void;
}

/** What only a living page can do; absent where scripts do not run. */
export interface TicketControls {
  act(action: TicketAction, event: TargetedSubmitEvent<HTMLFormElement>): void;
  /** Forgets the action that waits for a connection. */
  takeBack(): void;
  readonly why: WhyPanel;
  readonly isSoundOn: boolean;
  turnSoundOn(): void;
  /** Puts the page on the home screen; null where the browser does not offer it. */
  readonly install: (() => void) | null;
}

export interface TicketViewProps {
  readonly track: Track;
  readonly say: Say<WordKey>;
  readonly language: string;
  /** IANA zone of the facility. */
  readonly timeZone: string;
  readonly queueName: string;
  readonly facilityName: string;
  /** The address of the ticket, below which the actions are. */
  readonly base: string;
  /** Epoch ms of this rendering. */
  readonly now: number;
  /** Epoch ms at which the server was last heard. */
  readonly heardAt: number;
  readonly connection: Connection;
  readonly notice: string | null;
  /** What was sent and is not answered yet. */
  readonly pending: TicketAction | null;
  /** What was done without a connection and waits to be sent. */
  readonly kept: TicketAction | null;
  readonly rise: Rise | null;
  /** False while nobody works in this line. */
  readonly isStaffed: boolean;
  /** True for someone who was called and put back into the line. */
  readonly wasCalled: boolean;
  readonly controls: TicketControls | null;
}

/** How people call a room. */
export function roomName(room: string, say: Say<WordKey>): string {
  return BARE_ROOM.test(room) ? say("room.numbered", { room }) : room;
}

/** The age of what is shown: since the server was last heard, and how old its own state was then. */
export function ageMsOf({ track, now, heardAt }: TicketViewProps): number {
  return Math.max(0, now - heardAt) + track.ageMs;
}

/** One action as a form that works without scripts. */
export function Act(
  { props, action, look, children }: {
    readonly props: TicketViewProps;
    readonly action: TicketAction;
    readonly look: "primary" | "plain" | "grave";
    readonly children: ComponentChildren;
  },
) {
  const { base, controls, pending, kept } = props;
  const listen = controls === null
    ? {}
    : { onSubmit: (event: TargetedSubmitEvent<HTMLFormElement>) => controls.act(action, event) };
  return (
    <form method="post" action={`${base}/${action}`} {...listen}>
      <button
        type="submit"
        class={`button ${look}`}
        disabled={pending !== null || kept === action}
        aria-busy={pending === action}
      >
        {children}
      </button>
    </form>
  );
}

/** Leaving: asked twice, because a place that was given up is gone. */
export function Leave({ props }: { readonly props: TicketViewProps }) {
  return (
    <details class="leave">
      <summary class="button quiet">{props.say("ticket.leave")}</summary>
      <div class="leave-sure">
        <p>{props.say("ticket.leaveSure")}</p>
        <Act props={props} action="leave" look="grave">{props.say("ticket.leaveYes")}</Act>
      </div>
    </details>
  );
}
