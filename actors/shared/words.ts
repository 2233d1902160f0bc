/**
 * Turns a dictionary's entry and its parameters into a sentence: `{name}` places and plural forms chosen by the
 * language's own rules. Pure and browser-safe; it holds no dictionary, so that a page ships only the words it needs.
 */

/** Forms by the category of `count` (`one`, `few`, …); `=0` wins for exactly zero. `other` is always there. */
export type PluralForms = Readonly<Record<string, string>>;
export type Words = Readonly<Record<string, string | PluralForms>>;
export type WordParams = Readonly<Record<string, string | number>>;
/** Speaks one language: the sentence for a key, or the key itself when the dictionary lacks it. */
export type Say<Key extends string = string> = (key: Key, params?: WordParams) => string;

const PLACE = /\{([a-zA-Z]+)\}/g;

/** The locale for `Intl`: digits stay Latin in every language, as on the labels that people compare them with. */
export function localeOf(language: string): string {
  return `${language}-u-nu-latn`;
}

function formOf(forms: PluralForms, count: number, rules: Intl.PluralRules): string | undefined {
  if (count === 0 && forms["=0"] !== undefined) return forms["=0"];
  return forms[rules.select(count)] ?? forms["other"];
}

/** Makes the speaker of `language` over `words`. A place without a parameter stays as written. */
export function createSay<Key extends string = string>(language: string, words: Words): Say<Key> {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(localeOf(language));
  const show = (value: string | number) => typeof value === "number" ? numbers.format(value) : value;
  return (key, params = {}) => {
    const entry = words[key];
    const text = typeof entry === "object" ? formOf(entry, Number(params["count"] ?? 0), rules) : entry;
    if (text === undefined) return key;
    return text.replace(PLACE, (place, name: string) => {
      const value = params[name];
      return value === undefined ? place : show(value);
    });
  };
}
