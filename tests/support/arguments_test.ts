import { assertEquals, assertThrows } from "@std/assert";
import { parseArguments } from "./arguments.ts";

Deno.test("parseArguments() reads --name=value, --name value and a bare --name", () => {
  assertEquals(parseArguments(["--seed=7", "--json", "out.json", "--full"], ["seed", "json", "full"]), {
    seed: "7",
    json: "out.json",
    full: "true",
  });
  assertEquals(parseArguments(["--full", "--seed", "7"], ["seed", "full"]), { full: "true", seed: "7" });
});

Deno.test("parseArguments() keeps an empty value and one with an equals sign", () => {
  assertEquals(parseArguments(["--only=", "--json=a=b"], ["only", "json"]), { only: "", json: "a=b" });
});

Deno.test("parseArguments() ignores a lone -- wherever it stands", () => {
  assertEquals(parseArguments(["--", "--json", "f"], ["json"]), { json: "f" });
  assertEquals(parseArguments(["--"], ["json"]), {});
});

Deno.test("parseArguments() refuses what it does not know", () => {
  assertThrows(() => parseArguments(["--sed=7"], ["seed"]), RangeError, "--sed=7");
  assertThrows(() => parseArguments(["seed"], ["seed"]), RangeError, "seed");
});
