import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { sayIn } from "../../../actors/shared/i18n.ts";
import { Controls, type ControlsProps } from "../../../islands/display/controls.tsx";

function html(over: Partial<ControlsProps> = {}): string {
  return render(
    <Controls
      isLocked={false}
      isMuted={false}
      hasVoice
      isVoiceOn={false}
      say={sayIn("en")}
      onUnlock={() => {}}
      onMute={() => {}}
      onVoice={() => {}}
      {...over}
    />,
  );
}

Deno.test("Controls asks for the touch that browsers want before they make a sound, and for nothing else", () => {
  const page = html({ isLocked: true });
  assertStringIncludes(page, "Tap to enable sound");
  assertEquals(page.match(/<button/g)?.length, 1);
});

Deno.test("Controls always says whether the display is heard and whether it speaks", () => {
  assertStringIncludes(html(), "Sound on");
  assertStringIncludes(html(), "Voice off");
  assertStringIncludes(html({ isVoiceOn: true }), "Voice on");
  assertStringIncludes(html({ isMuted: true, isLocked: true }), "Sound off");
});

Deno.test("Controls offers no voice where the machine has none, nor while it is muted", () => {
  for (const page of [html({ hasVoice: false }), html({ isMuted: true })]) assert(!page.includes("Voice"));
});
