/**
 * The few things that somebody can do on a display: let it make sounds, mute it, let it speak. They are the same for
 * a finger, a mouse and a keyboard, and always say how things stand.
 */
import soundOff from "lucide/volume-x.mjs";
import soundOn from "lucide/volume-2.mjs";
import voice from "lucide/megaphone.mjs";
import type { WordKey } from "../../actors/shared/i18n.ts";
import type { Say } from "../../actors/shared/words.ts";
import { Icon } from "../icon.tsx";

export interface ControlsProps {
  /** The browser waits for a touch before it makes a sound. */
  readonly isLocked: boolean;
  readonly isMuted: boolean;
  /** The machine can speak this language. */
  readonly hasVoice: boolean;
  readonly isVoiceOn: boolean;
  readonly say: Say<WordKey>;
  onUnlock(): void;
  onMute(): void;
  onVoice(): void;
}

/** The controls; nothing works without scripts, so nothing is shown without them. */
export function Controls(props: ControlsProps) {
  const { isLocked, isMuted, hasVoice, isVoiceOn, say } = props;
  if (isLocked && !isMuted) {
    return (
      <button type="button" class="board-control is-wanted needs-script" onClick={props.onUnlock}>
        <Icon of={soundOff} />
        {say("display.soundEnable")}
      </button>
    );
  }
  return (
    <>
      {hasVoice && !isMuted && (
        <button
          type="button"
          class="board-control needs-script"
          onClick={props.onVoice}
        >
          <Icon of={voice} />
          {say(isVoiceOn ? "display.voice" : "display.voiceOff")}
        </button>
      )}
      <button
        type="button"
        class="board-control needs-script"
        onClick={props.onMute}
      >
        <Icon of={isMuted ? soundOff : soundOn} />
        {say(isMuted ? "display.muted" : "display.sound")}
      </button>
    </>
  );
}
