/**
 * The dictionaries and the choice among them. Server side: a page gives its island only the words it needs, by
 * `wordsFor`; what the browser needs to speak them is in `words.ts`. Texts live in `static/i18n`, never here.
 */
import ar from "../../static/i18n/ar.json" with { type: "json" };
import de from "../../static/i18n/de.json" with { type: "json" };
import en from "../../static/i18n/en.json" with { type: "json" };
import { createSay, type Say, type WordParams, type Words } from "./words.ts";

/** A key of the dictionaries: a missing one does not compile. */
export type WordKey = keyof typeof en;

const DICTIONARIES = { en, de, ar } satisfies Record<
  string,
  Record<WordKey, string | Record<string, string>>
>;

export type Language = keyof typeof DICTIONARIES;
export const LANGUAGES: readonly Language[] = ["en", "de", "ar"];
export const DEFAULT_LANGUAGE: Language = "en";
const RIGHT_TO_LEFT: ReadonlySet<Language> = new Set<Language>(["ar"]);
/** Longest `Accept-Language` that is read. */
const ACCEPT_CHARS_MAX = 500;

const SPEAKERS: Readonly<Record<Language, Say<WordKey>>> = {
  en: createSay("en", en),
  de: createSay("de", de),
  ar: createSay("ar", ar),
};

/** The speaker of `language`. */
export function sayIn(language: Language): Say<WordKey> {
  return SPEAKERS[language];
}

/** The sentence for `key` in `language`; plural forms follow `params.count`. */
export function t(language: Language, key: WordKey, params?: WordParams): string {
  return SPEAKERS[language](key, params);
}

/** The entries whose keys begin with one of `prefixes`: what an island gets. */
export function wordsFor(language: Language, prefixes: readonly string[]): Words {
  const entries = Object.entries<string | Record<string, string>>(DICTIONARIES[language]);
  return Object.fromEntries(entries.filter(([key]) => prefixes.some((prefix) => key.startsWith(prefix))));
}

/** The language that `tag` (`de`, `de-AT`, `DE`) names, or null when we do not speak it. */
export function languageOf(tag: string | null | undefined): Language | null {
  const primary = tag?.trim().toLowerCase().split("-")[0];
  return LANGUAGES.find((language) => language === primary) ?? null;
}

/** The best language for an `Accept-Language` header: highest `q` first, ties in order; English when none fits. */
export function pickLanguage(acceptLanguage: string | null | undefined): Language {
  const ranges = (acceptLanguage ?? "").slice(0, ACCEPT_CHARS_MAX).split(",").map((range, index) => {
    const [tag = "", ...parameters] = range.split(";");
    const weight = parameters.map((parameter) => /^\s*q\s*=\s*([\d.]+)\s*$/i.exec(parameter)?.[1]).find(
      Boolean,
    );
    return { language: languageOf(tag), weight: weight === undefined ? 1 : Number(weight), index };
  });
  const spoken = ranges.filter(({ language, weight }) => language !== null && weight > 0);
  spoken.sort((a, b) => b.weight - a.weight || a.index - b.index);
  return spoken[0]?.language ?? DEFAULT_LANGUAGE;
}

/** The direction of writing. */
export function direction(language: Language): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}
