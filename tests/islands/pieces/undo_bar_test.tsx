import { assert, assertStringIncludes } from "@std/assert";
import { render } from "preact-render-to-string";
import { UndoBar } from "../../../islands/pieces/undo_bar.tsx";

Deno.test("UndoBar is a live region before it has anything to say", () => {
  const html = render(<UndoBar message={null} undoLabel="Undo" onUndo={() => undefined} />);
  assertStringIncludes(html, 'role="status"');
  assert(!html.includes("<button"));
});

Deno.test("UndoBar offers undo only for what can be taken back", () => {
  const html = render(<UndoBar message="A-014 was removed" undoLabel="Undo" onUndo={() => undefined} />);
  assertStringIncludes(html, "A-014 was removed<button");
  const final = render(<UndoBar message="The day has ended" undoLabel="Undo" onUndo={null} />);
  assertStringIncludes(final, "The day has ended");
  assert(!final.includes("<button"));
});
