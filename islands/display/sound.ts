/**
 * The sounds of a display: a chime of two soft bells and, where the machine has a voice for the language, the call
 * spoken. Browsers give no sound before the first touch; until then it is locked. One audio context for the page's
 * whole life: a display runs for weeks.
 */
import { pickVoice } from "./spoken.ts";

export interface Sound {
  /** True when this browser now makes sounds. Call it in a touch, or where sounds are allowed without one. */
  unlock(): Promise<boolean>;
  /** Resolves when the chime has faded; at once while locked. */
  chime(): Promise<void>;
  hasVoice(): boolean;
  /** Resolves when it was said, or could not be. */
  speak(text: string): Promise<void>;
  close(): void;
}

const BELLS_HZ = [784, 587];
const BELL_STEP_SECONDS = 0.55;
const BELL_SECONDS = 1.6;
const LOUDNESS = 0.35;
/** A bell's own overtone, and how loud it is beside the tone. */
const OVERTONE = 2.76;
const OVERTONE_LOUDNESS = 0.2;
const SILENT = 0.0001;
/** The voice begins while the last bell fades. */
const CHIME_MS = (BELL_STEP_SECONDS + BELL_SECONDS * 0.75) * 1_000;
/** Somewhat slower than talk: across a room, and perhaps in a language that is not one's own. */
const VOICE_RATE = 0.9;

interface Tone {
  readonly frequency: number;
  readonly loudness: number;
  readonly startsAt: number;
}

function playTone(audio: AudioContext, { frequency, loudness, startsAt }: Tone): void {
  const tone = new OscillatorNode(audio, { frequency });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(SILENT, startsAt);
  volume.gain.exponentialRampToValueAtTime(loudness, startsAt + 0.015);
  volume.gain.exponentialRampToValueAtTime(SILENT, startsAt + BELL_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.onended = () => volume.disconnect();
  tone.start(startsAt);
  tone.stop(startsAt + BELL_SECONDS);
}

function playChime(audio: AudioContext): void {
  BELLS_HZ.forEach((frequency, index) => {
    const startsAt = audio.currentTime + index * BELL_STEP_SECONDS;
    playTone(audio, { frequency, loudness: LOUDNESS, startsAt });
    playTone(audio, { frequency: frequency * OVERTONE, loudness: LOUDNESS * OVERTONE_LOUDNESS, startsAt });
  });
}

/** The sounds of this browser in `language`; `onVoices` is called when its voices become known. */
export function openSound(language: string, onVoices: () => void): Sound {
  const speech: SpeechSynthesis | null = "speechSynthesis" in globalThis ? globalThis.speechSynthesis : null;
  let audio: AudioContext | null = null;
  speech?.addEventListener("voiceschanged", onVoices);
  const voice = () => speech === null ? null : pickVoice(speech.getVoices(), language);
  return {
    async unlock() {
      audio ??= new AudioContext();
      // A context that may not start leaves this promise open: its state tells.
      void audio.resume().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 100));
      return audio.state === "running";
    },
    async chime() {
      // A voice that never said that it had ended may still speak.
      speech?.cancel();
      if (audio?.state !== "running") return;
      playChime(audio);
      await new Promise((resolve) => setTimeout(resolve, CHIME_MS));
    },
    hasVoice: () => voice() !== null,
    async speak(text) {
      const chosen = voice();
      if (speech === null || chosen === null) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = chosen;
      utterance.lang = chosen.lang;
      utterance.rate = VOICE_RATE;
      utterance.onend = () => resolve();
      utterance.onerror = () => resolve();
      speech.speak(utterance);
      await promise;
    },
    close() {
      speech?.removeEventListener("voiceschanged", onVoices);
      speech?.cancel();
      void audio?.close();
    },
  };
}
