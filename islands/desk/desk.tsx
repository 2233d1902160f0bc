/**
 * The desk: one room per queue, changed without loading another page, with the address following. What a room is lies
 * in `desk_room.tsx`.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useOffline } from "../offline/use_offline.ts";
import type { DeskProps } from "./desk_props.ts";
import { DeskRoom } from "./desk_room.tsx";

function queueInAddress(otherwise: string): string {
  return decodeURIComponent(/^\/desk\/([^/]+)/.exec(location.pathname)?.[1] ?? otherwise);
}

/** The life of the desk's page. */
export function Desk(props: DeskProps) {
  const queueId = useSignal(props.queueId);

  function go(next: string): void {
    if (next === queueId.peek()) return;
    history.pushState(null, "", `/desk/${encodeURIComponent(next)}${location.search}`);
    queueId.value = next;
  }

  const { offline, opening } = useOffline(props);

  useEffect(() => {
    const back = () => queueId.value = queueInAddress(props.queueId);
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);

  return (
    <DeskRoom
      key={queueId.value}
      deskProps={props}
      queueId={queueId.value}
      offline={offline}
      opening={opening}
      onSwitch={go}
    />
  );
}
