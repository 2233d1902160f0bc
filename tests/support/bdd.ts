/**
 * `describe` and `it` for tests that are written that way, from `node:test`, which runs under `deno test`.
 * Tests of this project use plain `Deno.test`; nothing else belongs here.
 */
export { after as afterAll, afterEach, before as beforeAll, beforeEach, describe, it } from "node:test";
