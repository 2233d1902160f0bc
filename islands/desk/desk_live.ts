/**
 * The life of the desk's page around its line (`line_live.ts`): the names of everybody in it, the other queues' numbers,
 * numbers to give without a server, and what this browser remembers. It takes what comes and sends nothing.
 */
import { effect, untracked } from "@preact/signals";
import { parseWork } from "../work.ts";
import type { DeskModel } from "./desk_model.ts";
import { followLine } from "./line_live.ts";
import { keepPreferences, readPreferences } from "./preferences.ts";

/** How often the other queues' numbers are asked for. */
const QUEUES_MS = 10_000;
const UNAUTHORIZED = 401;

/** How the facility's queues stand. */
async function loadQueues({ ask, props, queues, isSessionOver }: DeskModel): Promise<void> {
  const answer = await ask("/work");
  if (answer.kind === "refused" && answer.problem.status === UNAUTHORIZED) isSessionOver.value = true;
  const found = answer.kind === "done" ? parseWork(answer.body) : null;
  if (found !== null) queues.value = found.filter(({ facilityId }) => facilityId === props.facilityId);
}

/** Names are asked for as rows come in. */
function wantNames({ people, view, rows }: DeskModel): void {
  if (view.value === null) return;
  untracked(() => people.want(rows.peek().map((row) => row.patientId)));
}

/** Brings `model` to life. Answers how to stop. */
export function startDesk(model: DeskModel): () => void {
  const { queueId, preferences, offline } = model;
  preferences.value = readPreferences(queueId);
  const stops = [
    preferences.subscribe((changed) => keepPreferences(queueId, changed)),
    followLine(model, { gonePath: "/desk" }),
    effect(() => wantNames(model)),
    offline.subscribe((opened) => opened?.keepNumbers(queueId)),
  ];
  void loadQueues(model);
  const queues = setInterval(() => void loadQueues(model), QUEUES_MS);
  return () => {
    clearInterval(queues);
    stops.forEach((stop) => stop());
  };
}
