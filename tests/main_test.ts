import { assertEquals, assertThrows } from "@std/assert";
import { readEnvironment } from "../main.ts";

const SECRET = "s".repeat(32);

Deno.test("readEnvironment() needs nothing in development and gives the documented defaults", () => {
  const environment = readEnvironment({});
  assertEquals(environment.port, 8000);
  assertEquals(environment.host, "127.0.0.1");
  assertEquals(environment.publicUrl, "http://127.0.0.1:8000");
  assertEquals(environment.appEnv, "development");
  assertEquals(environment.kvPath, ".data/anteroom.sqlite3");
  assertEquals([environment.hasDemo, environment.hasDemoTraffic], [true, true]);
});

Deno.test("readEnvironment() takes an empty variable for an unset one", () => {
  assertEquals(readEnvironment({ PORT: "", DEMO: "", KV_URL: "" }), readEnvironment({}));
});

Deno.test("readEnvironment() takes an exposed host or a deployment for production, unless told otherwise", () => {
  const production = { SECRET_KEY: SECRET, PUBLIC_URL: "https://queue.example" };
  assertEquals(readEnvironment({ ...production, HOST: "0.0.0.0" }).appEnv, "production");
  assertEquals(readEnvironment({ ...production, DENO_DEPLOYMENT_ID: "x" }).appEnv, "production");
  assertEquals(readEnvironment({ HOST: "0.0.0.0", APP_ENV: "staging" }).appEnv, "staging");
});

Deno.test("readEnvironment() has no demo in production unless asked, and no traffic without a demo", () => {
  const production = { APP_ENV: "production", SECRET_KEY: SECRET, PUBLIC_URL: "https://queue.example" };
  assertEquals(readEnvironment(production).hasDemo, false);
  assertEquals(readEnvironment({ DEMO: "0" }).hasDemoTraffic, false);
  assertEquals(readEnvironment({ DEMO_TRAFFIC: "0" }).hasDemo, true);
});

Deno.test("readEnvironment() refuses production without its secret or its address", () => {
  assertThrows(
    () => readEnvironment({ APP_ENV: "production", PUBLIC_URL: "https://queue.example" }),
    TypeError,
    "SECRET_KEY",
  );
  assertThrows(() => readEnvironment({ APP_ENV: "production", SECRET_KEY: SECRET }), TypeError, "PUBLIC_URL");
});

Deno.test("readEnvironment() refuses a shared store without the secret that its processes share", () => {
  const KV_URL = "https://kv.example.org";
  assertThrows(() => readEnvironment({ KV_URL }), TypeError, "SECRET_KEY");
  assertEquals(readEnvironment({ KV_URL, SECRET_KEY: SECRET }).kvUrl, KV_URL);
});

Deno.test("readEnvironment() names the variable that is wrong in one line", () => {
  const wrong: Readonly<Record<string, string>> = {
    PORT: "eight",
    PUBLIC_URL: "queue.example",
    APP_ENV: "prod",
    KV_URL: "file:///tmp/x",
    SECRET_KEY: "short",
    DEMO: "yes",
    DEMO_PASSWORD: "short",
    DEMO_TRAFFIC: "on",
    LOG_LEVEL: "loud",
  };
  for (const [name, value] of Object.entries(wrong)) {
    const error = assertThrows(() => readEnvironment({ [name]: value }), TypeError, name);
    assertEquals(error.message.includes("\n"), false);
  }
  assertThrows(() => readEnvironment({ PORT: "65536" }), TypeError, "PORT");
});

Deno.test("readEnvironment() drops the slash behind PUBLIC_URL and splits TRUSTED_PROXIES", () => {
  const environment = readEnvironment({
    PUBLIC_URL: "https://queue.example/",
    TRUSTED_PROXIES: "10.0.0.1, 10.0.0.2",
  });
  assertEquals(environment.publicUrl, "https://queue.example");
  assertEquals(environment.trustedProxies, ["10.0.0.1", "10.0.0.2"]);
});
