/**
 * The field of a password, with a button that shows what was typed. Without scripts it is the field alone; it keeps
 * and sends nothing itself.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { createSay, type Words } from "../actors/shared/words.ts";

export interface PasswordFieldProps {
  readonly language: string;
  readonly words: Words;
  readonly charsMax: number;
  /** The id of what is said about a wrong password, or null. */
  readonly describedBy: string | null;
  readonly isFocused: boolean;
}

const FIELD_ID = "password";

/** The field, named `password`. */
export function PasswordField({ language, words, charsMax, describedBy, isFocused }: PasswordFieldProps) {
  const isShown = useSignal(false);
  const field = useRef<HTMLInputElement>(null);
  const say = useMemo(() => createSay(language, words), [language, words]);

  // A browser offers to keep only what is hidden when it is sent.
  useEffect(() => {
    const form = field.current?.form;
    const hide = () => void (isShown.value = false);
    form?.addEventListener("submit", hide);
    return () => form?.removeEventListener("submit", hide);
  }, [isShown]);

  const input = {
    ref: field,
    id: FIELD_ID,
    name: "password",
    dir: "ltr",
    autocomplete: "current-password",
    autocapitalize: "none",
    spellcheck: false,
    maxLength: charsMax,
    required: true,
    autofocus: isFocused,
    "aria-invalid": describedBy === null ? undefined : "true",
    "aria-describedby": describedBy ?? undefined,
  } as const;
  return (
    <div class="field">
      <label for={FIELD_ID}>{say("sign.password")}</label>
      <div class="password-box">
        {isShown.value ? <input type="text" {...input} /> : <input type="password" {...input} />}
        <button
          type="button"
          class="password-show needs-script"
          aria-pressed={isShown.value}
          aria-controls={FIELD_ID}
          aria-label={say("sign.passwordShow")}
          onClick={() => void (isShown.value = !isShown.value)}
        >
          {say(isShown.value ? "sign.passwordHideShort" : "sign.passwordShowShort")}
        </button>
      </div>
    </div>
  );
}
