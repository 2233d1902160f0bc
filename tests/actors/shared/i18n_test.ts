import { assert, assertEquals } from "@std/assert";
import {
  direction,
  languageOf,
  LANGUAGES,
  pickLanguage,
  sayIn,
  t,
  wordsFor,
} from "../../../actors/shared/i18n.ts";
import type { PluralForms } from "../../../actors/shared/words.ts";

const root = new URL("../../../", import.meta.url);

type Dictionary = Readonly<Record<string, string | PluralForms>>;

async function readDictionary(language: string): Promise<Dictionary> {
  return JSON.parse(await Deno.readTextFile(new URL(`static/i18n/${language}.json`, root)));
}

function textsOf(entry: string | PluralForms): readonly string[] {
  return typeof entry === "string" ? [entry] : Object.values(entry);
}

function placesOf(entry: string | PluralForms): readonly string[] {
  const names = textsOf(entry).flatMap((text) =>
    [...text.matchAll(/\{([^}]*)\}/g)].map(([, name = ""]) => name)
  );
  return [...new Set(names)].sort();
}

async function readSources(folder: URL): Promise<string> {
  let text = "";
  for await (const entry of Deno.readDir(folder)) {
    const at = new URL(entry.isDirectory ? `${entry.name}/` : entry.name, folder);
    if (entry.isDirectory) text += await readSources(at);
    else if (/\.tsx?$/.test(entry.name)) text += await Deno.readTextFile(at);
  }
  return text;
}

Deno.test("every dictionary has the same keys as the English one", async () => {
  const keys = Object.keys(await readDictionary("en")).sort();
  for (const language of LANGUAGES) {
    assertEquals(Object.keys(await readDictionary(language)).sort(), keys, language);
  }
});

Deno.test("every entry is a plural in all languages or in none, with the same parameters", async () => {
  const english = await readDictionary("en");
  for (const language of LANGUAGES) {
    const words = await readDictionary(language);
    for (const [key, entry] of Object.entries(english)) {
      const other = words[key] ?? "";
      assertEquals(typeof other, typeof entry, `${language} ${key}`);
      assertEquals(placesOf(other), placesOf(entry), `${language} ${key}`);
    }
  }
});

Deno.test("every plural has exactly the forms of its language, beside the one for zero", async () => {
  for (const language of LANGUAGES) {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const [key, entry] of Object.entries(await readDictionary(language))) {
      if (typeof entry === "string") continue;
      assertEquals(
        Object.keys(entry).filter((form) => form !== "=0").sort(),
        categories,
        `${language} ${key}`,
      );
    }
  }
});

Deno.test("no entry is empty", async () => {
  for (const language of LANGUAGES) {
    for (const [key, entry] of Object.entries(await readDictionary(language))) {
      assert(textsOf(entry).every((text) => text.trim() === text && text !== ""), `${language} ${key}`);
    }
  }
});

Deno.test("every word is used by the program", async () => {
  const folders = ["actors/", "routes/", "islands/"].map((folder) => readSources(new URL(folder, root)));
  const sources = (await Promise.all(folders)).join("\n");
  const made = [...sources.matchAll(/`([a-z]+(?:\.[a-zA-Z]+)*\.)\$\{/g)].map(([, prefix = ""]) => prefix);
  const unused = Object.keys(await readDictionary("en")).filter((key) =>
    !sources.includes(`"${key}"`) && !made.some((prefix) => key.startsWith(prefix))
  );
  assertEquals(unused, []);
});

Deno.test("t() says the sentence of the language, with its plural", () => {
  assertEquals(t("en", "status.open", { count: 2 }), "2 people before you");
  assertEquals(t("en", "status.open", { count: 1 }), "1 person before you");
  assertEquals(t("en", "status.open", { count: 0 }), "You are next");
  assertEquals(t("de", "status.open", { count: 2 }), "2 Personen vor Ihnen");
  assertEquals(t("ar", "status.open", { count: 2 }), "شخصان قبلك");
  assertEquals(sayIn("en")("status.calledTo", { room: "room 3" }), "It is your turn, room 3");
});

Deno.test("wordsFor() gives the entries below the prefixes and nothing else", () => {
  const words = wordsFor("de", ["live.", "status.called"]);
  assert(Object.keys(words).length >= 6);
  assert(Object.keys(words).every((key) => key.startsWith("live.") || key.startsWith("status.called")));
  assertEquals(words["live.offline"], "Offline");
  assertEquals(wordsFor("de", []), {});
});

Deno.test("pickLanguage() takes the highest weight, then the first", () => {
  assertEquals(pickLanguage("de-AT,de;q=0.9,en;q=0.8"), "de");
  assertEquals(pickLanguage("fr-FR, ar;q=0.5, de;q=0.7"), "de");
  assertEquals(pickLanguage("de, en"), "de");
  assertEquals(pickLanguage("en;q=0.1, AR ; q=1"), "ar");
});

Deno.test("pickLanguage() never takes a language that is refused, and falls back to English", () => {
  assertEquals(pickLanguage("de;q=0, ar;q=0.0"), "en");
  assertEquals(pickLanguage("fr, *"), "en");
  for (const nothing of ["", null, undefined, ";;;,q=,", "de".padStart(10_000, ",")]) {
    assertEquals(pickLanguage(nothing), "en");
  }
});

Deno.test("languageOf() reads the primary tag", () => {
  assertEquals(languageOf(" DE-at "), "de");
  assertEquals(languageOf("deu"), null);
  assertEquals(languageOf(""), null);
  assertEquals(languageOf(null), null);
});

Deno.test("direction() is right to left for Arabic alone", () => {
  assertEquals(LANGUAGES.map(direction), ["ltr", "ltr", "rtl"]);
});
