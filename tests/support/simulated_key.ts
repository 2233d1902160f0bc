/**
 * Keys of a simulated store: encoded so that comparing the codes as strings is comparing the keys as Deno KV does,
 * and the ranges that a list selector means. Each character of a code is one byte; nothing here knows of values.
 */

const BYTES_TAG = "\x01";
const STRING_TAG = "\x02";
const INTEGER_ZERO_TAG = 0x14;
const INTEGER_BYTES_MAX = 8;
const DOUBLE_TAG = "\x21";
const FALSE_TAG = "\x26";
const TRUE_TAG = "\x27";
const PLAIN_TEXT = /^[ -~]*$/;

const encoder = new TextEncoder();

/** The bytes as a string with one character each. */
export function binaryOf(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return binary;
}

/** The bytes of a string made by {@link binaryOf}. */
export function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

function escaped(binary: string): string {
  return `${binary.replaceAll("\0", "\0\xff")}\0`;
}

function encodeText(text: string): string {
  return STRING_TAG + (PLAIN_TEXT.test(text) ? `${text}\0` : escaped(binaryOf(encoder.encode(text))));
}

function encodeNumber(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const isNegative = (bits >> 63n) === 1n;
  view.setBigUint64(0, isNegative ? ~bits & 0xffff_ffff_ffff_ffffn : bits | (1n << 63n));
  return DOUBLE_TAG + binaryOf(new Uint8Array(view.buffer));
}

function encodeInteger(value: bigint): string {
  if (value === 0n) return String.fromCharCode(INTEGER_ZERO_TAG);
  const magnitude = value < 0n ? -value : value;
  const hex = magnitude.toString(16);
  const bytes = Uint8Array.fromHex(hex.padStart(hex.length + (hex.length % 2), "0"));
  if (bytes.length > INTEGER_BYTES_MAX) {
    throw new TypeError(`Cannot simulate the key part ${value}: too large`);
  }
  if (value > 0n) return String.fromCharCode(INTEGER_ZERO_TAG + bytes.length) + binaryOf(bytes);
  return String.fromCharCode(INTEGER_ZERO_TAG - bytes.length) + binaryOf(bytes.map((byte) => ~byte));
}

function encodePart(part: Deno.KvKeyPart): string {
  switch (typeof part) {
    case "string":
      return encodeText(part);
    case "number":
      return encodeNumber(part);
    case "bigint":
      return encodeInteger(part);
    case "boolean":
      return part ? TRUE_TAG : FALSE_TAG;
    case "object":
      return BYTES_TAG + escaped(binaryOf(part));
    default:
      throw new TypeError(`Cannot use a ${typeof part} as key part`);
  }
}

/** The code of a key; codes compare as their keys do. The empty key has the empty code. */
export function encodeKey(key: Deno.KvKey): string {
  let code = "";
  for (const part of key) code += encodePart(part);
  return code;
}

/** Codes from `first` (included) to `end` (not included). */
export interface KeyRange {
  readonly first: string;
  readonly end: string;
}

/**
 * The range that a selector means.
 * @throws TypeError with the platform's words for a bound outside the prefix or bounds in the wrong order.
 */
export function rangeOf(selector: Deno.KvListSelector): KeyRange {
  const prefix = "prefix" in selector ? encodeKey(selector.prefix) : null;
  const start = "start" in selector ? encodeKey(selector.start) : null;
  const end = "end" in selector ? encodeKey(selector.end) : null;
  if (prefix !== null) {
    if (start !== null && !start.startsWith(prefix)) {
      throw new TypeError("Start key is not in the keyspace defined by prefix");
    }
    if (end !== null && !end.startsWith(prefix)) {
      throw new TypeError("End key is not in the keyspace defined by prefix");
    }
    return { first: start ?? `${prefix}\x00`, end: end ?? `${prefix}\xff` };
  }
  if (start === null || end === null) throw new TypeError("A selector needs a prefix, or a start and an end");
  if (start > end) throw new TypeError("Start key is greater than end key");
  return { first: start, end };
}
