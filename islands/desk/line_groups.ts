/**
 * Who is called, being served and in line among the rows of a desk; who is current, who is next, and whom an action
 * means. Pure: it reads rows and decides nothing that the server decides.
 */
import type { DeskRow } from "../desk_state.ts";
import type { DeskAction } from "./shortcuts.ts";

export interface LineGroups {
  readonly called: readonly DeskRow[];
  readonly serving: readonly DeskRow[];
  /** Waiting and held, in their order. */
  readonly line: readonly DeskRow[];
}

/** `rows` by where they stand, each group in the order given. */
export function groupsOf(rows: readonly DeskRow[]): LineGroups {
  const called: DeskRow[] = [];
  const serving: DeskRow[] = [];
  const line: DeskRow[] = [];
  for (const row of rows) {
    if (row.status === "called") called.push(row);
    else if (row.status === "serving") serving.push(row);
    else line.push(row);
  }
  return { called, serving, line };
}

/** Whoever would be called now: the first who waits and is not passed over. */
export function nextOf(rows: readonly DeskRow[]): DeskRow | null {
  return rows.find((row) => row.status === "waiting") ?? null;
}

/** Who acts, and which row is selected. */
export interface Focus {
  readonly selectedId: string | null;
  /** As events name this account (`staff:…`). */
  readonly me: string;
}

/** The selected row if it is in one of `states`, else the latest of mine there, else the only one there. */
function currentIn(rows: readonly DeskRow[], focus: Focus, states: readonly DeskRow["status"][]) {
  const fitting = rows.filter((row) => states.includes(row.status));
  const selected = fitting.find((row) => row.ticketId === focus.selectedId);
  const mine = fitting.find((row) => row.calledBy === focus.me);
  return selected ?? mine ?? (fitting.length === 1 ? fitting[0] : undefined) ?? null;
}

const SERVED: Readonly<Partial<Record<DeskAction, readonly DeskRow["status"][]>>> = {
  start: ["called"],
  complete: ["serving"],
  completeNext: ["serving"],
  absent: ["called"],
  recall: ["called"],
};

const SELECTED: Readonly<Partial<Record<DeskAction, readonly DeskRow["status"][]>>> = {
  call: ["waiting"],
  hold: ["waiting", "held"],
  move: ["waiting", "held"],
  priority: ["waiting", "held", "called"],
  remove: ["waiting", "held", "called", "serving"],
};

/** True for what is done with somebody who was called and has not come yet. */
export function isAboutCalled(action: DeskAction): boolean {
  return SERVED[action]?.includes("called") === true;
}

/** The row that `action` means: for serving the current person, for the line the selected row; null when nobody fits. */
export function targetOf(action: DeskAction, { rows, focus }: {
  readonly rows: readonly DeskRow[];
  readonly focus: Focus;
}): DeskRow | null {
  const served = SERVED[action];
  if (served !== undefined) return currentIn(rows, focus, served);
  const states = SELECTED[action];
  const selected = rows.find((row) => row.ticketId === focus.selectedId);
  return selected !== undefined && states?.includes(selected.status) === true ? selected : null;
}

/** The row `step` places from the selected one, kept inside the list; the first when none is selected. */
export function neighbourOf(
  rows: readonly DeskRow[],
  { selectedId, step }: { readonly selectedId: string | null; readonly step: number },
): DeskRow | null {
  const index = rows.findIndex((row) => row.ticketId === selectedId);
  if (index < 0) return rows[0] ?? null;
  return rows[Math.min(rows.length - 1, Math.max(0, index + step))] ?? null;
}

/** True when `row` fits what was typed: part of the label, the number, the name or the phone. */
export function isFound(
  row: Pick<DeskRow, "label" | "tokenNumber">,
  { query, name, phone }: {
    readonly query: string;
    readonly name: string | null;
    readonly phone: string | null;
  },
): boolean {
  const wanted = plainText(query);
  if (wanted === "") return true;
  if (plainText(row.label).includes(wanted) || String(row.tokenNumber) === wanted) return true;
  if (name !== null && wanted.split(" ").every((part) => plainText(name).includes(part))) return true;
  const digits = wanted.replace(/\D/g, "");
  return digits.length >= 4 && phone !== null && phone.replace(/\D/g, "").includes(digits);
}

function plainText(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s+/g, " ");
}
