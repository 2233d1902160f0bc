/**
 * Opening, pausing and closing the queue of this desk. Pausing and closing ask why, in place; the answer may be left
 * empty. The status itself is shown by the stream.
 */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { QueueStatus } from "../../actors/queue/schema.ts";
import type { WordKey } from "../../actors/shared/i18n.ts";
import { useDesk } from "./desk_context.ts";
import type { DeskModel } from "./desk_model.ts";
import { explain, tell } from "./desk_steps.ts";

type Operation = "open" | "pause" | "close";

const OPERATIONS: Readonly<Record<QueueStatus, readonly Operation[]>> = {
  open: ["pause", "close"],
  paused: ["open", "close"],
  closed: ["open"],
};
const WORDS: Readonly<Record<Operation, WordKey>> = {
  open: "desk.queue.open",
  pause: "desk.queue.pause",
  close: "desk.queue.close",
};
const DONE: Readonly<Record<Operation, WordKey>> = {
  open: "desk.queue.opened",
  pause: "desk.queue.paused",
  close: "desk.queue.closed",
};

/** Sends `operation` and says what came of it. */
async function operate(
  model: DeskModel,
  operation: Operation,
  { reason }: { readonly reason: string },
): Promise<void> {
  const sent = await model.commands.send({
    path: `/queues/${model.queueId}/${operation}`,
    body: reason === "" ? {} : { reason },
    ticketId: null,
    what: WORDS[operation],
    label: model.queueName,
  });
  const text = sent.kind === "refused"
    ? explain(model, sent.problem, { row: null })
    : sent.kind === "unreachable"
    ? model.say("desk.unreachable", { label: model.queueName })
    : model.say(sent.kind === "queued" ? "desk.queued" : DONE[operation], { label: model.queueName });
  const tone = sent.kind === "done" || sent.kind === "queued" ? "ok" : "late";
  tell(model, { tone, text, undoId: null });
}

interface ReasonFormProps {
  readonly word: WordKey;
  onSend(reason: string): void;
  onClose(): void;
}

function ReasonForm({ word, onSend, onClose }: ReasonFormProps) {
  const { say } = useDesk();
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <form
      class="inline-form"
      onKeyDown={(event) => event.key === "Escape" && onClose()}
      onSubmit={(event) => {
        event.preventDefault();
        onSend(field.current?.value.trim() ?? "");
      }}
    >
      <label for="queue-reason">{say("desk.reasonOptional")}</label>
      <input id="queue-reason" ref={field} maxLength={500} autocomplete="off" />
      <button type="submit" class="button primary">{say(word)}</button>
    </form>
  );
}

/** The controls of the queue. */
export function QueueControls() {
  const model = useDesk();
  const { say, queueStatus } = model;
  const asking = useSignal<Operation | null>(null);
  const isBusy = useSignal(false);
  const status = queueStatus.value;

  async function run(operation: Operation, reason: string): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    asking.value = null;
    await operate(model, operation, { reason });
    isBusy.value = false;
  }

  const open = asking.value;
  return (
    <section class="queue-controls" aria-label={say("desk.queue.controls")}>
      <div class="pair">
        {OPERATIONS[status].map((operation) => (
          <button
            key={operation}
            type="button"
            class="button plain"
            aria-expanded={operation === "open" ? undefined : open === operation}
            aria-disabled={isBusy.value}
            onClick={() => {
              if (operation === "open") void run("open", "");
              else asking.value = open === operation ? null : operation;
            }}
          >
            {say(WORDS[operation])}
          </button>
        ))}
      </div>
      {open !== null && (
        <ReasonForm
          word={WORDS[open]}
          onSend={(reason) => void run(open, reason)}
          onClose={() => asking.value = null}
        />
      )}
    </section>
  );
}
