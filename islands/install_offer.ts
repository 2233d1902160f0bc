/**
 * The browser's offer to put our pages on the home screen, where it makes one: kept back until the person asks for it,
 * so that nothing pops up over a place in line.
 */

/** The event that carries the offer; no library of types knows it. */
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

function isInstallEvent(event: Event): event is InstallEvent {
  return "prompt" in event && typeof event.prompt === "function";
}

/** Tells `hear` how to take the offer, and null once it was taken. Answers how to stop listening. */
export function onInstallOffer(hear: (offer: (() => void) | null) => void): () => void {
  const offered = (event: Event) => {
    if (!isInstallEvent(event)) return;
    event.preventDefault();
    hear(() => {
      hear(null);
      void event.prompt();
    });
  };
  addEventListener("beforeinstallprompt", offered);
  return () => removeEventListener("beforeinstallprompt", offered);
}
