/**
 * The form by which staff sign in: what it reads from a request, and how it looks with and without a fault. It works
 * without scripts; proving who somebody is belongs to `sign_in.tsx`.
 */
import { z } from "zod";
import { PASSWORD_CHARS_MAX, USERNAME_CHARS_MAX } from "../../actors/identity/schema.ts";
import { type Language, t, wordsFor } from "../../actors/shared/i18n.ts";
import { PasswordField } from "../../islands/password_field.tsx";
import { Island } from "../render.tsx";

const TENANT_CHARS_MAX = 64;
const PATH_CHARS_MAX = 300;
/**
 * Paths of pages of ours: names of ids and nothing that a browser could read as another place (`//`, `\`, dots).
 */
const OWN_PATH = /^(?:\/[A-Za-z0-9_-]+)+(?:\?[A-Za-z0-9_.~%=&-]*)?$/;
/** Ours, but nowhere to go after signing in. */
const NO_GOAL = /^\/(?:api|sign-in|sign-out|static|t)(?:[/?]|$)/;

const text = (charsMax: number) => z.string().max(charsMax).catch("");

/** The form as sent; what is too long or no text counts as not given. */
const Sent = z.object({
  tenant: text(TENANT_CHARS_MAX),
  username: text(USERNAME_CHARS_MAX),
  password: text(PASSWORD_CHARS_MAX),
  next: text(PATH_CHARS_MAX),
});
export type SignInFields = z.infer<typeof Sent>;

/** Reads a sent form. */
export function readSignIn(body: unknown): SignInFields {
  const parsed = Sent.safeParse(body);
  return parsed.success ? parsed.data : { tenant: "", username: "", password: "", next: "" };
}

/** `path` if it is a page of ours to go to after signing in, else null. */
export function goalOf(path: string | undefined): string | null {
  if (path === undefined || path.length > PATH_CHARS_MAX) return null;
  return OWN_PATH.test(path) && !NO_GOAL.test(path) ? path : null;
}

/** Something to say above the form: that it failed, or how the person came here. */
export interface SignInNotice {
  readonly tone: "urgent" | "soon" | "ok";
  readonly text: string;
}

export interface SignInFormProps {
  readonly language: Language;
  /** The clinic, when there is no choice of it. */
  readonly tenant: { readonly id: string; readonly name: string } | null;
  readonly fields: Pick<SignInFields, "tenant" | "username" | "next">;
  readonly notice: SignInNotice | null;
}

const NOTICE_ID = "sign-in-notice";

function TextField({ name, label, autocomplete, value, isFaulty, isFocused, charsMax }: {
  readonly name: "tenant" | "username";
  readonly label: string;
  readonly autocomplete: "organization" | "username";
  readonly value: string;
  readonly isFaulty: boolean;
  readonly isFocused: boolean;
  readonly charsMax: number;
}) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        type="text"
        id={name}
        name={name}
        dir="auto"
        value={value}
        autocomplete={autocomplete}
        autocapitalize="none"
        autocorrect="off"
        spellcheck={false}
        maxLength={charsMax}
        required
        autofocus={isFocused}
        aria-invalid={isFaulty ? "true" : undefined}
        aria-describedby={isFaulty ? NOTICE_ID : undefined}
      />
    </div>
  );
}

/** The form. It posts to its own address. */
export function SignInForm({ language, tenant, fields, notice }: SignInFormProps) {
  const isFaulty = notice?.tone === "urgent";
  const hasName = fields.username !== "";
  const knowsTenant = tenant !== null || fields.tenant !== "";
  return (
    <form class="card form sign-in" method="post" action="/sign-in">
      {notice !== null && (
        <p class={`banner ${notice.tone}`} id={NOTICE_ID} role={isFaulty ? "alert" : "status"}>
          {notice.text}
        </p>
      )}
      {tenant === null
        ? (
          <TextField
            name="tenant"
            label={t(language, "sign.tenant")}
            autocomplete="organization"
            value={fields.tenant}
            isFaulty={isFaulty}
            isFocused={!knowsTenant}
            charsMax={TENANT_CHARS_MAX}
          />
        )
        : <input type="hidden" name="tenant" value={tenant.id} />}
      <TextField
        name="username"
        label={t(language, "sign.username")}
        autocomplete="username"
        value={fields.username}
        isFaulty={isFaulty}
        isFocused={knowsTenant && !hasName}
        charsMax={USERNAME_CHARS_MAX}
      />
      <Island
        name="password-field"
        component={PasswordField}
        props={{
          language,
          words: wordsFor(language, ["sign.password"]),
          charsMax: PASSWORD_CHARS_MAX,
          describedBy: isFaulty ? NOTICE_ID : null,
          isFocused: knowsTenant && hasName,
        }}
      />
      {fields.next !== "" && <input type="hidden" name="next" value={fields.next} />}
      <button type="submit" class="button primary">{t(language, "sign.submit")}</button>
    </form>
  );
}
