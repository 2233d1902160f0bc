/**
 * Reads a walk-in from one line of typing: name, phone, birth date, class and needs in any order. Pure; the words of
 * classes and needs are given, and what was not understood as anything else is the name.
 */
import type { Mode, Need, TicketClass } from "../../actors/queue/schema.ts";

/** Lists of words by meaning, as the dictionaries hold them: separated by commas. */
export interface WalkInWords {
  readonly classes: Readonly<Record<TicketClass, string>>;
  readonly needs: Readonly<Record<Need, string>>;
  readonly online: string;
}

/** What a word means. */
type Meaning =
  | { readonly kind: "class"; readonly value: TicketClass }
  | { readonly kind: "need"; readonly value: Need }
  | { readonly kind: "mode"; readonly value: Mode };

export type Meanings = ReadonlyMap<string, Meaning>;

/** What was understood. Without a name nobody can be entered. */
export interface WalkIn {
  readonly name: string;
  readonly phone: string | null;
  /** The number on a printed list that this person was given, such as `A-014`. */
  readonly label: string | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | null;
  readonly class: TicketClass | null;
  readonly needs: readonly Need[];
  readonly mode: Mode;
}

const PHONE_DIGITS_MIN = 5;
const PHONE_DIGITS_MAX = 15;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DOTTED_DATE = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
/** A number of a queue, or of a block that a desk leased (`A-R06`). */
const LABEL = /^[A-Z]{1,3}-R?\d{1,6}$/;
const PHONE_PART = /^\+?[\d()./-]*\d[\d()./-]*$/;
const ARABIC_DIGITS = /[\u0660-\u0669]/g;
const ARABIC_ZERO = 0x660;
/** A quoted text is a name, whatever its words mean elsewhere. */
const PARTS = /["“”«»]([^"“”«»]*)["“”«»]|\S+/gu;

/** The form in which words are compared: no case, no marks, one form of each letter. */
function plain(word: string): string {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function wordsIn(list: string): readonly string[] {
  return list.split(/[,،]/).map((word) => plain(word.trim())).filter((word) => word !== "");
}

/** What each word of `languages` means; an earlier language wins where two disagree. */
export function meaningsOf(languages: readonly WalkInWords[]): Meanings {
  const meanings = new Map<string, Meaning>();
  const add = (list: string, meaning: Meaning) => {
    for (const word of wordsIn(list)) if (!meanings.has(word)) meanings.set(word, meaning);
  };
  for (const { classes, needs, online } of languages) {
    for (const value of ["emergency", "urgent", "routine"] as const) {
      add(classes[value], { kind: "class", value });
    }
    for (const value of ["elderly", "paediatric", "pregnant", "disability", "other"] as const) {
      add(needs[value], { kind: "need", value });
    }
    add(online, { kind: "mode", value: "online" });
  }
  return meanings;
}

function isoDate(year: string, month: string, day: string): string | null {
  const text = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? null : text;
}

function birthDateOf(part: string): string | null {
  const iso = ISO_DATE.exec(part);
  if (iso !== null) return isoDate(iso[1] ?? "", iso[2] ?? "", iso[3] ?? "");
  const dotted = DOTTED_DATE.exec(part);
  return dotted === null ? null : isoDate(dotted[3] ?? "", dotted[2] ?? "", dotted[1] ?? "");
}

function latinDigits(text: string): string {
  return text.replace(ARABIC_DIGITS, (digit) => String(digit.charCodeAt(0) - ARABIC_ZERO));
}

/** Digits with their plus, or null when there are too few or too many of them to be a phone. */
function phoneOf(parts: readonly string[]): string | null {
  const text = parts.join("");
  const digits = text.replace(/\D/g, "");
  if (digits.length < PHONE_DIGITS_MIN || digits.length > PHONE_DIGITS_MAX) return null;
  return text.startsWith("+") ? `+${digits}` : digits;
}

interface Reading {
  readonly names: string[];
  readonly digits: string[];
  readonly needs: Need[];
  label: string | null;
  birthDate: string | null;
  class: TicketClass | null;
  mode: Mode;
}

function readPart(reading: Reading, typed: string, { meanings }: { readonly meanings: Meanings }): void {
  const part = typed.replace(/[,;،؛]+$/u, "");
  if (part === "") return;
  const birthDate = birthDateOf(part);
  if (birthDate !== null && reading.birthDate === null) {
    reading.birthDate = birthDate;
    return;
  }
  if (LABEL.test(part.toUpperCase()) && reading.label === null) {
    reading.label = part.toUpperCase();
    return;
  }
  if (PHONE_PART.test(part)) {
    reading.digits.push(part);
    return;
  }
  const meaning = meanings.get(plain(part));
  if (meaning === undefined) reading.names.push(part);
  else if (meaning.kind === "class") reading.class = meaning.value;
  else if (meaning.kind === "mode") reading.mode = meaning.value;
  else if (!reading.needs.includes(meaning.value)) reading.needs.push(meaning.value);
}

/** What `line` says. Numbers that are no phone go back to the name, so that nothing typed is lost. */
export function parseWalkIn(line: string, meanings: Meanings): WalkIn {
  const reading: Reading = {
    names: [],
    digits: [],
    needs: [],
    label: null,
    birthDate: null,
    class: null,
    mode: "in_person",
  };
  for (const match of latinDigits(line).matchAll(PARTS)) {
    const quoted = match[1];
    if (quoted !== undefined) reading.names.push(quoted.trim());
    else readPart(reading, match[0], { meanings });
  }
  const phone = phoneOf(reading.digits);
  const names = phone === null ? [...reading.names, ...reading.digits] : reading.names;
  const { label, birthDate, class: ticketClass, needs, mode } = reading;
  return { name: names.join(" ").trim(), phone, label, birthDate, class: ticketClass, needs, mode };
}
