/**
 * Watches over the session of a page of staff: says when it has ended and leads to signing in, tells other tabs and
 * the service worker of a sign-out, and closes the header's menus. The page works without it; the server decides.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { WordKey } from "../actors/shared/i18n.ts";
import { createSay, type Words } from "../actors/shared/words.ts";
import { ask } from "./api.ts";
import { letGoOfSession, onEnded, onSigningOut, sayEnded, signInAddress } from "./session_end.ts";
import { UnsentQuestion } from "./unsent_question.tsx";

export interface StaffSessionProps {
  readonly language: string;
  readonly words: Words;
  /** Whose page this is: another account's session in this browser loads it anew. */
  readonly accountId: string;
}

/** Who the server says is signed in here: an account's id, null for nobody, undefined while it cannot be asked. */
type SignedIn = string | null | undefined;

/** How often it is asked while somebody looks at the page. */
const ASK_MS = 60_000;
const UNAUTHORIZED = 401;
/** Nobody waits longer for the count of what is unsent. */
const COUNTING_MS_MAX = 2_000;

async function signedIn(): Promise<SignedIn> {
  const answer = await ask("/me");
  if (answer.kind === "refused") return answer.problem.status === UNAUTHORIZED ? null : undefined;
  if (answer.kind !== "done") return undefined;
  const { body } = answer;
  const data: unknown = typeof body === "object" && body !== null && "data" in body ? body.data : null;
  const isAccount = typeof data === "object" && data !== null && "id" in data;
  return isAccount && typeof data.id === "string" ? data.id : undefined;
}

/** Asks now and then while the page is seen, and whenever it is seen again. Answers how to stop. */
function watch(accountId: string): () => void {
  const look = async () => {
    if (document.visibilityState !== "visible") return;
    const found = await signedIn();
    if (found === null) sayEnded();
    else if (found !== undefined && found !== accountId) location.reload();
  };
  const timer = setInterval(() => void look(), ASK_MS);
  const seen = () => void look();
  document.addEventListener("visibilitychange", seen);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}

const openMenus = () => document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");

/** Closes a menu on Escape, giving the focus back, and when something else is pressed. Answers how to stop. */
function closeMenus(): () => void {
  const pressed = ({ target }: Event) => {
    for (const menu of openMenus()) {
      if (!(target instanceof Node) || !menu.contains(target)) menu.open = false;
    }
  };
  const typed = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
    }
  };
  document.addEventListener("pointerdown", pressed);
  document.addEventListener("keydown", typed);
  return () => {
    document.removeEventListener("pointerdown", pressed);
    document.removeEventListener("keydown", typed);
  };
}

/** What a desk kept in this browser, for signing out: one may have been open before, on whatever page this is. */
const forgetting = () => import("./offline/forget.ts");

/** How many actions have not been sent; 0 when that cannot be said soon. */
async function countUnsent(): Promise<number> {
  const { promise: late, resolve } = Promise.withResolvers<number>();
  const timer = setTimeout(() => resolve(0), COUNTING_MS_MAX);
  const counting = forgetting().then(({ countUnsentHere }) => countUnsentHere());
  const count = await Promise.race([counting.catch(() => 0), late]);
  clearTimeout(timer);
  return count;
}

interface SigningOut {
  /** Whether it is to be, with so many actions not sent. */
  confirm(count: number): Promise<boolean>;
  onLeave(): void;
}

async function signOut(form: HTMLFormElement, { confirm, onLeave }: SigningOut): Promise<void> {
  const count = await countUnsent();
  if (count > 0 && !await confirm(count)) return;
  onLeave();
  const kept = await letGoOfSession();
  const field = form.elements.namedItem("keep");
  if (field instanceof HTMLInputElement) field.value = kept;
  form.submit();
}

/** Has everything let go of the session before the header's form is sent. Answers how to stop. */
function watchSignOut(signingOut: SigningOut): () => void {
  const sent = (event: SubmitEvent) => {
    const { target: form } = event;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-sign-out]")) return;
    event.preventDefault();
    void signOut(form, signingOut);
  };
  document.addEventListener("submit", sent);
  return () => document.removeEventListener("submit", sent);
}

interface Question {
  readonly count: number;
  readonly answer: (isLeaving: boolean) => void;
}

/** The dialog that appears when the session has ended, and the question before what is unsent is left behind. */
export function StaffSession({ language, words, accountId }: StaffSessionProps) {
  const say = useMemo(() => createSay<WordKey>(language, words), [language, words]);
  const dialog = useRef<HTMLDialogElement>(null);
  const address = useSignal("/sign-in");
  const question = useSignal<Question | null>(null);

  async function confirm(count: number): Promise<boolean> {
    // Asked again while it is open: the first asking is answered by "no".
    question.peek()?.answer(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    question.value = { count, answer: resolve };
    const isLeaving = await promise;
    question.value = null;
    return isLeaving;
  }

  useEffect(() => {
    let isLeaving = false;
    // Fetched beforehand: whoever signs out with something unsent may have no connection.
    void forgetting().catch(() => {});
    const stops = [
      watch(accountId),
      closeMenus(),
      watchSignOut({ confirm, onLeave: () => void (isLeaving = true) }),
      onSigningOut(() => forgetting().then(({ letGoHere }) => letGoHere())),
      onEnded(() => {
        // Whoever signs out here knows it.
        if (isLeaving) return;
        address.value = signInAddress(`${location.pathname}${location.search}`);
        if (dialog.current?.open === false) dialog.current.showModal();
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [accountId, address]);

  const asked = question.value;
  return (
    <>
      <dialog ref={dialog} class="session-end" aria-labelledby="session-end-title">
        <h2 id="session-end-title">{say("staff.endedTitle")}</h2>
        <p>{say("staff.endedText")}</p>
        <a class="button primary" href={address.value} autofocus>{say("staff.signInAgain")}</a>
      </dialog>
      {asked !== null && <UnsentQuestion count={asked.count} say={say} onAnswer={asked.answer} />}
    </>
  );
}
