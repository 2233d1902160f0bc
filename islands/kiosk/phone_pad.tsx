/**
 * Big keys for a phone number, so that nobody needs the device's own keyboard. It shows and hands on digits; what a
 * number must look like is judged elsewhere.
 */
import type { WordKey } from "../../actors/shared/i18n.ts";
import type { Say } from "../../actors/shared/words.ts";
import backspace from "lucide/delete.mjs";
import { Icon } from "../icon.tsx";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const;

export interface PhonePadProps {
  /** Digits only. */
  readonly phone: string;
  readonly say: Say<WordKey>;
  readonly onType: (phone: string) => void;
}

/** The number so far, and the keys. */
export function PhonePad({ phone, say, onType }: PhonePadProps) {
  return (
    <div class="kiosk-pad">
      <input
        type="tel"
        inputMode="none"
        dir="ltr"
        autocomplete="off"
        aria-labelledby="kiosk-title"
        aria-describedby="kiosk-help"
        value={phone}
        onInput={(event) => onType(event.currentTarget.value)}
      />
      <div class="kiosk-keys" dir="ltr">
        {DIGITS.map((digit) => (
          <button
            key={digit}
            type="button"
            class="kiosk-key"
            onClick={() => onType(`${phone}${digit}`)}
          >
            {digit}
          </button>
        ))}
        <button
          type="button"
          class="kiosk-key wide"
          aria-label={say("kiosk.erase")}
          onClick={() => onType(phone.slice(0, -1))}
        >
          <Icon of={backspace} />
        </button>
      </div>
      <p class="kiosk-text" id="kiosk-help">{say("kiosk.phoneHelp")}</p>
    </div>
  );
}
