import { assert, assertEquals } from "@std/assert";
import { createAssets } from "../../routes/pages/assets.ts";

const FOLDER = new URL("../../static/", import.meta.url);
const css = await Deno.readTextFile(new URL("styles.css", FOLDER));

type Tokens = ReadonlyMap<string, string>;

/** The custom properties of the rules for `:root`, in order: light, dark, print. */
const roots: readonly Tokens[] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, body = ""]) =>
  new Map([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]))
);
const [light = new Map(), dark = new Map()] = roots;
const SCHEMES: Readonly<Record<string, Tokens>> = { light, dark: new Map([...light, ...dark]) };

/** The colour of a token, `var()` followed. */
function colourOf(tokens: Tokens, name: string): string {
  const value = tokens.get(name) ?? "";
  const [, other] = /^var\(--([\w-]+)\)$/.exec(value) ?? [];
  return other === undefined ? value : colourOf(tokens, other);
}

function luminance(colour: string): number {
  assert(/^#[0-9a-f]{6}$/.test(colour), `Cannot read the colour "${colour}"`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The ratio of WCAG 2.2, from 1 to 21. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function assertContrast(
  pairs: readonly (readonly [front: string, ground: string])[],
  { min }: { readonly min: number },
): void {
  for (const [scheme, tokens] of Object.entries(SCHEMES)) {
    for (const [front, ground] of pairs) {
      const ratio = contrast(colourOf(tokens, front), colourOf(tokens, ground));
      assert(ratio >= min, `${scheme}: --${front} on --${ground} is ${ratio.toFixed(2)}, not ${min}`);
    }
  }
}

const MEANINGS = ["ok", "soon", "late", "urgent"];
const GROUNDS = ["page", "surface"];

Deno.test("contrast() is that of WCAG", () => {
  assertEquals(contrast("#ffffff", "#000000"), 21);
  assertEquals(contrast("#777777", "#777777"), 1);
  assertEquals(contrast("#767676", "#ffffff").toFixed(2), "4.54");
});

Deno.test("text is read on every ground, light and dark", () => {
  const pairs = [...GROUNDS, "neutral-2"].flatMap((ground) =>
    ["text", "text-soft"].map((front) => [front, ground] as const)
  );
  assertContrast([...pairs, ["brand", "page"], ["brand", "surface"], ["brand", "brand-soft"]], { min: 4.5 });
  assertContrast([["text", "page"], ["text", "surface"]], { min: 7 });
});

Deno.test("text is read on the brand's colour and on the call's", () => {
  const brand = [["on-brand", "brand"], ["on-brand", "brand-strong"]] as const;
  assertContrast([...brand, ["on-call", "call"], ["on-call", "call-deep"], ["call-deep", "on-call"]], {
    min: 4.5,
  });
});

Deno.test("each meaning's text is read on its surface and on every ground", () => {
  for (const meaning of MEANINGS) {
    const text = `${meaning}-text`;
    assertContrast([[text, `${meaning}-surface`]], { min: 7 });
    assertContrast(GROUNDS.map((ground) => [text, ground] as const), { min: 4.5 });
  }
});

Deno.test("each meaning's line, and the line around a control, is seen on every ground", () => {
  assertContrast(GROUNDS.map((ground) => ["line-strong", ground] as const), { min: 3 });
  for (const meaning of MEANINGS) {
    const grounds = [`${meaning}-surface`, ...GROUNDS];
    assertContrast(grounds.map((ground) => [`${meaning}-line`, ground] as const), { min: 3 });
  }
});

Deno.test("every token that a stylesheet names is there", async () => {
  const missing: string[] = [];
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!name.endsWith(".css")) continue;
    const text = await Deno.readTextFile(new URL(name, FOLDER));
    const own = new Set([...text.matchAll(/^\s*--([\w-]+):/gm)].map(([, token = ""]) => token));
    for (const [, token = ""] of text.matchAll(/var\(--([\w-]+)/g)) {
      if (!light.has(token) && !own.has(token)) missing.push(`${name}: --${token}`);
    }
  }
  assertEquals(missing, []);
});

Deno.test("no stylesheet names a side of the screen: the line of reading decides", async () => {
  const physical =
    /^\s*(?:(?:margin|padding|border|inset)-)?(?:left|right)\b[^:{]*:|text-align:\s*(?:left|right)|float:/gm;
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (!name.endsWith(".css")) continue;
    const text = await Deno.readTextFile(new URL(name, FOLDER));
    assertEquals([...text.matchAll(physical)].map(([line]) => line.trim()), [], name);
  }
});

Deno.test("every font is addressed by its content and loads only for its own letters", async () => {
  const assets = createAssets(FOLDER);
  const faces = [...css.matchAll(/@font-face \{([^}]*)\}/g)].map(([, body = ""]) => body);
  assertEquals(faces.length, 3);
  for (const face of faces) {
    const [, address = ""] = /url\("([^"]+)"\)/.exec(face) ?? [];
    assertEquals(`/static/${address}`, await assets.url(address.split("?")[0] ?? ""));
    assert(/unicode-range:/.test(face) && /font-display: optional/.test(face), address);
  }
});

/** The code points of the first face, which is loaded with every page. */
function coreRanges(): readonly (readonly [number, number])[] {
  const [, ranges = ""] = /atkinson_core[^}]*unicode-range:([^;]+);/.exec(css) ?? [];
  return [...ranges.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)].map(([, from = "", to = from]) =>
    [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const
  );
}

/** What patients read; staff's pages may load the next font for a sign. */
const PATIENT_WORDS = /^(?:age|error|join|live|page|queues|room|status|ticket|wait)\./;

Deno.test("the font of the first view has every letter that patients read in English and German", async () => {
  const ranges = coreRanges();
  for (const language of ["en", "de"]) {
    const words: unknown = JSON.parse(await Deno.readTextFile(new URL(`i18n/${language}.json`, FOLDER)));
    const entries = Object.entries(words ?? {}).filter(([key]) => PATIENT_WORDS.test(key));
    const texts = entries.flatMap(([, entry]) =>
      typeof entry === "string" ? [entry] : Object.values(entry ?? {})
    );
    const letters = new Set(texts.join("").replace(/\{\w+\}/g, ""));
    assert(letters.size > 40, language);
    const strange = [...letters].filter((letter) => {
      const point = letter.codePointAt(0) ?? 0;
      return !ranges.some(([from, to]) => from <= point && point <= to);
    });
    assertEquals(strange, [], language);
  }
});
