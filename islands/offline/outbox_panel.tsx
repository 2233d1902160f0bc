/**
 * What waits at this desk, said to the person: how many commands are to be sent, which need a look, which came too
 * late. It sends nothing by itself; what a refusal means is said by the page that knows people and queues.
 */
import { useComputed } from "@preact/signals";
import type { WordKey } from "../../actors/shared/i18n.ts";
import { formatTime, type Place } from "../../actors/shared/format.ts";
import type { Say } from "../../actors/shared/words.ts";
import type { Conflict, Note, Outbox } from "./outbox.ts";

export interface OutboxPanelProps extends Place {
  readonly outbox: Outbox;
  readonly say: Say<WordKey>;
  /** Where to sign in and come back from. */
  readonly signInAddress: string;
  /** Why the server did not do it, with who did what instead. */
  explain(conflict: Conflict): string;
}

type Spoken = Pick<OutboxPanelProps, "say" | "language" | "timeZone">;

/** The command as staff call it: what, and for whom. */
function named({ what, label }: Pick<Note, "what" | "label">, say: Say<WordKey>): string {
  const name = say(what ?? "outbox.someDropped");
  return label === null || label === "" ? name : `${name} · ${label}`;
}

function Waiting({ outbox, say, signInAddress }: Pick<OutboxPanelProps, "outbox" | "say" | "signInAddress">) {
  const count = useComputed(() => outbox.pending.value.filter(({ isQueued }) => isQueued).length).value;
  const status = outbox.status.value;
  return (
    <div role="status">
      {count > 0 && (
        <div class="banner soon">
          <p>
            {say(status === "sending" ? "outbox.sending" : "outbox.waiting", { count })}
            {!outbox.isDurable && <span class="outbox-line">{say("outbox.notDurable")}</span>}
            {status === "signed_out" && (
              <span class="outbox-line">
                {say("outbox.signIn")}{" "}
                <a class="button plain" href={signInAddress}>{say("outbox.signInLink")}</a>
              </span>
            )}
          </p>
        </div>
      )}
    </div>
  );
}

function ConflictRow({ conflict, outbox, spoken, reason }: {
  readonly conflict: Conflict;
  readonly outbox: Outbox;
  readonly spoken: Spoken;
  readonly reason: string;
}) {
  const { say, ...place } = spoken;
  const { key, command, dependents } = conflict;
  return (
    <li class="outbox-conflict">
      <p>
        <strong dir="auto">{named(command, say)}</strong>{" "}
        <span class="outbox-given">
          {say("outbox.givenAt", { time: formatTime(command.claimedAt, place) })}
        </span>
        <span class="outbox-line">{reason}</span>
        {dependents.length > 0 && (
          <span class="outbox-line">{say("outbox.dependents", { count: dependents.length })}</span>
        )}
      </p>
      <div class="outbox-choice">
        <button type="button" class="button plain" onClick={() => void outbox.dismiss(key)}>
          {say("outbox.dismiss")}
        </button>
        <button type="button" class="button quiet" onClick={() => void outbox.retry(key)}>
          {say("outbox.retry")}
        </button>
      </div>
    </li>
  );
}

function Conflicts({ outbox, explain, spoken }: {
  readonly outbox: Outbox;
  readonly explain: OutboxPanelProps["explain"];
  readonly spoken: Spoken;
}) {
  const conflicts = outbox.conflicts.value;
  if (conflicts.length === 0) return null;
  return (
    <div class="banner late" role="alert">
      <div class="outbox-list">
        <h2>{spoken.say("outbox.conflicts", { count: conflicts.length })}</h2>
        <ul>
          {conflicts.map((conflict) => (
            <ConflictRow
              key={conflict.key}
              conflict={conflict}
              outbox={outbox}
              spoken={spoken}
              reason={explain(conflict)}
            />
          ))}
        </ul>
      </div>
    </div>
  );
}

function Notes({ outbox, say }: Pick<OutboxPanelProps, "outbox" | "say">) {
  const notes = outbox.notes.value;
  if (notes.length === 0) return null;
  return (
    <div class="banner late" role="alert">
      <div class="outbox-list">
        <h2>{say("outbox.dropped", { count: notes.length })}</h2>
        <ul>
          {notes.map((note) => (
            <li key={note.key}>
              <bdi>{named(note, say)}</bdi>,{" "}
              {say(note.why === "too_old" ? "outbox.tooOld" : "outbox.anotherDay")}
            </li>
          ))}
        </ul>
        <button type="button" class="button plain" onClick={() => void outbox.dismissNotes()}>
          {say("outbox.understood")}
        </button>
      </div>
    </div>
  );
}

/** What waits, what needs a look, what was dropped; an empty live region when there is nothing. */
export function OutboxPanel(props: OutboxPanelProps) {
  const { outbox, say, language, timeZone, signInAddress, explain } = props;
  return (
    <div class="outbox">
      <Waiting outbox={outbox} say={say} signInAddress={signInAddress} />
      <Conflicts outbox={outbox} explain={explain} spoken={{ say, language, timeZone }} />
      <Notes outbox={outbox} say={say} />
    </div>
  );
}
