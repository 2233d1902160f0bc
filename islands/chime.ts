/**
 * Makes a phone noticed when the turn comes: it vibrates and plays two soft tones. Browsers forbid sound before the
 * first touch and some cannot vibrate; then nothing happens here and the screen alone speaks.
 */

const VIBRATION_MS = [200, 100, 200, 100, 400];
const TONES_HZ = [659, 880];
const TONE_SECONDS = 0.35;
const LOUDNESS = 0.2;
const NUDGE_MS = [150];
/** A call comes as an event and as a state: one chime for both. */
const ONCE_MS = 3_000;

function playTones(audio: AudioContext): void {
  TONES_HZ.forEach((frequency, index) => {
    const startsAt = audio.currentTime + index * TONE_SECONDS;
    const tone = new OscillatorNode(audio, { frequency });
    const volume = new GainNode(audio, { gain: LOUDNESS });
    volume.gain.exponentialRampToValueAtTime(0.001, startsAt + TONE_SECONDS);
    tone.connect(volume).connect(audio.destination);
    tone.start(startsAt);
    tone.stop(startsAt + TONE_SECONDS);
  });
}

function isAllowed(): boolean {
  const { userActivation }: Partial<Navigator> = navigator;
  return userActivation?.hasBeenActive === true;
}

let lastAt = -Infinity;

/** Vibrates and chimes once, as far as this browser allows. */
export function chime(): void {
  const now = performance.now();
  if (!isAllowed() || now - lastAt < ONCE_MS) return;
  lastAt = now;
  const { vibrate }: Partial<Navigator> = navigator;
  vibrate?.call(navigator, VIBRATION_MS);
  const audio = new AudioContext();
  playTones(audio);
  setTimeout(() => void audio.close(), TONES_HZ.length * TONE_SECONDS * 1000 + 500);
}

/** Vibrates shortly: it is time to come closer. */
export function nudge(): void {
  const { vibrate }: Partial<Navigator> = navigator;
  if (isAllowed()) vibrate?.call(navigator, NUDGE_MS);
}
