/**
 * The lobby display with its life: the board, and whether it may be heard. What it does all day is `running.ts`, what
 * it shows `board.tsx`.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { WordKey } from "../../actors/shared/i18n.ts";
import { createSay, type Words } from "../../actors/shared/words.ts";
import type { Announced } from "./announcer.ts";
import { Board, type JoinCode } from "./board.tsx";
import type { Board as BoardState, Notice } from "./board_state.ts";
import { Controls } from "./controls.tsx";
import { keep, recallFlag } from "./preferences.ts";
import { type DisplayAddress, startDisplay } from "./running.ts";
import { openSound, type Sound } from "./sound.ts";

export interface DisplayProps extends DisplayAddress {
  readonly board: BoardState;
  readonly words: Words;
  readonly language: string;
  /** IANA zone of the facility. */
  readonly timeZone: string;
  readonly facilityName: string;
  readonly join: JoinCode | null;
  /** The address asks for a voice. */
  readonly isVoiceWanted: boolean;
}

const NOTHING_ANNOUNCED: Announced = { current: null, fresh: new Set() };
const MINUTE_MS = 60_000;

/** Whether this display is heard, and what was chosen on it. */
function useHearing(props: DisplayProps) {
  const isLocked = useSignal(true);
  const isMuted = useSignal(false);
  const hasVoice = useSignal(false);
  const isVoiceOn = useSignal(props.isVoiceWanted);
  const sound = useRef<Sound | null>(null);

  async function unlock(): Promise<void> {
    isLocked.value = await sound.current?.unlock() !== true;
    if (!isLocked.value) keep(localStorage, { name: "isUnlocked", value: true });
  }

  function open(): Sound {
    const opened = openSound(props.language, () => hasVoice.value = opened.hasVoice());
    sound.current = opened;
    hasVoice.value = opened.hasVoice();
    isMuted.value = recallFlag(localStorage, { name: "isMuted", otherwise: false });
    isVoiceOn.value = recallFlag(localStorage, { name: "isVoiceOn", otherwise: props.isVoiceWanted });
    // Browsers complain when a page tries that nobody has ever let make sounds.
    const wasUnlocked = recallFlag(localStorage, { name: "isUnlocked", otherwise: false });
    if (wasUnlocked && !isMuted.value) void unlock();
    return opened;
  }

  function mute(): void {
    isMuted.value = !isMuted.value;
    keep(localStorage, { name: "isMuted", value: isMuted.value });
    if (!isMuted.value) void unlock();
  }

  function speak(): void {
    isVoiceOn.value = !isVoiceOn.value;
    keep(localStorage, { name: "isVoiceOn", value: isVoiceOn.value });
  }

  return { isLocked, isMuted, hasVoice, isVoiceOn, open, unlock, mute, speak };
}

/** The display. */
export function Display(props: DisplayProps) {
  const { language, words, timeZone, facilityName, join } = props;
  const board = useSignal(props.board);
  const announced = useSignal(NOTHING_ANNOUNCED);
  const notice = useSignal<Notice | null>(null);
  const now = useSignal(Math.floor(props.renderedAt / MINUTE_MS) * MINUTE_MS);
  const staleSince = useSignal<number | null>(null);
  const hearing = useHearing(props);
  const say = useMemo(() => createSay<WordKey>(language, words), []);
  useEffect(() => {
    const sound = hearing.open();
    const { isMuted, isVoiceOn } = hearing;
    const signals = { board, announced, notice, now, staleSince, isMuted, isVoiceOn };
    const stop = startDisplay(props, signals, { sound, say });
    return () => {
      stop();
      sound.close();
    };
  }, []);
  return (
    <Board
      board={board.value}
      announced={announced.value}
      facilityName={facilityName}
      join={join}
      notice={notice.value?.message ?? null}
      staleSince={staleSince.value}
      now={now.value}
      say={say}
      language={language}
      timeZone={timeZone}
    >
      <Controls
        isLocked={hearing.isLocked.value}
        isMuted={hearing.isMuted.value}
        hasVoice={hearing.hasVoice.value}
        isVoiceOn={hearing.isVoiceOn.value}
        say={say}
        onUnlock={() => void hearing.unlock()}
        onMute={hearing.mute}
        onVoice={hearing.speak}
      />
    </Board>
  );
}
