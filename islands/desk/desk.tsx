/**
 * The desk: one room per queue, changed without loading another page, with the address following. What a room is lies
 * in `desk_room.tsx`.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { type Offline, openOffline } from "../offline/open_offline.ts";
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

  const offline = useSignal<Offline | null>(null);
  const opening = useMemo(() => Promise.withResolvers<Offline>(), []);

  useEffect(() => {
    const { account, timeZone, dayStartsAtMinutes } = props;
    const scope = { tenantId: account.tenantId, accountId: account.id };
    let isGone = false;
    void openOffline({ ...scope, timeZone, dayStartsAtMinutes }).then((opened) => {
      if (isGone) return opened.close();
      offline.value = opened;
      opening.resolve(opened);
    });
    return () => {
      isGone = true;
      offline.peek()?.close();
    };
  }, []);

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
      opening={opening.promise}
      onSwitch={go}
    />
  );
}
