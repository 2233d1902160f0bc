/**
 * The questions of a kiosk, one a screen, as a pure machine: which question stands, what has been answered, and what
 * follows. Nothing of a person outlives "restart". It knows no clock, no network and no screen.
 */
import type { Need } from "../../actors/queue/schema.ts";

export const PHONE_DIGITS_MAX = 15;
const PHONE_DIGITS_MIN = 6;
export const NAME_CHARS_MAX = 120;

/** `stuck`: the server could not be reached; `refused`: it said no. */
export type Question =
  | "language"
  | "service"
  | "name"
  | "phone"
  | "needs"
  | "sending"
  | "done"
  | "refused"
  | "stuck"
  | "person";

/** The number that was given. */
export interface KioskTicket {
  readonly label: string;
  readonly isWaitlisted: boolean;
  readonly ahead: number | null;
  readonly estimatedWaitMinutes: number | null;
  readonly waitRange: { readonly low: number; readonly high: number } | null;
  /** The ticket's address as a QR code. */
  readonly qr: { readonly size: number; readonly path: string };
}

/** Why the line did not take the person. */
export type KioskRefusal = "full" | "fullWaitlist" | "paused" | "closed" | "other";

export interface KioskState {
  readonly question: Question;
  /** The question to go back to from "person". */
  readonly from: Question;
  readonly queueId: string | null;
  readonly name: string;
  /** Digits only. */
  readonly phone: string;
  readonly needs: readonly Need[];
  readonly acceptsWaitlist: boolean;
  readonly ticket: KioskTicket | null;
  readonly refusal: KioskRefusal | null;
}

export type KioskAct =
  | { readonly type: "chooseLanguage" }
  | { readonly type: "chooseQueue"; readonly queueId: string }
  | { readonly type: "typeName"; readonly name: string }
  | { readonly type: "typePhone"; readonly phone: string }
  | { readonly type: "toggleNeed"; readonly need: Need }
  | { readonly type: "next" | "back" | "askPerson" | "acceptWaitlist" | "retry" | "restart" }
  | { readonly type: "given"; readonly ticket: KioskTicket }
  | { readonly type: "refused"; readonly refusal: KioskRefusal }
  | { readonly type: "unreachable" };

/** Nobody is here. */
export const START: KioskState = {
  question: "language",
  from: "language",
  queueId: null,
  name: "",
  phone: "",
  needs: [],
  acceptsWaitlist: false,
  ticket: null,
  refusal: null,
};

/** The questions with an answer, in their order: what "next", "back" and the progress go by. */
export const ASKED: readonly Question[] = ["service", "name", "phone", "needs"];

/** True when the question that stands is answered well enough to go on. */
export function canGoOn({ question, name, phone, queueId }: KioskState): boolean {
  if (question === "service") return queueId !== null;
  if (question === "name") return /[\p{L}\p{N}]/u.test(name);
  if (question === "phone") return phone === "" || phone.length >= PHONE_DIGITS_MIN;
  return true;
}

function goOn(state: KioskState): KioskState {
  if (!canGoOn(state)) return state;
  const at = ASKED.indexOf(state.question);
  return at < 0 ? state : { ...state, question: ASKED[at + 1] ?? "sending" };
}

function goBack(state: KioskState): KioskState {
  if (state.question === "person") return { ...state, question: state.from };
  if (state.question === "refused") return { ...state, question: "service", queueId: null, refusal: null };
  const at = ASKED.indexOf(state.question);
  if (at < 0) return state;
  return at === 0 ? START : { ...state, question: ASKED[at - 1] ?? "language" };
}

function toggled(needs: readonly Need[], need: Need): readonly Need[] {
  return needs.includes(need) ? needs.filter((one) => one !== need) : [...needs, need];
}

/** What follows `act`. What does not fit the question that stands changes nothing. */
export function follow(state: KioskState, act: KioskAct): KioskState {
  switch (act.type) {
    case "restart":
      return START;
    case "askPerson":
      return state.question === "person" ? state : { ...state, from: state.question, question: "person" };
    case "chooseLanguage":
      return state.question === "language" ? { ...state, question: "service" } : state;
    case "chooseQueue":
      return state.question === "service" ? { ...state, queueId: act.queueId, question: "name" } : state;
    case "typeName":
      return { ...state, name: act.name.slice(0, NAME_CHARS_MAX) };
    case "typePhone":
      return { ...state, phone: act.phone.replace(/\D/g, "").slice(0, PHONE_DIGITS_MAX) };
    case "toggleNeed":
      return { ...state, needs: toggled(state.needs, act.need) };
    case "next":
      return goOn(state);
    case "back":
      return goBack(state);
    case "acceptWaitlist":
      return { ...state, acceptsWaitlist: true, question: "sending", refusal: null };
    case "retry":
      return state.question === "stuck" ? { ...state, question: "sending" } : state;
    case "given":
      return isSending(state) ? { ...START, question: "done", ticket: act.ticket } : state;
    case "refused":
      return isSending(state) ? { ...state, question: "refused", refusal: act.refusal } : state;
    case "unreachable":
      return isSending(state) ? { ...state, question: "stuck" } : state;
  }
}

/** An answer belongs to whoever sent: after a restart it is nobody's. */
function isSending({ question, from }: KioskState): boolean {
  return question === "sending" || (question === "person" && from === "sending");
}
