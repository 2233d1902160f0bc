/**
 * Dragging a row by its handle with any pointer: where it would land is said while it moves, and letting go asks why.
 * It changes nothing by itself; Escape or a lost pointer ends it without a trace.
 */
import type { Signal } from "@preact/signals";
import { type DeskModel, holdRows, openAsking, releaseRows } from "./desk_model.ts";

export interface Drag {
  readonly ticketId: string;
  /** The row beside which it would land. */
  readonly overId: string;
  readonly edge: "before" | "after";
  readonly position: number;
}

/** A row of the line and where its middle is, in px from the top. */
export interface RowPlace {
  readonly ticketId: string;
  readonly middle: number;
}

/** Where a row dropped at `y` lands among `places`, which hold the line from its first person on. */
export function dropAt(
  places: readonly RowPlace[],
  { ticketId, y }: { readonly ticketId: string; readonly y: number },
): Drag | null {
  const others = places.filter((place) => place.ticketId !== ticketId);
  const before = others.findIndex((place) => y < place.middle);
  const index = before < 0 ? others.length : before;
  const over = others[index] ?? others.at(-1);
  if (over === undefined) return null;
  return { ticketId, overId: over.ticketId, edge: before < 0 ? "after" : "before", position: index + 1 };
}

function placesIn(table: Element): readonly RowPlace[] {
  const rows = table.querySelectorAll<HTMLElement>('[data-status="waiting"], [data-status="held"]');
  return [...rows].map((row) => {
    const { top, height } = row.getBoundingClientRect();
    return { ticketId: row.dataset["ticket"] ?? "", middle: top + height / 2 };
  });
}

/** Begins dragging when `event` went down on a handle. */
export function beginDrag(
  model: DeskModel,
  drag: Signal<Drag | null>,
  { event }: { event: PointerEvent },
): void {
  const handle = event.target instanceof Element ? event.target.closest("[data-grip]") : null;
  const row = handle?.closest<HTMLElement>("[data-ticket]");
  const table = handle?.closest("table");
  const ticketId = row?.dataset["ticket"];
  if (event.button !== 0 || ticketId === undefined || table === null || table === undefined) return;
  event.preventDefault();
  holdRows(model, "drag");
  const listening = new AbortController();
  const { signal } = listening;
  const end = () => {
    listening.abort();
    drag.value = null;
    releaseRows(model, "drag");
  };
  addEventListener("pointermove", ({ clientY }) => {
    drag.value = dropAt(placesIn(table), { ticketId, y: clientY });
  }, { signal });
  addEventListener("pointerup", () => {
    const landed = drag.peek();
    const from = model.rows.peek().find((one) => one.ticketId === ticketId)?.position ?? null;
    // The form holds the rows still before the drag lets them go.
    if (landed !== null && landed.position !== from) {
      openAsking(model, { kind: "move", ticketId, position: landed.position });
    }
    end();
  }, { signal });
  addEventListener("pointercancel", end, { signal });
  addEventListener("keydown", (pressed) => pressed.key === "Escape" && end(), { signal });
}
