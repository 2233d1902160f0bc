/**
 * The line as a grid: groups of people called, being served and waiting; one row takes the keyboard, arrows and J/K
 * walk, and the selection stays with the eye when its row goes. What a row shows is `line_row.tsx`.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import search from "lucide/search.mjs";
import users from "lucide/users.mjs";
import type { WordKey } from "../../actors/shared/i18n.ts";
import type { DeskRow } from "../desk_state.ts";
import { Icon } from "../icon.tsx";
import { EmptyState } from "../pieces/empty_state.tsx";
import { AskRow } from "./ask_row.tsx";
import { FIND_ID, focusRow } from "./desk_actions.ts";
import { useDesk } from "./desk_context.ts";
import { type DeskModel, nameOfBy } from "./desk_model.ts";
import { KeyHint } from "./key_hint.tsx";
import { groupsOf, isFound } from "./line_groups.ts";
import { LineRow } from "./line_row.tsx";
import { loadAll, loadMore, refreshMore } from "./more_rows.ts";
import { beginDrag, type Drag } from "./row_drag.ts";
import { SelectionPanel } from "./selection_panel.tsx";

const REFRESH_MS = 15_000;
const COLUMNS = ["place", "number", "name", "class", "kind", "waited", "state", "flags"] as const;

/** The rows that fit what is looked for. */
function foundRows({ rows, query, people }: DeskModel): readonly DeskRow[] {
  const wanted = query.value.trim();
  if (wanted === "") return rows.value;
  const known = people.known.value;
  return rows.value.filter((row) => {
    const person = known.get(row.patientId);
    return isFound(row, { query: wanted, name: person?.name ?? null, phone: person?.phone ?? null });
  });
}

function FindBox({ found }: { readonly found: readonly DeskRow[] }) {
  const model = useDesk();
  const { say, query, selectedId } = model;
  const isLooking = query.value.trim() !== "";
  const isMore = (model.shown.value?.more ?? 0) > model.extra.value.rows.length;
  useEffect(() => {
    if (!isLooking || !isMore) return;
    void loadAll(model);
  }, [isLooking && isMore]);
  return (
    <div class="find">
      <label class="find-box">
        <Icon of={search} />
        <span class="visually-hidden">{say("desk.find")}</span>
        <input
          id={FIND_ID}
          type="search"
          value={query.value}
          placeholder={say("desk.findPlaceholder")}
          autocomplete="off"
          onInput={(event) => query.value = event.currentTarget.value}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              query.value = "";
              event.currentTarget.blur();
            } else if (event.key === "Enter" || event.key === "ArrowDown") {
              const first = found[0];
              if (first === undefined) return;
              event.preventDefault();
              selectedId.value = first.ticketId;
              focusRow(first.ticketId);
            }
          }}
        />
        <KeyHint action="find" />
      </label>
      <p role="status" class="found">{isLooking ? say("desk.found", { count: found.length }) : ""}</p>
    </div>
  );
}

interface GroupProps {
  readonly word: WordKey;
  readonly rows: readonly DeskRow[];
  readonly count: number;
  readonly drag: Drag | null;
  readonly reachableId: string | null;
  readonly isPaymentUsed: boolean;
}

function Group({ word, rows, count, drag, reachableId, isPaymentUsed }: GroupProps) {
  const model = useDesk();
  const { say, people, marks, selectedId, coarseNow, asking } = model;
  if (rows.length === 0) return null;
  const known = people.known.value;
  const pending = marks.value;
  const selected = selectedId.value;
  const now = coarseNow.value;
  const asked = asking.value;
  return (
    <tbody role="rowgroup">
      <tr role="row" class="group">
        <th role="rowheader" scope="rowgroup" colSpan={COLUMNS.length}>{say(word, { count })}</th>
      </tr>
      {rows.flatMap((row) => {
        const shown = (
          <LineRow
            key={row.ticketId}
            row={row}
            name={known.get(row.patientId)?.name ?? null}
            mark={pending.get(row.ticketId) ?? null}
            isSelected={row.ticketId === selected}
            isReachable={row.ticketId === reachableId}
            now={now}
            isPaymentUsed={isPaymentUsed}
            caller={row.calledBy === null ? null : nameOfBy(model, row.calledBy)}
            drop={drag?.overId === row.ticketId ? drag.edge : null}
            isDragged={drag?.ticketId === row.ticketId}
          />
        );
        // One flat list of keyed rows: in lists within lists every row would be made anew when one goes.
        if (asked?.ticketId !== row.ticketId) return [shown];
        return [
          shown,
          <AskRow key={`ask ${row.ticketId}`} row={row} asking={asked} columns={COLUMNS.length} />,
        ];
      })}
    </tbody>
  );
}

