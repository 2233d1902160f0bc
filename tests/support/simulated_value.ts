/**
 * Values of a simulated store: copied on the way in and out as the platform does, and measured as it would store
 * them. It only measures exactly where a value comes near the limit.
 */
import { serialize } from "node:v8";

/** A value as stored: a copy that nobody else holds, and an upper bound of its stored size. */
export interface StoredValue {
  readonly value: unknown;
  readonly sizeBytes: number;
}

/** Sizes up to this are estimated from above, which costs a tenth of measuring. */
const ESTIMATE_BYTES_MAX = 32_768;
const PRIMITIVE_BYTES_MAX = 16;
const ESTIMATE_DEPTH_MAX = 20;

/** At least the stored size of plain JSON-like values; Infinity for what has to be measured. */
function estimateBytes(value: unknown, depth = 0): number {
  if (typeof value === "string") return PRIMITIVE_BYTES_MAX + value.length * 2;
  if (typeof value === "bigint" || typeof value === "function") return Infinity;
  if (typeof value !== "object" || value === null) return PRIMITIVE_BYTES_MAX;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain || depth === ESTIMATE_DEPTH_MAX) return Infinity;
  let total = PRIMITIVE_BYTES_MAX;
  for (const [name, part] of Object.entries(value)) {
    total += PRIMITIVE_BYTES_MAX + name.length * 2 + estimateBytes(part, depth + 1);
    if (total > ESTIMATE_BYTES_MAX) return Infinity;
  }
  return total;
}

/** A copy of what a store holds, for a reader who may change it. */
export function copyOf(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  return typeof value === "object" && value !== null ? structuredClone(value) : value;
}

/**
 * What a store keeps of `value`.
 * @throws TypeError for what cannot be cloned, functions for example.
 */
export function storedValue(value: unknown): StoredValue {
  if (value instanceof Uint8Array) return { value: copyOf(value), sizeBytes: value.byteLength };
  const estimate = estimateBytes(value);
  try {
    const sizeBytes = estimate <= ESTIMATE_BYTES_MAX ? estimate : serialize(value).byteLength;
    return { value: structuredClone(value), sizeBytes };
  } catch (error) {
    throw new TypeError(error instanceof Error ? error.message : String(error));
  }
}
