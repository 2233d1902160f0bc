/**
 * How long someone has waited against what was promised: words, and a bar that says the same with a mark at the
 * promise. It reads no clock and judges nothing; what is late is said by whoever shows it.
 */
import type { Tone } from "./badge.tsx";

/** The bar is full at this many times the promise. */
const SHARE_MAX = 1.5;
const BAR_WIDTH = 150;
const BAR_HEIGHT = 6;

export interface WaitMeterProps {
  /** What is used up of the promise; 1 is the promise. Null when nothing was promised: then there is no bar. */
  readonly share: number | null;
  readonly tone: Tone;
  /** The same in words: "12 of 20 min". */
  readonly label: string;
}

/** The wait in words, above its bar. */
export function WaitMeter({ share, tone, label }: WaitMeterProps) {
  const mark = BAR_WIDTH / SHARE_MAX;
  return (
    <span class="meter" data-tone={tone}>
      {label}
      {share !== null && (
        <svg viewBox={`0 0 ${BAR_WIDTH} ${BAR_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <rect width={Math.round(mark * Math.min(SHARE_MAX, Math.max(0, share)))} height={BAR_HEIGHT} />
          <line x1={mark} x2={mark} y1={0} y2={BAR_HEIGHT} />
        </svg>
      )}
    </span>
  );
}
