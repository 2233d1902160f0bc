/**
 * The last screen of a kiosk: the number, what is before it, and the code by which the person's phone goes on. It is
 * also what is printed.
 */
import type { WordKey } from "../../actors/shared/i18n.ts";
import type { Say } from "../../actors/shared/words.ts";
import printer from "lucide/printer.mjs";
import { Icon } from "../icon.tsx";
import { waitText } from "../wait_text.ts";
import type { KioskAct, KioskState } from "./kiosk_flow.ts";

export interface GivenNumberProps {
  readonly state: KioskState;
  readonly say: Say<WordKey>;
  readonly language: string;
  readonly onAct: (act: KioskAct) => void;
}

/** The number that was given. */
export function GivenNumber({ state: { ticket }, say, language, onAct }: GivenNumberProps) {
  if (ticket === null) return null;
  return (
    <div class="kiosk-done">
      <p class="kiosk-number">
        <bdi>{ticket.label}</bdi>
      </p>
      <div>
        <p class="kiosk-lead">
          {ticket.isWaitlisted ? say("kiosk.waitlisted") : say("kiosk.ahead", { count: ticket.ahead ?? 0 })}
        </p>
        {ticket.estimatedWaitMinutes !== null && (
          <p class="kiosk-lead">{waitText(ticket, { say, language })}</p>
        )}
        <p class="kiosk-text">{say("kiosk.listen")}</p>
      </div>
      <figure class="kiosk-qr">
        <svg viewBox={`0 0 ${ticket.qr.size} ${ticket.qr.size}`} role="img" aria-label={say("kiosk.scan")}>
          <rect width={ticket.qr.size} height={ticket.qr.size} />
          <path d={ticket.qr.path} />
        </svg>
        <figcaption>{say("kiosk.scan")}</figcaption>
      </figure>
      <p class="kiosk-actions">
        <button type="button" class="button plain" onClick={() => print()}>
          <Icon of={printer} /> {say("kiosk.print")}
        </button>
        <button type="button" class="button primary" onClick={() => onAct({ type: "restart" })}>
          {say("kiosk.finish")}
        </button>
      </p>
    </div>
  );
}
