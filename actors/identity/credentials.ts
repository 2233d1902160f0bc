/**
 * Passwords: hashed with Argon2id where the platform has it, else with scrypt; the encoded hash says which, so a
 * store may hold both. It knows no accounts and must never log or return a password.
 */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/**
 * OWASP's choice of the most memory for Argon2id: 46 MiB, one pass, one lane. Above 32 MiB the allocator takes and
 * gives back pages of its own; smaller blocks stay with each thread that ever hashed, a gigabyte in the end.
 */
const ARGON2_MEMORY_KIB = 47_104;
const ARGON2_PASSES = 1;
/** OWASP's choice for scrypt: 128 MiB. */
const SCRYPT_COST = 131_072;
const SCRYPT_BLOCK_SIZE = 8;
const SCRYPT_BYTES_MAX = 256 * 1024 * 1024;

/** The platform knows this key format since 2.9, the type library not yet. */
const RAW_SECRET = "raw-secret" as "raw";

type Scheme = "argon2id" | "scrypt";
interface Encoded {
  readonly scheme: Scheme;
  readonly cost: number;
  readonly rounds: number;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly hash: Uint8Array;
}

const ENCODED = /^(argon2id|scrypt)\$(\d{1,9})\$(\d{1,3})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;
const BASE64 = { alphabet: "base64url", omitPadding: true } as const;

function parseEncoded(encoded: string): Encoded | null {
  const [, scheme, cost, rounds, salt, hash] = ENCODED.exec(encoded) ?? [];
  if (scheme !== "argon2id" && scheme !== "scrypt") return null;
  if (salt === undefined || hash === undefined) return null;
  return {
    scheme,
    cost: Number(cost),
    rounds: Number(rounds),
    salt: Uint8Array.fromBase64(salt, { alphabet: "base64url" }),
    hash: Uint8Array.fromBase64(hash, { alphabet: "base64url" }),
  };
}

async function argon2id(password: string, with_: Omit<Encoded, "hash">): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey(
    RAW_SECRET,
    new TextEncoder().encode(password),
    "Argon2id",
    false,
    [
      "deriveBits",
    ],
  );
  const parameters = {
    name: "Argon2id",
    nonce: with_.salt,
    parallelism: 1,
    memory: with_.cost,
    passes: with_.rounds,
  };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, HASH_BYTES * 8));
}

function scryptOf(password: string, with_: Omit<Encoded, "hash">): Promise<Uint8Array> {
  const options = { N: with_.cost, r: with_.rounds, p: 1, maxmem: SCRYPT_BYTES_MAX };
  return new Promise((resolve, fail) =>
    scrypt(password, with_.salt, HASH_BYTES, options, (error, hash) => error ? fail(error) : resolve(hash))
  );
}

/** Passwords are compared in one Unicode form, so that the same typed text is the same password everywhere. */
function derive(password: string, with_: Omit<Encoded, "hash">): Promise<Uint8Array> {
  const normal = password.normalize("NFKC");
  return with_.scheme === "argon2id" ? argon2id(normal, with_) : scryptOf(normal, with_);
}

/** True when the platform derives Argon2id. */
async function hasArgon2id(): Promise<boolean> {
  try {
    const salt = new Uint8Array(SALT_BYTES);
    await argon2id("probe", { scheme: "argon2id", cost: 8, rounds: 1, salt });
    return true;
  } catch {
    return false;
  }
}

export interface Credentials {
  /** The encoded hash of a new password under the best scheme at hand. */
  hash(password: string): Promise<string>;
  /** True when `password` made `encoded`. Null (nobody of that name) costs the same time and is false. */
  verify(password: string, encoded: string | null): Promise<boolean>;
}

/** Makes the hasher; `scheme` forces one of the two, by default the platform decides at first use. */
export function createCredentials(options: { readonly scheme?: Scheme } = {}): Credentials {
  let chosen: Promise<Scheme> | null = null;
  let decoy: Promise<string> | null = null;

  const choose = (): Promise<Scheme> =>
    chosen ??= options.scheme !== undefined
      ? Promise.resolve(options.scheme)
      : hasArgon2id().then((has) => has ? "argon2id" : "scrypt");

  async function hash(password: string): Promise<string> {
    const scheme = await choose();
    const isArgon = scheme === "argon2id";
    const cost = isArgon ? ARGON2_MEMORY_KIB : SCRYPT_COST;
    const rounds = isArgon ? ARGON2_PASSES : SCRYPT_BLOCK_SIZE;
    const salt = new Uint8Array(randomBytes(SALT_BYTES));
    const digest = new Uint8Array(await derive(password, { scheme, cost, rounds, salt }));
    return `${scheme}$${cost}$${rounds}$${salt.toBase64(BASE64)}$${digest.toBase64(BASE64)}`;
  }

  async function verify(password: string, encoded: string | null): Promise<boolean> {
    const stored = parseEncoded(encoded ?? await (decoy ??= hash("decoy")));
    if (stored === null) return false;
    const digest = await derive(password, stored);
    const isSame = digest.length === stored.hash.length && timingSafeEqual(digest, stored.hash);
    return isSame && encoded !== null;
  }

  return { hash, verify };
}