/** Keeps the selection where it was when its row goes, and the keyboard with it. */
function useSteadySelection(found: readonly DeskRow[]) {
  const { selectedId } = useDesk();
  const last = useRef<{ readonly index: number; isInside: boolean }>({ index: 0, isInside: false });
  useLayoutEffect(() => {
    const index = found.findIndex((row) => row.ticketId === selectedId.peek());
    if (index >= 0) {
      last.current = { index, isInside: last.current.isInside };
    } else if (selectedId.peek() !== null) {
      const heir = found[Math.min(last.current.index, found.length - 1)];
      selectedId.value = heir?.ticketId ?? null;
    }
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (last.current.isInside && isLost && selectedId.peek() !== null) focusRow(selectedId.peek() ?? "");
  }, [found, selectedId.value]);
  return {
    onFocusIn: () => last.current = { ...last.current, isInside: true },
    onFocusOut(event: FocusEvent) {
      // Without a next element the row itself went: the keyboard still belongs here.
      if (event.relatedTarget !== null) last.current = { ...last.current, isInside: false };
    },
  };
}

function MoreRows() {
  const model = useDesk();
  const { say, shown, extra } = model;
  const left = (shown.value?.more ?? 0) - extra.value.rows.length;
  useEffect(() => {
    const timer = setInterval(() => void refreshMore(model), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  if (left <= 0) return null;
  return (
    <button
      type="button"
      class="button plain more"
      aria-disabled={extra.value.isLoading}
      onClick={() => void loadMore(model)}
    >
      {say(extra.value.isLoading ? "desk.loading" : "desk.more", { count: left })}
    </button>
  );
}

/** The table with its finder. */
export function LineTable() {
  const model = useDesk();
  const { say, selectedId, shown, query } = model;
  const drag = useSignal<Drag | null>(null);
  const found = foundRows(model);
  const { called, serving, line } = groupsOf(found);
  const steady = useSteadySelection(found);
  const view = shown.value;
  const selected = selectedId.value;
  const reachableId = found.some((row) => row.ticketId === selected) ? selected : found[0]?.ticketId ?? null;
  const isPaymentUsed = found.some((row) => row.paidAt !== null);
  const inLine = query.value.trim() === ""
    ? line.length + (view?.more ?? 0) - model.extra.value.rows.length
    : line.length;
  const select = (event: Event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-ticket]") : null;
    if (row !== null) selectedId.value = row.dataset["ticket"] ?? null;
  };
  const group = { drag: drag.value, reachableId, isPaymentUsed };
  return (
    <div class="line">
      <FindBox found={found} />
      <div class="line-scroll">
        <table
          id="desk-table"
          role="grid"
          class="table line-table"
          aria-label={say("desk.line")}
          aria-rowcount={view === null ? -1 : view.rows.length + view.more}
          onClick={select}
          onPointerDown={(event) => beginDrag(model, drag, { event })}
          onFocusIn={(event) => {
            select(event);
            steady.onFocusIn();
          }}
          onFocusOut={steady.onFocusOut}
        >
          <thead role="rowgroup">
            <tr role="row">
              {COLUMNS.map((column) => (
                <th key={column} role="columnheader" scope="col" class={`column-${column}`}>
                  {say(`desk.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <Group word="desk.group.called" rows={called} count={called.length} {...group} />
          <Group word="desk.group.serving" rows={serving} count={serving.length} {...group} />
          <Group word="desk.group.line" rows={line} count={inLine} {...group} />
        </table>
        {view === null && <p class="soft line-note" role="status">{say("desk.loadingLine")}</p>}
        {view !== null && found.length === 0 && (
          <EmptyState icon={users} title={say(query.value.trim() === "" ? "desk.empty" : "desk.notFound")}>
            <p>{say(query.value.trim() === "" ? "desk.emptyHelp" : "desk.notFoundHelp")}</p>
          </EmptyState>
        )}
        <MoreRows />
      </div>
      <SelectionPanel />
    </div>
  );
}
