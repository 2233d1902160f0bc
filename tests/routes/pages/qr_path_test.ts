import { assert, assertEquals, assertThrows } from "@std/assert";
import { qrPath } from "../../../routes/pages/qr_path.ts";

/** The dark modules that a path fills, as `column,row`. */
function modulesOf(path: string): ReadonlySet<string> {
  const dark = new Set<string>();
  for (const [, column, row, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let step = 0; step < Number(run); step++) dark.add(`${Number(column) + step},${row}`);
  }
  return dark;
}

/** The three corner marks of every code: a ring of seven around a block of three. */
function hasMark(dark: ReadonlySet<string>, { x, y }: { readonly x: number; readonly y: number }): boolean {
  for (let row = 0; row < 7; row++) {
    for (let column = 0; column < 7; column++) {
      const ring = Math.max(Math.abs(column - 3), Math.abs(row - 3));
      if (dark.has(`${x + column},${y + row}`) !== (ring !== 2)) return false;
    }
  }
  return true;
}

Deno.test("qrPath() draws a code with its three marks inside a quiet border", () => {
  const { size, path } = qrPath("https://clinic.example/join/walk-in");
  const dark = modulesOf(path);
  const far = size - 4 - 7;
  assert(hasMark(dark, { x: 4, y: 4 }) && hasMark(dark, { x: far, y: 4 }) && hasMark(dark, { x: 4, y: far }));
  for (const place of dark) {
    for (const coordinate of place.split(",").map(Number)) assert(coordinate >= 4 && coordinate < size - 4);
  }
});

Deno.test("qrPath() draws the same for the same text and another for another", () => {
  assertEquals(qrPath("https://a.example/join/1"), qrPath("https://a.example/join/1"));
  assert(qrPath("https://a.example/join/1").path !== qrPath("https://a.example/join/2").path);
});

Deno.test("qrPath() refuses a text that no code can hold", () => {
  assertThrows(() => qrPath("x".repeat(5_000)));
});
