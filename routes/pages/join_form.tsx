/**
 * The form by which someone takes a number: its fields, what may be wrong with them, and how it looks with and
 * without faults. It reads and shows; joining is the page's affair.
 */
import { z } from "zod";
import { type Language, LANGUAGES, sayIn, t, type WordKey } from "../../actors/shared/i18n.ts";

export const NAME_CHARS_MAX = 120;
const PHONE_CHARS_MAX = 32;
/** After spaces and punctuation are taken out. */
const PHONE_PATTERN = /^\+?\d{6,15}$/;
const KEY_PATTERN = /^[A-Za-z0-9_-]{22,64}$/;

const NEED_WORDS = {
  elderly: "join.need.elderly",
  paediatric: "join.need.paediatric",
  pregnant: "join.need.pregnant",
  disability: "join.need.disability",
  other: "join.need.other",
} as const satisfies Readonly<Record<string, WordKey>>;
const MODE_WORDS = {
  in_person: "join.mode.inPerson",
  online: "join.mode.online",
} as const satisfies Readonly<
  Record<string, WordKey>
>;
const NEEDS = ["elderly", "paediatric", "pregnant", "disability", "other"] as const;
const MODES = ["in_person", "online"] as const;

const text = z.preprocess((value) => typeof value === "string" ? value.trim() : "", z.string());
const list = z.preprocess((value) => value === undefined ? [] : [value].flat(), z.array(z.string()).max(20));

/** The form as sent: everything is text, nothing is judged yet. */
const Sent = z.object({
  name: text,
  phone: text,
  language: text,
  need: list,
  mode: text,
  acceptWaitlist: text,
  key: text,
});
export type JoinFields = z.infer<typeof Sent>;

export type JoinFault = { readonly field: "name" | "phone"; readonly key: WordKey; readonly count?: number };

/** What joining needs, from a form without faults. */
export interface JoinRequest {
  readonly name: string;
  readonly phone: string | null;
  readonly language: Language;
  readonly needs: readonly (typeof NEEDS)[number][];
  readonly mode: (typeof MODES)[number];
  readonly acceptWaitlist: boolean;
  /** Makes a second press of the button the same join. */
  readonly key: string | null;
}

export type ReadForm =
  | { readonly fields: JoinFields; readonly faults: readonly JoinFault[]; readonly request: null }
  | { readonly fields: JoinFields; readonly faults: readonly []; readonly request: JoinRequest };

/** An empty form in `language`, with a fresh `key`. */
export function emptyFields(language: Language, key: string): JoinFields {
  return { name: "", phone: "", language, need: [], mode: "in_person", acceptWaitlist: "", key };
}

function faultsOf({ name, phone }: JoinFields, digits: string): readonly JoinFault[] {
  const faults: JoinFault[] = [];
  if (name === "") faults.push({ field: "name", key: "join.nameMissing" });
  if (name.length > NAME_CHARS_MAX) {
    faults.push({ field: "name", key: "join.nameLong", count: NAME_CHARS_MAX });
  }
  if (phone !== "" && !PHONE_PATTERN.test(digits)) faults.push({ field: "phone", key: "join.phoneWrong" });
  return faults;
}

/** Reads a sent form: the request, or what is wrong with which field. Unknown choices count as not made. */
export function readForm(body: unknown, { language }: { readonly language: Language }): ReadForm {
  const parsed = Sent.safeParse(body);
  const fields = parsed.success ? parsed.data : emptyFields(language, "");
  const digits = fields.phone.replace(/[\s().\-/\u200e\u200f\u2066-\u2069]/g, "");
  const faults = faultsOf(fields, digits);
  if (faults.length > 0) return { fields, faults, request: null };
  return {
    fields,
    faults: [],
    request: {
      name: fields.name,
      phone: digits === "" ? null : digits,
      language: LANGUAGES.find((one) => one === fields.language) ?? language,
      needs: NEEDS.filter((need) => fields.need.includes(need)),
      mode: MODES.find((mode) => mode === fields.mode) ?? "in_person",
      acceptWaitlist: fields.acceptWaitlist === "true",
      key: KEY_PATTERN.test(fields.key) ? fields.key : null,
    },
  };
}

export interface JoinFormProps {
  readonly action: string;
  readonly language: Language;
  readonly fields: JoinFields;
  readonly faults: readonly JoinFault[];
  /** Why the line did not take the person, or null. */
  readonly refusal: WordKey | null;
  /** `known`: the line was full before the form was shown; `offered`: it turned out to be when it was sent. */
  readonly waitlist: "none" | "known" | "offered";
}

