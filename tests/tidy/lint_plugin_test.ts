import { assertEquals } from "@std/assert";
import plugin from "./lint_plugin.ts";
import { FILE_LINES_MAX, FUNCTION_LINES_MAX } from "./rules/sizes.ts";

/** The ids of the rules that fire on `source` when it lies at `path`. */
function fired(path: string, source: string): readonly string[] {
  return Deno.lint.runPlugin(plugin, path, source).map(({ id }) => id.replace("anteroom/", ""));
}

/** `source` behind an opening comment, so that only the rule under test can fire. */
function opened(source: string): string {
  return `/** Owns one thing. Does nothing else. */\n${source}`;
}

Deno.test("pure-domain refuses clocks, chance, timers, network and platform in a domain folder", () => {
  const impure = [
    "Date.now();",
    "Math.random();",
    "Temporal.Now.instant();",
    "crypto.randomUUID();",
    "performance.now();",
    "setTimeout(() => {}, 1);",
    "fetch('/');",
    "new Date();",
    "Date();",
    "new WebSocket('ws:');",
    "Deno.env;",
    "let kv: Deno.Kv | null = null;",
  ];
  for (const source of impure) {
    const folders = ["queue", "prediction", "shared"];
    for (const folder of folders) {
      assertEquals(fired(`/p/actors/${folder}/decide.ts`, opened(source)), ["pure-domain"], source);
    }
  }
});

Deno.test("pure-domain lets a domain folder work on the instant it was given", () => {
  const pure = opened(
    "new Date(at); Math.max(1, 2); Temporal.Instant.fromEpochMilliseconds(at); order.now(); let key: Deno.KvKey;",
  );
  assertEquals(fired("/p/actors/queue/decide.ts", pure), []);
});

Deno.test("pure-domain leaves runtime, routes and tests alone", () => {
  const source = opened("setTimeout(() => Date.now(), 1);");
  assertEquals(fired("/p/actors/runtime/wake.ts", source), []);
  assertEquals(fired("/p/routes/stream.ts", source), []);
  assertEquals(fired("/p/tests/actors/queue/decide_test.ts", source), []);
});

Deno.test("kv-keys refuses a key spelled at the call", () => {
  const spelled = [
    'kv.get(["head", id]);',
    "kv.set([HEAD, id], 1);",
    "kv.atomic().delete([`head`]);",
    'kv.list({ prefix: ["log", id] });',
    'kv.getMany([["head", a], ["head", b]]);',
    'kv.watch([["head", a]]);',
    'kv.atomic().check({ key: ["head"], versionstamp: null });',
  ];
  for (const source of spelled) {
    for (const path of ["/p/actors/runtime/log.ts", "/p/actors/identity/store.ts", "/p/routes/app.ts"]) {
      assertEquals(fired(path, opened(source)), ["kv-keys"], `${path}: ${source}`);
    }
  }
});

Deno.test("kv-keys accepts key functions, lists of numbers and the keys of tests", () => {
  const source = opened(
    "kv.get(headKey(id)); kv.getMany([headKey(a), headKey(b)]); bytes.set([1, 2], 4); kv.list({ prefix: logKey() });",
  );
  assertEquals(fired("/p/actors/runtime/log.ts", source), []);
  assertEquals(fired("/p/tests/actors/runtime/log_test.ts", opened('kv.get(["head"]);')), []);
});

Deno.test("kv-keys keeps key functions in runtime files and store.ts", () => {
  const source = opened('function headKey(id: string): Deno.KvKey {\n  return ["head", id];\n}');
  assertEquals(fired("/p/actors/queue/decide.ts", source), ["kv-keys"]);
  assertEquals(fired("/p/actors/runtime/log.ts", source), []);
  assertEquals(fired("/p/actors/identity/store.ts", source), []);
});

Deno.test("few-parameters refuses a third positional parameter of an exported function", () => {
  const source = opened("/** Ranks. */\nexport function rank(a: number, b: number, c: number) {}");
  assertEquals(fired("/p/actors/queue/order.ts", source), ["few-parameters"]);
  const arrow = opened("/** Ranks. */\nexport const rank = (a: string, b: string, c: string) => a + b + c;");
  assertEquals(fired("/p/routes/app.ts", arrow), ["few-parameters"]);
  assertEquals(fired("/p/tests/support/clock.ts", source), []);
});

Deno.test("few-parameters lets named options follow two positional parameters, but not three", () => {
  const two = "/** Ranks. */\nexport function rank(a: number, b: number, ";
  const path = "/p/actors/queue/order.ts";
  assertEquals(fired(path, opened(`${two}{ limit }: Options) {}`)), []);
  assertEquals(fired(path, opened(`${two}{ limit = 1 }: Options = {}) {}`)), []);
  assertEquals(fired(path, opened(`${two}options: Options) {}`)), []);
  assertEquals(fired(path, opened(`${two}c: Turn, options: Options) {}`)), ["few-parameters"]);
});

