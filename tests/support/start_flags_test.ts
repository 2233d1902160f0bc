import { assertEquals, assertThrows } from "@std/assert";
import { startFlags } from "./start_flags.ts";

/** The flags for an environment of `values` alone. */
function flags(values: Readonly<Record<string, string>>): readonly string[] {
  return startFlags((name) => values[name]).filter((flag) => flag.startsWith("--allow-"));
}

Deno.test("startFlags() bounds the heap", () => {
  assertEquals(startFlags(() => undefined).filter((flag) => flag.startsWith("--v8-flags=")), [
    "--v8-flags=--max-old-space-size=1536",
  ]);
});

Deno.test("startFlags() grants the default address and folder in an empty environment", () => {
  const expected = ["--allow-net=127.0.0.1:8000", "--allow-read=./static,.data", "--allow-write=.data"];
  assertEquals(flags({}), expected);
  assertEquals(flags({ HOST: "", PORT: "", KV_PATH: "", KV_URL: "" }), expected);
  assertEquals(flags({ KV_PATH: ":memory:" }), expected);
});

Deno.test("startFlags() follows HOST, PORT and the folder of KV_PATH", () => {
  assertEquals(flags({ HOST: "::1", PORT: "9000", KV_PATH: "/var/lib/anteroom/a.sqlite3" }), [
    "--allow-net=[::1]:9000",
    "--allow-read=./static,/var/lib/anteroom",
    "--allow-write=/var/lib/anteroom",
  ]);
  assertEquals(flags({ KV_PATH: "a.sqlite3" })[2], "--allow-write=.");
  assertEquals(flags({ KV_PATH: "/a.sqlite3" })[2], "--allow-write=/");
});

Deno.test("startFlags() grants every port when the system picks one", () => {
  assertEquals(flags({ PORT: "0" })[0], "--allow-net=127.0.0.1");
});

Deno.test("startFlags() adds the host of KV_URL and ignores what is no URL", () => {
  assertEquals(flags({ KV_URL: "http://127.0.0.1:4512" })[0], "--allow-net=127.0.0.1:8000,127.0.0.1:4512");
  assertEquals(
    flags({ KV_URL: "https://kv.example.org" })[0],
    "--allow-net=127.0.0.1:8000,kv.example.org:443",
  );
  assertEquals(flags({ KV_URL: "kv" })[0], "--allow-net=127.0.0.1:8000");
});

Deno.test("startFlags() refuses a value that would widen a flag", () => {
  assertThrows(() => flags({ KV_PATH: "/var/a b/x.sqlite3" }), RangeError, "spaces");
  assertThrows(() => flags({ KV_PATH: "/var,/etc/x.sqlite3" }), RangeError, "commas");
  assertThrows(() => flags({ HOST: "127.0.0.1,example.org", KV_URL: "https://kv.example.org" }), RangeError);
  assertThrows(() => flags({ PORT: "8000,example.org" }), RangeError);
});
