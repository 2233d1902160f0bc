/**
 * The keys derived from the one secret of the installation, each for one purpose, so that what is signed for one
 * can never pass for another. It never shows the secret itself.
 */
import { hkdfSync } from "node:crypto";
import { assert } from "../shared/assert.ts";

const SECRET_BYTES_MIN = 32;
const KEY_BYTES = 32;

export type KeyPurpose = "tracking" | "session" | "refresh" | "cookie";

/** The key of `purpose`, the same for the same secret. @throws AssertionFailed for a secret below 32 bytes. */
export function deriveSecret(secretKey: Uint8Array, purpose: KeyPurpose): Uint8Array<ArrayBuffer> {
  assert(
    secretKey.length >= SECRET_BYTES_MIN,
    `Secret key has ${secretKey.length} bytes, not ${SECRET_BYTES_MIN}`,
  );
  return new Uint8Array(hkdfSync("sha256", secretKey, new Uint8Array(0), `anteroom/${purpose}`, KEY_BYTES));
}