Deno.test("documented-export asks for a doc comment on exported functions only", () => {
  const path = "/p/actors/queue/order.ts";
  assertEquals(fired(path, opened("\nconst one = 1;\nexport function rank() {}")), ["documented-export"]);
  assertEquals(fired(path, opened("const one = 1;\n// Ranks\nexport function rank() {}")), [
    "documented-export",
  ]);
  assertEquals(fired(path, opened("const one = 1;\n/** Ranks. */\nexport function rank() {}")), []);
  assertEquals(fired(path, opened("const one = 1;\nfunction rank() {}")), []);
  assertEquals(fired(path, opened("const one = 1;\nexport function headKey() {}")), []);
});

Deno.test("error-message asks for a capital and no full stop", () => {
  const path = "/p/actors/runtime/log.ts";
  assertEquals(fired(path, opened('throw new Error("cannot read the head");')), ["error-message"]);
  assertEquals(fired(path, opened('throw new RangeError("Cannot read the head.");')), ["error-message"]);
  assertEquals(fired(path, opened("throw new Error(`cannot read ${head}`);")), ["error-message"]);
  assertEquals(fired(path, opened("throw new Error(`Cannot read ${head}.`);")), ["error-message"]);
  assertEquals(fired(path, opened('throw new AppError("internal", "cannot read");')), ["error-message"]);
});

Deno.test("error-message leaves codes, values and good sentences alone", () => {
  const path = "/p/actors/runtime/log.ts";
  assertEquals(fired(path, opened('throw new AppError("contended", "Cannot commit after 8 tries");')), []);
  assertEquals(fired(path, opened("throw new Error(`Cannot read ${head}`);")), []);
  assertEquals(fired(path, opened("throw new Error(`${name} is not a number`);")), []);
  assertEquals(fired(path, opened("throw new Error(message);")), []);
  assertEquals(fired("/p/tests/support/kv.ts", opened('throw new TypeError("key cannot be empty");')), []);
});

Deno.test("file-size allows the limit and refuses one line more", () => {
  const source = `${opened("")}${"let a;\n".repeat(FILE_LINES_MAX - 1)}`;
  assertEquals(fired("/p/actors/runtime/log.ts", source), []);
  assertEquals(fired("/p/actors/runtime/log.ts", `${source}let b;\n`), ["file-size"]);
});

Deno.test("function-size allows the limit and refuses one line more", () => {
  const body = "  step();\n".repeat(FUNCTION_LINES_MAX - 2);
  assertEquals(fired("/p/actors/runtime/log.ts", opened(`function run() {\n${body}}\n`)), []);
  assertEquals(fired("/p/actors/runtime/log.ts", opened(`function run() {\n${body}\n}\n`)), [
    "function-size",
  ]);
  assertEquals(fired("/p/islands/live.ts", opened(`run(() => {\n${body}\n});\n`)), ["function-size"]);
});

Deno.test("opening-comment asks every file of the program for one", () => {
  for (const path of ["/p/actors/queue/order.ts", "/p/routes/app.ts", "/p/islands/boot.ts", "/p/main.ts"]) {
    assertEquals(fired(path, "let a;"), ["opening-comment"], path);
    assertEquals(fired(path, opened("let a;")), [], path);
  }
  assertEquals(fired("/p/tests/main_test.ts", "let a;"), []);
});

Deno.test("spoken-words refuses words written into a page", () => {
  const written = [
    "const a = <p>Next patient</p>;",
    'const a = <p>{"Next patient"}</p>;',
    "const a = <>{`Next ${name}`}</>;",
    'const a = <button aria-label="Close" />;',
    "const a = <img alt={`Photo`} />;",
  ];
  for (const source of written) {
    assertEquals(fired("/p/islands/desk/desk.tsx", opened(source)), ["spoken-words"], source);
    assertEquals(fired("/p/routes/pages/desk.tsx", opened(source)), ["spoken-words"], source);
  }
});

Deno.test("spoken-words allows what is said by a key, signs, names of keys and the developers' page", () => {
  const said = [
    'const a = <p title={say("desk.next")}>{say("desk.next")} · {count} &nbsp;→</p>;',
    'const a = <p class="wait" id="next" lang="en">{label}</p>;',
    "const a = <kbd>N</kbd>;",
    'const a = <Field label="join.nameHelp" />;',
  ];
  for (const source of said) assertEquals(fired("/p/islands/desk/desk.tsx", opened(source)), [], source);
  const written = opened("const a = <p>Next patient</p>;");
  assertEquals(fired("/p/routes/pages/styleguide.tsx", written), []);
  assertEquals(fired("/p/tests/islands/icon_test.tsx", written), []);
});
