/**
 * What the page of pieces shows: tokens by their names, type, icons with their meanings, and each shared piece in each
 * state. It speaks English to developers; only the ticket follows the page's language.
 */
import type { ComponentChildren } from "preact";
import type { Language } from "../../actors/shared/i18n.ts";
import { Badge, type Tone } from "../../islands/pieces/badge.tsx";
import { Dialog } from "../../islands/pieces/dialog.tsx";
import { EmptyState } from "../../islands/pieces/empty_state.tsx";
import { UndoBar } from "../../islands/pieces/undo_bar.tsx";
import { WaitMeter } from "../../islands/pieces/wait_meter.tsx";
import coffee from "lucide/coffee.mjs";
import megaphone from "lucide/megaphone.mjs";
import x from "lucide/x.mjs";
import { Icon } from "../../islands/icon.tsx";
import { StyleguideIcons } from "./styleguide_icons.tsx";
import { StyleguideTickets } from "./styleguide_tickets.tsx";

const MEANINGS = ["ok", "soon", "late", "urgent"] as const;
const TONES: readonly Tone[] = [...MEANINGS, "neutral"];
const COLOURS = [
  "page",
  "surface",
  "line",
  "line-strong",
  "text",
  "text-soft",
  "brand",
  "brand-strong",
  "brand-soft",
  "call",
  "call-deep",
];
const NEUTRALS = Array.from({ length: 10 }, (_, step) => `neutral-${step}`);
const SIZES = ["tiny", "small", "text", "lead", "title", "number", "huge"];
const SPACES = [1, 2, 3, 4, 5, 6, 7];
const LOOKS = ["primary", "plain", "quiet", "grave"];
const WAITS: readonly (readonly [share: number | null, tone: Tone, label: string])[] = [
  [0.4, "ok", "8 of 20 min"],
  [0.9, "soon", "18 of 20 min"],
  [1.2, "late", "24 of 20 min"],
  [2, "urgent", "40 of 20 min"],
  [null, "neutral", "12 min"],
];

function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="guide-section">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Colours() {
  return (
    <Section title="Colours">
      <ul class="guide-swatches">
        {[...NEUTRALS, ...COLOURS].map((name) => (
          <li key={name}>
            <span class="guide-swatch" data-token={name}></span> <code>--{name}</code>
          </li>
        ))}
      </ul>
      <ul class="guide-row">
        {MEANINGS.map((meaning) => (
          <li key={meaning} class={`banner ${meaning}`}>
            {meaning}: <code>--{meaning}-surface, -line, -text</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Type() {
  return (
    <Section title="Type and space">
      {SIZES.map((size) => (
        <p key={size} class="guide-size" data-size={size}>
          <span>A-014 · 10:40</span> <code>--size-{size}</code>
        </p>
      ))}
      <ul class="guide-row">
        {SPACES.map((space) => (
          <li key={space}>
            <span class="guide-space" data-space={space}></span> <code>--space-{space}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Buttons() {
  return (
    <Section title="Buttons">
      {LOOKS.map((look) => (
        <p key={look} class="guide-row">
          <button type="button" class={`button ${look}`}>{look}</button>
          <button type="button" class={`button ${look}`}>
            <Icon of={megaphone} /> With an icon <kbd>N</kbd>
          </button>
          <button type="button" class={`button ${look} alone`} aria-label="Close">
            <Icon of={x} />
          </button>
          <button type="button" class={`button ${look}`} disabled aria-busy>Disabled</button>
        </p>
      ))}
    </Section>
  );
}

function Says() {
  return (
    <Section title="Badges, banners, waits">
      <p class="guide-row">{TONES.map((tone) => <Badge key={tone} tone={tone}>{tone}</Badge>)}</p>
      {MEANINGS.map((tone) => (
        <p key={tone} class={`banner ${tone}`}>
          What is so, and what to do about it.
        </p>
      ))}
      <p class="guide-row">
        {WAITS.map(([share, tone, label]) => <WaitMeter key={label} {...{ share, tone, label }} />)}
      </p>
    </Section>
  );
}

function Fields() {
  return (
    <Section title="Fields">
      <div class="field">
        <label for="guide-plain">Name</label>
        <p class="help" id="guide-help">As on the card.</p>
        <input id="guide-plain" type="text" autocomplete="off" aria-describedby="guide-help" />
      </div>
      <div class="field">
        <label for="guide-wrong">Phone</label>
        <input
          id="guide-wrong"
          type="tel"
          autocomplete="off"
          value="12"
          aria-invalid="true"
          aria-describedby="guide-fault"
        />
        <p class="field-error" id="guide-fault">Six digits or more, with the country's code.</p>
      </div>
      <div class="field">
        <label for="guide-select">Room</label>
        <select id="guide-select">
          <option>Room 3</option>
        </select>
      </div>
      <fieldset class="field">
        <legend>Choices</legend>
        <div class="choices">
          <label class="choice">
            <input type="checkbox" checked /> Chosen
          </label>
          <label class="choice">
            <input type="radio" name="guide" /> Not chosen
          </label>
        </div>
      </fieldset>
    </Section>
  );
}

function Row(
  { number, tone, share }: { readonly number: string; readonly tone: Tone; readonly share: number },
) {
  return (
    <tr aria-selected={number === "A-015"}>
      <th scope="row">{number}</th>
      <td>Ada Lovelace</td>
      <td>
        <WaitMeter share={share} tone={tone} label={`${Math.round(share * 20)} of 20 min`} />
      </td>
      <td>
        <Badge tone={tone}>{tone}</Badge>
      </td>
    </tr>
  );
}

function Line() {
  return (
    <Section title="Table and nothing">
      <div class="guide-wide">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Number</th>
              <th scope="col">Name</th>
              <th scope="col">Waited</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            <Row number="A-014" tone="late" share={1.2} />
            <Row number="A-015" tone="ok" share={0.3} />
          </tbody>
        </table>
      </div>
      <EmptyState icon={coffee} title="Nobody is waiting">
        <p>Whoever joins appears here.</p>
      </EmptyState>
    </Section>
  );
}

function Overlays() {
  return (
    <Section title="Dialog and undo">
      <Dialog isOpen title="Why move A-014?" closeLabel="Close" onClose={() => undefined}>
        <p>The reason is kept with the ticket.</p>
        <p class="dialog-actions">
          <button type="button" class="button plain">Cancel</button>
          <button type="button" class="button primary">Move</button>
        </p>
      </Dialog>
      <UndoBar message="A-014 was removed" undoLabel="Undo" onUndo={() => undefined}>
        <kbd>Z</kbd>
      </UndoBar>
    </Section>
  );
}

/** Everything, one section after the other. */
export function Styleguide({ language, now }: { readonly language: Language; readonly now: number }) {
  return (
    <div class="page guide" lang="en">
      <header class="page-head">
        <h1>Styleguide</h1>
        <p class="intro">Light and dark follow the system; right-to-left is the page in Arabic.</p>
      </header>
      <Colours />
      <Type />
      <StyleguideIcons />
      <Buttons />
      <Says />
      <Fields />
      <Line />
      <Overlays />
      <StyleguideTickets language={language} now={now} />
    </div>
  );
}
