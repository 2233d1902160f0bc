/**
 * Makes a phone noticed when the turn comes: it vibrates and plays two soft tones. Browsers forbid sound before the
 * first touch and some cannot vibrate; then nothing happens here and the screen alone speaks.
 */

const VIBRATION_MS = [200, 100, 200, 100, 400];
const TONES_HZ = [659, 880];
const TONE_SECONDS = 0.35;
const LOUDNESS = 0.2;

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

/** Vibrates and chimes once, as far as this browser allows. */
export function chime(): void {
  const { vibrate, userActivation } = navigator as Partial<Navigator>;
  if (userActivation?.hasBeenActive !== true) return;
  vibrate?.call(navigator, VIBRATION_MS);
  const audio = new AudioContext();
  playTones(audio);
  setTimeout(() => void audio.close(), TONES_HZ.length * TONE_SECONDS * 1000 + 500);
}
