import { assert, assertEquals, assertMatch } from "@std/assert";
import { z } from "zod";
import { HOST_VARIABLES, listedVariables, readVariables } from "./project.ts";
import { readProgram, readProjectFile } from "./tree.ts";

const Config = z.object({
  permissions: z.object({ default: z.object({ env: z.object({ allow: z.array(z.string()) }) }) }),
  tasks: z.record(z.string(), z.object({ command: z.string() })),
});

const README_COMMANDS = ["npx -y deno@2.9.6 task start", "npx -y deno@2.9.6 task test"];

Deno.test("deno.lock holds no address, so that every registry serves it", async () => {
  assert(
    !(await readProjectFile("deno.lock")).includes(":" + "//"),
    "Install again where archives have no own address",
  );
});

Deno.test("the pipeline and its copy for GitHub are equal", async () => {
  const advice = "deploy.yml is the source: copy it to .github/workflows/deploy.yml";
  assertEquals(
    await readProjectFile(".github/workflows/deploy.yml"),
    await readProjectFile("deploy.yml"),
    advice,
  );
});

Deno.test("every variable that the program reads is in .env.example", async () => {
  const listed = new Set([...listedVariables(await readProjectFile(".env.example")), ...HOST_VARIABLES]);
  for (const { path, text } of await readProgram()) {
    for (const name of readVariables(text)) {
      assert(
        listed.has(name),
        `${path}: environment: list ${name} in .env.example with a word on what it does`,
      );
    }
  }
});

Deno.test("the environment is read in main.ts alone", async () => {
  const readers = (await readProgram()).filter(({ text }) => text.includes("Deno.env")).map(({ path }) =>
    path
  );
  assertEquals(
    readers.filter((path) => path !== "main.ts"),
    [],
    "Pass the value as an argument from main.ts",
  );
});

Deno.test("the server may read exactly the listed variables", async () => {
  const config = Config.parse(JSON.parse(await readProjectFile("deno.json")));
  const listed = listedVariables(await readProjectFile(".env.example"));
  const expected = [...listed, ...HOST_VARIABLES].sort();
  assertEquals(
    config.permissions.default.env.allow,
    expected,
    "Make permissions.default.env.allow follow .env.example",
  );
});

Deno.test("README names the commands that .ci/run and deno.json know", async () => {
  const readme = await readProjectFile("README.md");
  for (const command of README_COMMANDS) assert(readme.includes(command), `README.md: name ${command}`);
  assertMatch(await readProjectFile(".ci/run"), /deno@2\.9\.6 task test\b/);
  const { tasks } = Config.parse(JSON.parse(await readProjectFile("deno.json")));
  for (const task of ["start", "dev", "test", "test:full", "ok", "bench", "sim"]) assert(task in tasks, task);
});

Deno.test("every script that a task runs exists", async () => {
  const { tasks } = Config.parse(JSON.parse(await readProjectFile("deno.json")));
  for (const [name, { command }] of Object.entries(tasks)) {
    for (const [script] of command.matchAll(/[\w/]+\.tsx?\b/g)) {
      const isThere = await readProjectFile(script).then(() => true, () => false);
      assert(isThere, `deno.json: task ${name}: write ${script}, or name the script that exists`);
    }
  }
});

Deno.test("readVariables() sees every way of reading one", () => {
  const text =
    'Deno.env.get("PORT"); env.HOST; env["APP_ENV"];\n  KV_PATH: z.string(),\nread("DEMO"); LIMIT_MS; env.get(name);';
  assertEquals(readVariables(text), ["APP_ENV", "DEMO", "HOST", "KV_PATH", "PORT"]);
  assertEquals(readVariables("const PORT = 1;"), []);
});

Deno.test("listedVariables() takes lines that are commented out, not sentences", () => {
  assertEquals(listedVariables("# The port\nPORT=8000\n# KV_URL=\n#SECRET_KEY=\n# NOTE: a=b\n"), [
    "KV_URL",
    "PORT",
    "SECRET_KEY",
  ]);
});
