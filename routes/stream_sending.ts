/**
 * What one audience is to be sent of one state, and how it reaches its clients: into their slots, in slices, a patch
 * only to whoever has seen what it starts from. What is sent is made by the channel.
 */
import type { DeskView } from "../actors/queue/view_desk.ts";
import type { SlotName, StreamClient } from "./stream_client.ts";
import { type Frame, frameAt, frameOf, STEP_ALL } from "./stream_frame.ts";
import type { Pace } from "./stream_pace.ts";
import { type Audience, payload, wholeDesk } from "./stream_view.ts";

const TICKET_GONE = { code: "not_found", message: "This ticket ended more than a day ago" };

/** Clients that see the same. */
export interface Group {
  readonly audience: Audience;
  readonly clients: Set<StreamClient>;
  /** What was shown last, without its instant; null: nothing yet. */
  signature: string | null;
  /** The desk's view that the next patch starts from. */
  base: DeskView | null;
  label: string;
}

/** What one group is to be sent of one state. */
export interface Sending {
  readonly group: Group;
  readonly viewSeq: number;
  readonly slots: readonly (readonly [SlotName, Frame])[];
  /** For a desk: the base of the patch among `slots`, the view it leads to, and that view whole. */
  readonly patch: { readonly from: DeskView | null; readonly to: DeskView; readonly frame: Frame } | null;
  readonly isGone: boolean;
}

/** A state event without an id: the `queue-update` that comes with it carries the position. */
export function stateFrame(name: SlotName, json: string): Frame {
  return frameOf(name, payload(json, { isGap: false }));
}

/** Puts what was prepared into the clients' slots, and writes where a reader waits. */
export async function deliver(sending: Sending, pace: Pace): Promise<void> {
  let isCounted = true;
  for (const client of [...sending.group.clients]) {
    // The first is counted with the view itself.
    const turn = isCounted ? null : pace.take(1);
    isCounted = false;
    if (turn !== null) await turn;
    if (sending.isGone) client.close(TICKET_GONE);
    else offerAll(client, sending);
  }
}

function offerAll(client: StreamClient, { viewSeq, slots, patch }: Sending): void {
  // One that opened while a slice waited has been shown a newer state.
  if (viewSeq >= client.viewSeq) {
    for (const [name, frame] of slots) client.offer(name, frame);
    if (patch !== null) offerDesk(client, patch);
    client.viewSeq = viewSeq;
  }
  client.write();
}

/** A patch only follows the very view it starts from; everyone else gets the whole one. */
function offerDesk(client: StreamClient, { from, to, frame }: NonNullable<Sending["patch"]>): void {
  const isFollowing = from !== null && client.base === from && !client.hasUnreadUpdate;
  const position = { seq: frame.seq, step: STEP_ALL };
  const whole = () =>
    frameAt(position, { name: "queue-update", json: payload(wholeDesk(to), { isGap: false }) });
  client.offer("queue-update", isFollowing ? frame : whole());
  client.base = to;
}
