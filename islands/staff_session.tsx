/**
 * Watches over the session of a page of staff: says when it has ended and leads to signing in, tells other tabs and
 * the service worker of a sign-out, and closes the header's menus. The page works without it; the server decides.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { createSay, type Words } from "../actors/shared/words.ts";
import { ask } from "./api.ts";
import { letGoOfSession, onEnded, onSigningOut, sayEnded, signInAddress } from "./session_end.ts";

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

/** Has everything let go of the session before the header's form is sent; `onLeave` first. Answers how to stop. */
function watchSignOut(onLeave: () => void): () => void {
  const sent = (event: SubmitEvent) => {
    const { target: form } = event;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-sign-out]")) return;
    event.preventDefault();
    onLeave();
    void letGoOfSession().then((kept) => {
      const field = form.elements.namedItem("keep");
      if (field instanceof HTMLInputElement) field.value = kept;
      form.submit();
    });
  };
  document.addEventListener("submit", sent);
  return () => document.removeEventListener("submit", sent);
}

/** The dialog that appears when the session has ended; nothing before that. */
export function StaffSession({ language, words, accountId }: StaffSessionProps) {
  const say = useMemo(() => createSay(language, words), [language, words]);
  const dialog = useRef<HTMLDialogElement>(null);
  const address = useSignal("/sign-in");

  useEffect(() => {
    let isLeaving = false;
    const stops = [
      watch(accountId),
      closeMenus(),
      watchSignOut(() => void (isLeaving = true)),
      // Loaded when it is needed: a desk may have been open in this browser before, on whatever page this is.
      onSigningOut(() => import("./offline/forget.ts").then(({ letGoHere }) => letGoHere())),
      onEnded(() => {
        // Whoever signs out here knows it.
        if (isLeaving) return;
        address.value = signInAddress(`${location.pathname}${location.search}`);
        if (dialog.current?.open === false) dialog.current.showModal();
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [accountId, address]);

  return (
    <dialog ref={dialog} class="session-end" aria-labelledby="session-end-title">
      <h2 id="session-end-title">{say("staff.endedTitle")}</h2>
      <p>{say("staff.endedText")}</p>
      <a class="button primary" href={address.value} autofocus>{say("staff.signInAgain")}</a>
    </dialog>
  );
}