function TextField(
  { props, name, label, help, type, autocomplete, isOptional, charsMax }: {
    readonly props: JoinFormProps;
    readonly name: "name" | "phone";
    readonly label: WordKey;
    readonly help: WordKey;
    readonly type: "text" | "tel";
    readonly autocomplete: "name" | "tel";
    readonly isOptional: boolean;
    readonly charsMax: number;
  },
) {
  const say = sayIn(props.language);
  const fault = props.faults.find(({ field }) => field === name);
  const described = fault === undefined ? `${name}-help` : `${name}-fault ${name}-help`;
  const input = {
    id: name,
    name,
    autocomplete,
    maxLength: charsMax,
    required: !isOptional,
    value: props.fields[name],
    "aria-describedby": described,
    "aria-invalid": fault === undefined ? undefined : "true",
  } as const;
  return (
    <div class="field">
      <label for={name}>
        {say(label)} {isOptional && <span class="optional">({say("join.optional")})</span>}
      </label>
      {type === "tel"
        ? <input type="tel" dir="ltr" {...input} />
        : <input type="text" dir="auto" {...input} />}
      {fault !== undefined && (
        <p class="field-error" id={`${name}-fault`}>{say(fault.key, { count: fault.count ?? 0 })}</p>
      )}
      <p class="help" id={`${name}-help`}>{say(help)}</p>
    </div>
  );
}

function LanguageField({ language, fields }: JoinFormProps) {
  return (
    <div class="field">
      <label for="language">{t(language, "join.language")}</label>
      <select id="language" name="language">
        {LANGUAGES.map((one) => (
          <option key={one} value={one} lang={one} selected={one === fields.language}>
            {t(one, "language.name")}
          </option>
        ))}
      </select>
    </div>
  );
}

function NeedsField({ language, fields }: JoinFormProps) {
  return (
    <fieldset class="field" aria-describedby="needs-help">
      <legend>
        {t(language, "join.needs")} <span class="optional">({t(language, "join.optional")})</span>
      </legend>
      <div class="choices">
        {NEEDS.map((need) => (
          <label key={need} class="choice">
            <input type="checkbox" name="need" value={need} checked={fields.need.includes(need)} />
            {t(language, NEED_WORDS[need])}
          </label>
        ))}
      </div>
      <p class="help" id="needs-help">{t(language, "join.needsHelp")}</p>
    </fieldset>
  );
}

function ModeField({ language, fields }: JoinFormProps) {
  return (
    <fieldset class="field">
      <legend>{t(language, "join.mode")}</legend>
      <div class="choices">
        {MODES.map((mode) => (
          <label key={mode} class="choice">
            <input type="radio" name="mode" value={mode} checked={fields.mode === mode} />
            {t(language, MODE_WORDS[mode])}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What nobody must fill in, closed unless something in it was filled in or is wrong. */
function More(props: JoinFormProps) {
  const { language, fields, faults } = props;
  const isUsed = fields.phone !== "" || fields.need.length > 0 || fields.mode === "online";
  const isOpen = isUsed || faults.some(({ field }) => field === "phone") || fields.language !== language;
  return (
    <details class="more" open={isOpen}>
      <summary>
        {t(language, "join.more")} <span class="optional">({t(language, "join.optional")})</span>
      </summary>
      <div class="more-fields">
        <TextField
          props={props}
          name="phone"
          label="join.phone"
          help="join.phoneHelp"
          type="tel"
          autocomplete="tel"
          isOptional
          charsMax={PHONE_CHARS_MAX}
        />
        <NeedsField {...props} />
        <ModeField {...props} />
        <LanguageField {...props} />
      </div>
    </details>
  );
}

function problemOf({ language, faults, refusal }: JoinFormProps): string | null {
  if (faults.length > 0) return t(language, "join.check");
  return refusal === null ? null : t(language, refusal);
}

/** The form. It posts to `action`, needs no script, and asks for nothing but a name. */
export function JoinForm(props: JoinFormProps) {
  const { action, language, fields, waitlist } = props;
  const problem = problemOf(props);
  return (
    <form class="card form" method="post" action={action}>
      {problem !== null && <p class="banner urgent" role="alert">{problem}</p>}
      {waitlist === "known" && <p class="banner soon">{t(language, "join.waitlistNote")}</p>}
      <TextField
        props={props}
        name="name"
        label="join.name"
        help="join.nameHelp"
        type="text"
        autocomplete="name"
        isOptional={false}
        charsMax={NAME_CHARS_MAX}
      />
      <More {...props} />
      {waitlist !== "none" && <input type="hidden" name="acceptWaitlist" value="true" />}
      <input type="hidden" name="key" value={fields.key} />
      <button type="submit" class="button primary">
        {t(language, waitlist === "none" ? "join.submit" : "join.submitWaitlist")}
      </button>
      <p class="help">{t(language, "join.nextStep")}</p>
    </form>
  );
}
