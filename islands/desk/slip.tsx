/** The number just given: large on the screen for the person at the desk, and on paper when it is printed. */
import printer from "lucide/printer.mjs";
import x from "lucide/x.mjs";
import { Icon } from "../icon.tsx";
import { waitText } from "../wait_text.ts";
import { useDesk } from "./desk_context.ts";
import type { Slip } from "./desk_model.ts";

function SlipWait({ slip }: { readonly slip: Slip }) {
  const { say, props } = useDesk();
  if (slip.isKept) return <p>{say("desk.walkIn.queued")}</p>;
  if (slip.position === null) return <p>{say("desk.slipWaitlisted")}</p>;
  return (
    <p>
      {say("desk.slipAhead", { count: slip.position - 1 })}
      {slip.estimatedWaitMinutes !== null && <>{" · "}{waitText(slip, { say, language: props.language })}</>}
    </p>
  );
}

/** The number on the screen. */
export function SlipCard() {
  const { say, slip } = useDesk();
  const now = slip.value;
  if (now === null) return null;
  return (
    <div class="slip-card" role="status">
      <p class="slip-number">{now.label}</p>
      <div>
        <p>
          <strong>{now.name}</strong>
        </p>
        <SlipWait slip={now} />
        {now.trackingUrl !== null && (
          <p>
            <a href={now.trackingUrl} target="_blank" rel="noopener noreferrer">{say("desk.slipLink")}</a>
          </p>
        )}
      </div>
      <div class="slip-actions">
        <button
          type="button"
          class="button plain"
          onClick={() => {
            document.documentElement.dataset["printing"] = "slip";
            print();
            delete document.documentElement.dataset["printing"];
          }}
        >
          <Icon of={printer} />
          {say("desk.slipPrint")}
        </button>
        <button
          type="button"
          class="button quiet alone"
          aria-label={say("desk.dismiss")}
          onClick={() => slip.value = null}
        >
          <Icon of={x} />
        </button>
      </div>
    </div>
  );
}

/** The number on paper: there only for printing. */
export function SlipPaper() {
  const { say, slip, props } = useDesk();
  const now = slip.value;
  if (now === null) return null;
  return (
    <div class="slip-paper" aria-hidden="true">
      <p>{props.facilityName}</p>
      <p>{now.queueName}</p>
      <p class="slip-paper-number">{now.label}</p>
      <SlipWait slip={now} />
      {now.trackingUrl !== null && (
        <p>
          {say("desk.slipFollow")}
          <br />
          <span dir="ltr">{now.trackingUrl.replace(/^https?:\/\//, "")}</span>
        </p>
      )}
    </div>
  );
}
