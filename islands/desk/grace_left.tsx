/** How long a called person still has to come: alone in following the clock by the second. */
import type { DeskRow } from "../desk_state.ts";
import { useDesk } from "./desk_context.ts";
import { graceLeftMs } from "./waited.ts";

const SECOND_MS = 1_000;

function clockText(ms: number): string {
  const seconds = Math.floor(ms / SECOND_MS);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export interface GraceLeftProps {
  readonly row: Pick<DeskRow, "status" | "graceEndsAt">;
}

/** The time left as minutes and seconds, or that it is over; nothing for whoever is not called. */
export function GraceLeft({ row }: GraceLeftProps) {
  const { say, now } = useDesk();
  const left = graceLeftMs(row, now.value);
  if (left === null) return null;
  if (left <= 0) return <span class="grace over">{say("desk.graceOver")}</span>;
  return (
    <span class="grace">
      {say("desk.graceLeft")} <span class="clock">{clockText(left)}</span>
    </span>
  );
}
