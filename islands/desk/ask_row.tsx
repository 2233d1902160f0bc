/**
 * The form under a row that asks what a command needs: a place and a reason for a move, a class and a reason, a reason
 * for a removal. Escape closes it; the keyboard returns to the row.
 */
import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { TicketClass } from "../../actors/queue/schema.ts";
import type { WordKey } from "../../actors/shared/i18n.ts";
import type { DeskRow } from "../desk_state.ts";
import { focusRow, placesIn } from "./desk_actions.ts";
import { useDesk } from "./desk_context.ts";
import { type Asking, closeAsking } from "./desk_model.ts";
import { move, remove, setClass } from "./desk_steps.ts";

const CLASSES: readonly TicketClass[] = ["emergency", "urgent", "routine"];
const REASONS: Readonly<Record<Asking["kind"], readonly WordKey[]>> = {
  move: ["desk.reason.worse", "desk.reason.child", "desk.reason.order", "desk.reason.wrong"],
  priority: ["desk.reason.worse", "desk.reason.triage", "desk.reason.wrong"],
  remove: ["desk.reason.gone", "desk.reason.twice", "desk.reason.wrongQueue"],
};

interface AskProps {
  readonly row: DeskRow;
  readonly asking: Asking;
}

/** One tap or a few words: why. */
function Reason({ kind, isRequired }: { readonly kind: Asking["kind"]; readonly isRequired: boolean }) {
  const { say } = useDesk();
  const text = useSignal("");
  return (
    <div class="ask-reason">
      <label for="ask-reason">{say(isRequired ? "desk.reason" : "desk.reasonOptional")}</label>
      <input
        id="ask-reason"
        name="reason"
        value={text.value}
        required={isRequired}
        maxLength={500}
        autocomplete="off"
        onInput={(event) => text.value = event.currentTarget.value}
      />
      <div class="ask-chips">
        {REASONS[kind].map((word) => (
          <button
            key={word}
            type="button"
            class="chip"
            onClick={() => text.value = say(word)}
          >
            {say(word)}
          </button>
        ))}
      </div>
    </div>
  );
}

function Place({ position }: { readonly position: number }) {
  const model = useDesk();
  const { say } = model;
  return (
    <div class="ask-place">
      <label for="ask-position">{say("desk.moveTo")}</label>
      <input
        id="ask-position"
        name="position"
        type="number"
        inputMode="numeric"
        min={1}
        max={Math.max(1, placesIn(model))}
        required
        defaultValue={String(position)}
      />
      <span class="soft">{say("desk.ofPlaces", { count: placesIn(model) })}</span>
    </div>
  );
}

function Classes({ now }: { readonly now: TicketClass }) {
  const { say } = useDesk();
  return (
    <fieldset class="ask-classes">
      <legend>{say("desk.newClass")}</legend>
      {CLASSES.map((one) => (
        <label key={one}>
          <input type="radio" name="class" value={one} defaultChecked={one === now} required />
          {say(`class.${one}`)}
        </label>
      ))}
    </fieldset>
  );
}

function classIn(form: FormData): TicketClass | null {
  return CLASSES.find((one) => one === form.get("class")) ?? null;
}

const TITLES: Readonly<Record<Asking["kind"], WordKey>> = {
  move: "desk.ask.move",
  priority: "desk.ask.priority",
  remove: "desk.ask.remove",
};
const SUBMITS: Readonly<Record<Asking["kind"], WordKey>> = {
  move: "desk.action.move",
  priority: "desk.action.priority",
  remove: "desk.action.remove",
};

function AskForm({ row, asking, children }: AskProps & { readonly children: ComponentChildren }) {
  const model = useDesk();
  const { say } = model;

  function close(): void {
    closeAsking(model);
    // After the form is gone: the row, or whoever stands there now.
    requestAnimationFrame(() => focusRow(model.selectedId.peek() ?? row.ticketId));
  }

  function send(form: FormData): void {
    const reason = String(form.get("reason") ?? "").trim();
    const ticketClass = classIn(form);
    if (asking.kind === "move") void move(model, row, { position: Number(form.get("position")), reason });
    else if (asking.kind === "remove") void remove(model, row, { reason });
    else if (ticketClass !== null) void setClass(model, row, { ticketClass, reason });
    close();
  }

  useLayoutEffect(() => {
    const first = asking.kind === "remove"
      ? "#ask-reason"
      : asking.kind === "move"
      ? "#ask-position"
      : "input:checked";
    const field = document.querySelector<HTMLInputElement>(`.ask ${first}`);
    field?.form?.scrollIntoView({ block: "nearest" });
    field?.focus({ preventScroll: true });
    if (asking.kind === "move") field?.select();
  }, []);

  return (
    <form
      class="ask"
      aria-label={say(TITLES[asking.kind], { label: row.label })}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        send(new FormData(event.currentTarget));
      }}
    >
      {children}
      <div class="ask-actions">
        <button type="submit" class={`button ${asking.kind === "remove" ? "grave" : "primary"}`}>
          {say(SUBMITS[asking.kind])}
        </button>
        <button type="button" class="button quiet" onClick={close}>{say("desk.cancel")}</button>
      </div>
    </form>
  );
}

/** The form under `row`, as a row of the table. */
export function AskRow({ row, asking, columns }: AskProps & { readonly columns: number }) {
  return (
    <tr role="row" class="ask-row">
      <td role="gridcell" colSpan={columns}>
        <AskForm row={row} asking={asking}>
          {asking.kind === "move" && <Place position={asking.position} />}
          {asking.kind === "priority" && <Classes now={row.class} />}
          <Reason kind={asking.kind} isRequired={asking.kind !== "remove"} />
        </AskForm>
      </td>
    </tr>
  );
}
