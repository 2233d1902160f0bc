/**
 * The island of a ticket's page: joins its life (`ticket_life.ts`) to its view (`ticket_view.tsx`). It decides nothing.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { WordKey } from "../actors/shared/i18n.ts";
import { createSay, type Words } from "../actors/shared/words.ts";
import { chime } from "./chime.ts";
import { onInstallOffer } from "./install_offer.ts";
import { type TicketFacts, TicketLife, type TicketSignals, ticketSignals } from "./ticket_life.ts";
import type { TicketControls } from "./ticket_parts.tsx";
import { TicketView } from "./ticket_view.tsx";

export interface TicketProps extends TicketFacts {
  readonly words: Words;
  readonly language: string;
  readonly timeZone: string;
}

/** What only a living page can do: null until it lives, so that the first rendering is the server's. */
function useControls(life: TicketLife, { why, explained }: TicketSignals): TicketControls | null {
  const isAlive = useSignal(false);
  const isSoundOn = useSignal(false);
  const install = useSignal<(() => void) | null>(null);
  useEffect(() => {
    isAlive.value = true;
    return onInstallOffer((offer) => install.value = offer);
  }, []);
  if (!isAlive.value) return null;
  return {
    act(action, event) {
      event.preventDefault();
      void life.act(action);
    },
    takeBack: () => life.takeBack(),
    why: {
      isOpen: why.value !== "closed",
      state: why.value === "closed" ? "asked" : why.value,
      explained: explained.value,
      toggle: () => life.toggleWhy(),
    },
    isSoundOn: isSoundOn.value,
    turnSoundOn() {
      isSoundOn.value = true;
      chime();
    },
    install: install.value,
  };
}

/** The ticket with its life. */
export function Ticket(props: TicketProps) {
  const { language, timeZone, queueName, facilityName, base } = props;
  const say = useMemo(() => createSay<WordKey>(language, props.words), []);
  const signals = useMemo(() => ticketSignals(props), []);
  const life = useMemo(() => new TicketLife(props, signals, { say }), []);
  const controls = useControls(life, signals);
  useEffect(() => {
    life.start();
    return () => life.stop();
  }, []);
  const track = signals.track.value;
  const isCalled = track.status === "called";
  useEffect(() => {
    document.title = say(isCalled ? "ticket.titleCalled" : "ticket.title");
  }, [isCalled]);
  return (
    <TicketView
      track={track}
      say={say}
      language={language}
      timeZone={timeZone}
      queueName={queueName}
      facilityName={facilityName}
      base={base}
      now={signals.now.value}
      heardAt={signals.heardAt.value}
      connection={signals.connection.value}
      notice={signals.notice.value}
      pending={signals.pending.value}
      kept={signals.kept.value?.action ?? null}
      rise={signals.outlook.value?.rise ?? null}
      isStaffed={signals.isStaffed.value}
      wasCalled={signals.wasCalled.value}
      controls={controls}
    />
  );
}
