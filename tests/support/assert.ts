/**
 * The assertions of the tests: the standard library's, which on npm come without types, given types here so
 * that a passed assertion narrows what follows. It adds no behaviour of its own.
 */
// @ts-types="./assert.d.ts"
export * from "deno-std/assert";
