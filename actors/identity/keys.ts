/**
 * The keys derived from the one secret of the installation, each for one purpose, so that what is signed for one
 * can never pass for another. It never shows the secret itself.
 */
import { hash, hkdfSync } from "node:crypto";
import { assert } from "../shared/assert.ts";

const SECRET_BYTES_MIN = 32;
const KEY_BYTES = 32;

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** A tracking token's body is a few hundred bytes. */
const TEXT_BYTES_MAX = 4_096;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

export type KeyPurpose = "tracking" | "session" | "refresh" | "cookie" | "page";

/** The key of `purpose`, the same for the same secret. @throws AssertionFailed for a secret below 32 bytes. */
export function deriveSecret(secretKey: Uint8Array, purpose: KeyPurpose): Uint8Array<ArrayBuffer> {
  assert(
    secretKey.length >= SECRET_BYTES_MIN,
    `Secret key has ${secretKey.length} bytes, not ${SECRET_BYTES_MIN}`,
  );
  return new Uint8Array(hkdfSync("sha256", secretKey, new Uint8Array(0), `anteroom/${purpose}`, KEY_BYTES));
}

/**
 * HMAC-SHA-256 (RFC 2104) with `key`, in base64url. Every join signs a token: made of the platform's one-shot digests
 * it takes less than half of what its HMAC object does.
 */
export function createSigner(key: Uint8Array): (text: string) => string {
  assert(key.length <= BLOCK_BYTES, `Signing key has ${key.length} bytes, more than ${BLOCK_BYTES}`);
  const inner = new Uint8Array(BLOCK_BYTES + TEXT_BYTES_MAX);
  inner.set(padded(key, INNER_PAD));
  const message = inner.subarray(BLOCK_BYTES);
  const outer = new Uint8Array(BLOCK_BYTES + DIGEST_BYTES);
  outer.set(padded(key, OUTER_PAD));
  return (text) => {
    const { read, written } = encoder.encodeInto(text, message);
    assert(read === text.length, `Text to sign has ${text.length} characters, which is too long`);
    outer.set(hash("sha256", inner.subarray(0, BLOCK_BYTES + written), "buffer"), BLOCK_BYTES);
    return hash("sha256", outer, "base64url");
  };
}

const encoder = new TextEncoder();

function padded(key: Uint8Array, pad: number): Uint8Array {
  return Uint8Array.from({ length: BLOCK_BYTES }, (_, index) => (key[index] ?? 0) ^ pad);
}
