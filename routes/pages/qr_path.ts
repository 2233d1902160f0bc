/**
 * An address as a QR code, drawn as one path that a page can hold. Made on the server: the browser needs no code for it.
 */
import qrcode from "qrcode";
import { z } from "zod";

/** What is used of the package's answer, which brings no types: a module is dark where `data`, row by row, is 1. */
const Code = z.object({
  modules: z.object({ size: z.number(), data: z.instanceof(Uint8Array) }),
});
/** Light modules around the code that readers need. */
const QUIET_MODULES = 4;

export interface QrPath {
  /** Width and height, the quiet border included, in modules. */
  readonly size: number;
  /** The dark modules, for the `d` of a path. */
  readonly path: string;
}

/** The code of `text`, which still reads with a seventh of it covered. Throws when `text` is too long for a code. */
export function qrPath(text: string): QrPath {
  const { size, data } = Code.parse(qrcode.create(text, { errorCorrectionLevel: "M" })).modules;
  const parts: string[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (data[row * size + column] !== 1) continue;
      let run = 1;
      while (column + run < size && data[row * size + column + run] === 1) run++;
      parts.push(`M${column + QUIET_MODULES} ${row + QUIET_MODULES}h${run}v1h-${run}z`);
      column += run;
    }
  }
  return { size: size + 2 * QUIET_MODULES, path: parts.join("") };
}
