/** The selected person of the line: what is known, and everything that can be done with them beside the keys. */
import type { Need } from "../../actors/queue/schema.ts";
import type { DeskRow } from "../desk_state.ts";
import { waitText } from "../wait_text.ts";
import { ActionButton } from "./action_button.tsx";
import { useDesk } from "./desk_context.ts";
import { confirmNeeds } from "./desk_steps.ts";

function ConfirmNeeds({ row }: { readonly row: DeskRow }) {
  const model = useDesk();
  const { say, props } = model;
  const open = row.declaredNeeds.filter((need) => !row.needs.includes(need));
  if (open.length === 0) return null;
  const list = new Intl.ListFormat(props.language).format(open.map((need: Need) => say(`need.${need}`)));
  return (
    <p class="declared">
      {say("desk.declared", { needs: list })}
      <button
        type="button"
        class="button plain"
        onClick={() => void confirmNeeds(model, row, { needs: [...row.needs, ...open] })}
      >
        {say("desk.action.needs")}
      </button>
    </p>
  );
}

function Facts({ row }: { readonly row: DeskRow }) {
  const { say, props, people } = useDesk();
  const person = people.known.value.get(row.patientId);
  const wait = row.status === "waiting" || row.status === "held"
    ? waitText(row, { say, language: props.language })
    : null;
  return (
    <dl class="facts">
      {wait !== null && (
        <div>
          <dt>{say("desk.stillToWait")}</dt>
          <dd>{wait}</dd>
        </div>
      )}
      {person?.phone !== null && person?.phone !== undefined && (
        <div>
          <dt>{say("desk.phone")}</dt>
          <dd>
            <a href={`tel:${person.phone.replace(/[^+\d]/g, "")}`} dir="ltr">{person.phone}</a>
          </dd>
        </div>
      )}
    </dl>
  );
}

/** The panel of the selected person; those called or served have their own. */
export function SelectionPanel() {
  const { say, rows, selectedId, people, props, asking } = useDesk();
  const row = rows.value.find((one) => one.ticketId === selectedId.value);
  // While a form is open under the row, that is what counts.
  if (asking.value !== null) return null;
  if (row === undefined || (row.status !== "waiting" && row.status !== "held")) return null;
  return (
    <section class="selection" aria-label={say("desk.selected")}>
      <h2>
        {row.label} <span class="selection-name">{people.known.value.get(row.patientId)?.name ?? ""}</span>
      </h2>
      <Facts row={row} />
      <ConfirmNeeds row={row} />
      <div class="now-actions">
        {row.status === "waiting" && <ActionButton action="call" row={row} word="desk.action.call" />}
        <ActionButton
          action="hold"
          row={row}
          word={row.status === "held" ? "desk.action.resume" : "desk.action.hold"}
        />
        {props.account.mayMove && <ActionButton action="move" row={row} word="desk.action.moveTo" />}
        <ActionButton action="priority" row={row} word="desk.action.priority" />
        <ActionButton action="remove" row={row} word="desk.action.remove" look="grave" />
      </div>
    </section>
  );
}
