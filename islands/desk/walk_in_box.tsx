/**
 * A walk-in from one line of typing: what was understood is shown before Enter, the number after it, and the field is
 * ready for the next person.
 */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import userPlus from "lucide/user-plus.mjs";
import { Icon } from "../icon.tsx";
import { Badge } from "../pieces/badge.tsx";
import { WALK_IN_ID } from "./desk_actions.ts";
import { useDesk } from "./desk_context.ts";
import { KeyHint } from "./key_hint.tsx";
import { SlipCard } from "./slip.tsx";
import { enterWalkIn } from "./walk_in.ts";
import { meaningsOf, parseWalkIn, type WalkIn } from "./walk_in_line.ts";

function Understood({ walkIn }: { readonly walkIn: WalkIn }) {
  const { say } = useDesk();
  const { name, phone, label, birthDate, class: ticketClass, needs, mode } = walkIn;
  return (
    <p class="understood" id="walk-in-understood">
      {name === "" ? <Badge tone="soon">{say("desk.walkIn.noName")}</Badge> : <strong>{name}</strong>}
      {label !== null && <Badge tone="neutral">{say("desk.walkIn.number", { label })}</Badge>}
      {phone !== null && <Badge tone="neutral">{phone}</Badge>}
      {birthDate !== null && <Badge tone="neutral">{say("desk.walkIn.born", { date: birthDate })}</Badge>}
      <Badge tone={ticketClass === "emergency" ? "urgent" : ticketClass === "urgent" ? "late" : "neutral"}>
        {say(`class.${ticketClass ?? "routine"}`)}
      </Badge>
      {needs.map((need) => <Badge key={need} tone="neutral">{say(`need.${need}`)}</Badge>)}
      {mode === "online" && <Badge tone="neutral">{say("desk.flag.online")}</Badge>}
    </p>
  );
}

/** The line for walk-ins. */
export function WalkInBox() {
  const model = useDesk();
  const { say, props, slip } = model;
  const line = useSignal("");
  const isSending = useSignal(false);
  const meanings = useMemo(() => meaningsOf(props.walkInWords), []);
  const walkIn = parseWalkIn(line.value, meanings);
  const isTyping = line.value.trim() !== "";

  async function enter(): Promise<void> {
    if (isSending.peek() || walkIn.name === "") return;
    isSending.value = true;
    const typed = line.peek();
    if (await enterWalkIn(model, walkIn) && line.peek() === typed) line.value = "";
    isSending.value = false;
  }

  return (
    <form
      class="walk-in"
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      <label class="walk-in-box">
        <Icon of={userPlus} />
        <span class="visually-hidden">{say("desk.walkIn.label")}</span>
        <input
          id={WALK_IN_ID}
          value={line.value}
          placeholder={say("desk.walkIn.placeholder")}
          autocomplete="off"
          maxLength={200}
          aria-describedby={isTyping ? "walk-in-understood" : undefined}
          onInput={(event) => {
            line.value = event.currentTarget.value;
            if (slip.peek() !== null && event.currentTarget.value !== "") slip.value = null;
          }}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            if (line.peek() === "") event.currentTarget.blur();
            line.value = "";
          }}
        />
        <KeyHint action="walkIn" />
        {isTyping && (
          <button type="submit" class="button primary" aria-disabled={walkIn.name === "" || isSending.value}>
            {say("desk.walkIn.add")}
          </button>
        )}
      </label>
      {isTyping && <Understood walkIn={walkIn} />}
      <SlipCard />
    </form>
  );
}
