/** The means against an outage as a page of staff holds them: opened once, closed with the page. */
import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { type Offline, openOffline } from "./open_offline.ts";

export interface OfflineUser {
  readonly account: { readonly tenantId: string; readonly id: string };
  readonly timeZone: string;
  readonly dayStartsAtMinutes: number;
}

export interface UsedOffline {
  /** Null until it is open. */
  readonly offline: ReadonlySignal<Offline | null>;
  readonly opening: Promise<Offline>;
}

/** Opens what the account has on this computer. */
export function useOffline({ account, timeZone, dayStartsAtMinutes }: OfflineUser): UsedOffline {
  const offline = useSignal<Offline | null>(null);
  const opening = useMemo(() => Promise.withResolvers<Offline>(), []);
  useEffect(() => {
    let isGone = false;
    const scope = { tenantId: account.tenantId, accountId: account.id };
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
  return { offline, opening: opening.promise };
}
