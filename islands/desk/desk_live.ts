/**
 * Keeps the model of a desk in touch with its queue: the stream of the line, what others did, the list of queues and
 * the clock. It takes what comes and sends nothing.
 */
import { batch, effect, untracked } from "@preact/signals";
import { browserDeps, followTab } from "../browser.ts";
import { type DeskView, nextDeskView } from "../desk_state.ts";
import { Live, POLLED } from "../live.ts";
import { peopleJoining } from "../offline/offline_view.ts";
import type { Offline } from "../offline/open_offline.ts";
import { activityOf, withActivity } from "./activity.ts";
import { type DeskModel, takeView } from "./desk_model.ts";
import type { QueueLine } from "./desk_props.ts";
import { keepPreferences, readPreferences } from "./preferences.ts";

const CLOCK_MS = 1_000;
/** How often the other queues' numbers are asked for. */
const QUEUES_MS = 10_000;
const EVENTS = ["queue-update", "provider-status", "ticket-event"] as const;

function queuesIn(body: unknown): readonly QueueLine[] | null {
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) {
    return null;
  }
  // Written by our own server in this release or the last: the shape only grows.
  return body.data as readonly QueueLine[];
}

/** Asks a page address of our own for JSON; null when there is no good answer. */
async function askPage(path: string): Promise<unknown> {
  try {
    const response = await fetch(path, { headers: { accept: "application/json" }, cache: "no-store" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

async function loadStaff(model: DeskModel): Promise<void> {
  const answer = await model.ask("/staff");
  if (answer.kind !== "done") return;
  const { body } = answer;
  if (typeof body !== "object" || body === null || !("data" in body) || !Array.isArray(body.data)) return;
  const names = new Map(model.staff.peek());
  for (const one of body.data) {
    if (typeof one?.accountId === "string" && typeof one?.name === "string") {
      names.set(one.accountId, one.name);
    }
  }
  model.staff.value = names;
}

async function loadQueues(model: DeskModel): Promise<void> {
  const queues = queuesIn(await askPage(`/desk/${encodeURIComponent(model.queueId)}/queues`));
  if (queues !== null) model.queues.value = queues;
}

/** Names are asked for as rows come in. */
function wantNames({ people, rows }: DeskModel): void {
  people.want(rows.peek().map((row) => row.patientId));
}

/** What the stream said last: its patches fit this, whatever a poll said since. */
interface Streamed {
  view: DeskView | null;
}

/** Takes what came. Answers false for a patch that does not fit: the stream has to begin again. */
function heard(model: DeskModel, streamed: Streamed, { name, body }: Heard): boolean {
  if (name === "provider-status") return true;
  if (name === "ticket-event") {
    const entry = activityOf(body);
    if (entry !== null) model.activity.value = withActivity(model.activity.peek(), entry);
    return true;
  }
  const view = nextDeskView(name === POLLED ? null : streamed.view, body);
  if (view === null) return name === POLLED;
  if (name !== POLLED) streamed.view = view;
  takeView(model, view);
  wantNames(model);
  return true;
}

interface Heard {
  readonly name: string;
  readonly body: unknown;
}

function openLive(model: DeskModel): Live {
  const { queueId, props } = model;
  const streamed: Streamed = { view: null };
  const live = new Live({
    streamUrl: `/api/v1/stream/queues/${encodeURIComponent(queueId)}?lang=${props.language}`,
    pollUrl: `/desk/${encodeURIComponent(queueId)}/view`,
    events: EVENTS,
    onState(name, body) {
      if (heard(model, streamed, { name, body })) return;
      streamed.view = null;
      live.stop();
      live.start();
    },
    onHeard() {
      model.heardAt.value = Date.now();
    },
    onConnection: (connection) => model.connection.value = connection,
    onGone: () => location.assign("/desk"),
    onRefused: () => model.isSessionOver.value = true,
  }, browserDeps());
  return live;
}

/** Shows the day as it was last kept on this computer, until something newer is heard. */
async function showKeptDay(model: DeskModel, offline: Offline): Promise<void> {
  const day = await offline.day(model.queueId).load();
  if (day === null || model.view.peek() !== null) return;
  for (const [patientId, person] of day.people) model.people.remember(patientId, person);
  model.heardAt.value = day.heardAt;
  takeView(model, day.view);
}

/** Keeps the day on this computer as it is heard, and tells the outbox how the connection is. */
function workOffline(model: DeskModel, offline: Offline): () => void {
  offline.keepNumbers(model.queueId);
  void showKeptDay(model, offline);
  const stops = [
    model.connection.subscribe((connection) => offline.heard(connection)),
    effect(() => {
      const view = model.view.value;
      const people = model.people.known.value;
      if (view !== null && model.connection.peek() !== "offline") {
        offline.day(model.queueId).save({ view, people, heardAt: model.heardAt.peek() });
      }
    }),
    effect(() => {
      for (const [patientId, person] of peopleJoining(model.kept.value)) {
        model.people.remember(patientId, person);
      }
    }),
    model.isSessionOver.subscribe((isOver) => {
      if (isOver) void offline.endSession();
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Works with what is open of the means against an outage, as soon as it is. */
function followOffline(model: DeskModel): () => void {
  let stopWorking = () => {};
  const stop = model.offline.subscribe((offline) => {
    stopWorking();
    stopWorking = offline === null ? () => {} : untracked(() => workOffline(model, offline));
  });
  return () => {
    stop();
    stopWorking();
  };
}

/** Brings `model` to life. Answers how to stop. */
export function startDesk(model: DeskModel): () => void {
  batch(() => {
    model.preferences.value = readPreferences(model.queueId);
    model.now.value = model.heardAt.value = Date.now();
  });
  const stopKeeping = model.preferences.subscribe((preferences) =>
    keepPreferences(model.queueId, preferences)
  );
  const unfollowOffline = followOffline(model);
  const live = openLive(model);
  live.start();
  const unfollow = followTab(live);
  void loadStaff(model);
  void loadQueues(model);
  const clock = setInterval(() => model.now.value = Date.now(), CLOCK_MS);
  const queues = setInterval(() => void loadQueues(model), QUEUES_MS);
  return () => {
    clearInterval(clock);
    clearInterval(queues);
    stopKeeping();
    unfollow();
    unfollowOffline();
    model.people.stop();
    live.stop();
  };
}
