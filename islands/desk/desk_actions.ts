/**
 * From "what was asked for" to the step that does it: for keys and for buttons alike. What needs a reason or a place
 * opens its form; an action without anybody to act on says so.
 */
import { assertNever } from "../../actors/shared/assert.ts";
import type { WordKey } from "../../actors/shared/i18n.ts";
import type { DeskRow } from "../desk_state.ts";
import { callNext, completeAndCallNext } from "./call_next.ts";
import { type DeskModel, openAsking } from "./desk_model.ts";
import { call, complete, markAbsent, recall, start, tell, toggleHold, undoLast } from "./desk_steps.ts";
import { groupsOf, isAboutCalled, neighbourOf, targetOf } from "./line_groups.ts";
import type { DeskAction } from "./shortcuts.ts";

/** The elements that keys lead to, by id. */
export const WALK_IN_ID = "desk-walk-in";
export const FIND_ID = "desk-find";
export const CALL_NEXT_ID = "desk-call-next";

const NOBODY: Readonly<Partial<Record<DeskAction, WordKey>>> = {
  start: "desk.nobody.start",
  complete: "desk.nobody.complete",
  completeNext: "desk.nobody.complete",
  absent: "desk.nobody.absent",
  recall: "desk.nobody.recall",
  call: "desk.nobody.call",
  hold: "desk.nobody.select",
  move: "desk.nobody.select",
  priority: "desk.nobody.select",
  remove: "desk.nobody.select",
};

/** The rows that can be seen and walked through: all, or those found. */
export function walkableRows(): readonly string[] {
  const rows = document.querySelectorAll<HTMLElement>("#desk-table [data-ticket]");
  return [...rows].map((row) => row.dataset["ticket"] ?? "");
}

/** Puts the keyboard on the row of `ticketId`. */
export function focusRow(ticketId: string): void {
  const row = document.querySelector<HTMLElement>(`#desk-table [data-ticket="${CSS.escape(ticketId)}"]`);
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

function walk(model: DeskModel, step: number): void {
  const visible = new Set(walkableRows());
  const rows = model.rows.peek().filter((row) => visible.has(row.ticketId));
  const next = neighbourOf(rows, { selectedId: model.selectedId.peek(), step });
  if (next === null) return;
  model.selectedId.value = next.ticketId;
  focusRow(next.ticketId);
}

function focusById(id: string): void {
  const element = document.getElementById(id);
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
}

function onTarget(model: DeskModel, action: DeskAction, { row }: { readonly row: DeskRow }): void {
  switch (action) {
    case "start":
      return void start(model, row);
    case "complete":
      return void complete(model, row);
    case "completeNext":
      return void completeAndCallNext(model, row);
    case "absent":
      return void markAbsent(model, row);
    case "hold":
      return void toggleHold(model, row);
    case "recall":
      return void recall(model, row);
    case "call":
      return void call(model, row);
    case "move":
      return openAsking(model, { kind: "move", ticketId: row.ticketId, position: row.position ?? 1 });
    case "priority":
    case "remove":
      return openAsking(model, { kind: action, ticketId: row.ticketId });
    default:
      return;
  }
}

/** Carries out `action` on `row`, or on whom it means when none is given. */
export function act(model: DeskModel, action: DeskAction, { row }: { readonly row?: DeskRow } = {}): void {
  switch (action) {
    case "callNext":
      return void callNext(model);
    case "undo":
      return void undoLast(model);
    case "find":
      return focusById(FIND_ID);
    case "walkIn":
      return focusById(WALK_IN_ID);
    case "help":
      model.isHelpOpen.value = true;
      return;
    case "down":
    case "up":
      return walk(model, action === "down" ? 1 : -1);
    case "first":
    case "last":
      return walk(model, action === "first" ? -Infinity : Infinity);
    case "start":
    case "complete":
    case "completeNext":
    case "absent":
    case "hold":
    case "recall":
    case "call":
    case "move":
    case "priority":
    case "remove": {
      // Who is called is being decided: "start" just after "next" means them.
      if (row === undefined && model.isCalling.peek() && isAboutCalled(action)) {
        model.afterCall.value = () => act(model, action);
        return;
      }
      const focus = { selectedId: model.selectedId.peek(), me: model.me };
      const target = row ?? targetOf(action, { rows: model.rows.peek(), focus });
      if (target !== null) return onTarget(model, action, { row: target });
      const nobody = NOBODY[action];
      if (nobody !== undefined) tell(model, { tone: "late", text: model.say(nobody), undoId: null });
      return;
    }
    default:
      return assertNever(action);
  }
}

/** How many are in line before and after, for whoever chooses a place: the places there are. */
export function placesIn(model: DeskModel): number {
  const { line } = groupsOf(model.rows.value);
  return line.length + (model.shown.value?.more ?? 0) - model.extra.value.rows.length;
}
