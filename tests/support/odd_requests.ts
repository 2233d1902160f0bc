/**
 * Requests that nobody sane sends, made from the API's own description: mostly of the right shape, so that they get
 * past the first check, with something wrong or extreme in them. The same seed makes the same requests.
 */
import type { Role } from "../../actors/identity/schema.ts";
import type { Json } from "./clinic.ts";
import { SimulatedRandom } from "./simulation_random.ts";

const ODD_TEXTS = [
  "",
  " ",
  "x",
  "\u0000",
  "\u202eevil",
  "\ud800",
  "__proto__",
  "constructor",
  "'; drop table --",
  "<script>",
  "😀".repeat(50),
  "a".repeat(64),
  "a".repeat(65),
  "a".repeat(5_000),
  "-1",
  "1e9",
  "null",
  "0001-01-01T00:00:00Z",
  "1969-12-31T23:59:59Z",
  "1970-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "2026-11-20T12:00:00+14:00",
  "+01:00",
] as const;
const ODD_NUMBERS = [0, -0, 1, -1, 0.5, 1.5, 10, 11, 240, 480, 481, 1e6, 1e6 + 1, 2 ** 53, -(2 ** 53), 1e308];
const ODD_PATHS = ["%00", "%zz", "%ff", "..%2f..", "a".repeat(65), "a".repeat(3_000), "__proto__", "x"];
const ODD_HEADERS: readonly (readonly [string, string])[] = [
  ["if-match", '"1"'],
  ["if-match", "*"],
  ["if-match", '"abc"'],
  ["if-none-match", "*"],
  ["idempotency-key", "k".repeat(22)],
  ["idempotency-key", "k".repeat(300)],
  ["accept-language", "de;q=abc,,*;q=9"],
  ["cookie", "__Host-anteroom=x"],
  ["last-event-id", "999999999999999.9"],
];
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;
const ROLES = [undefined, "receptionist", "administrator", "doctor"] as const;
const DEPTH_MAX = 4;
/** Streams do not end by themselves; a sign-out, or an archived queue, would end the others' work. */
const LEFT_OUT = /\/stream\/|\/sign-out$|\/archive$/;

/** One request, as `Clinic.ask` takes it. */
export interface OddRequest {
  readonly path: string;
  readonly method: string;
  readonly as?: Role;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly body: Json;
}

/** Makes requests for the operations of `description`; `ids` are things that exist, by the names of path parameters. */
export class OddRequests {
  readonly #random: SimulatedRandom;
  readonly #operations: readonly Operation[];
  readonly #ids: Readonly<Record<string, readonly string[]>>;

  constructor(
    seed: number,
    { description, ids }: {
      readonly description: Json;
      readonly ids: Readonly<Record<string, readonly string[]>>;
    },
  ) {
    this.#random = new SimulatedRandom(seed);
    this.#ids = ids;
    this.#operations = Object.entries(description.paths as Json).flatMap(([path, item]) =>
      Object.entries(item as Json).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        body: (operation as Json).requestBody?.content["application/json"]?.schema,
      }))
    ).filter(({ path }) => !LEFT_OUT.test(path));
  }

  next(): OddRequest {
    const { method: declared, path, body } = this.#random.pick(this.#operations);
    const method = this.#random.chance(0.05) ? this.#random.pick(METHODS) : declared;
    const role = this.#random.pick(ROLES);
    const isWithBody = body !== undefined && method !== "GET" && method !== "HEAD";
    const header = this.#random.chance(0.2) ? [this.#random.pick(ODD_HEADERS)] : [];
    return {
      path: path.replace(/\{(\w+)\}/g, (_all, name: string) => this.#id(name)),
      method,
      ...(role === undefined ? {} : { as: role }),
      headers: Object.fromEntries(header),
      ...(isWithBody ? { json: this.#value(body, 0) } : {}),
    };
  }

  #id(name: string): string {
    const known = this.#ids[name] ?? [];
    return known.length === 0 || this.#random.chance(0.1)
      ? this.#random.pick(ODD_PATHS)
      : this.#random.pick(known);
  }

  #anything(depth: number): unknown {
    const kind = this.#random.next();
    if (kind < 0.4) return this.#random.pick(ODD_TEXTS);
    if (kind < 0.7) return this.#random.pick(ODD_NUMBERS);
    if (kind < 0.8) return this.#random.pick([null, true, false]);
    if (depth >= DEPTH_MAX) return null;
    return kind < 0.9
      ? [this.#anything(depth + 1)]
      : { [this.#random.pick(ODD_TEXTS)]: this.#anything(depth + 1) };
  }

  /** A value that fits `schema`, but for a tenth of its parts. */
  #value(schema: Json, depth: number): unknown {
    if (this.#random.chance(0.1)) return this.#anything(depth);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return this.#value(this.#random.pick(choices as Json[]), depth + 1);
    if (schema.enum !== undefined) return this.#random.pick(schema.enum as Json[]);
    if (schema.const !== undefined) return schema.const;
    switch ([schema.type].flat()[0]) {
      case "object":
        return this.#object(schema, depth);
      case "array":
        return [this.#value(schema.items ?? {}, depth + 1)];
      case "boolean":
        return this.#random.chance(0.5);
      case "integer":
      case "number":
        return this.#random.pick([schema.minimum ?? 1, schema.maximum ?? 2, 1, 2, 15]);
      case "null":
        return null;
      default:
        return this.#text();
    }
  }

  #object(schema: Json, depth: number): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(schema.properties ?? {})) {
      const isNeeded = (schema.required ?? []).includes(name);
      if (isNeeded || this.#random.chance(0.3)) made[name] = this.#value(part as Json, depth + 1);
    }
    return made;
  }

  #text(): string {
    const ids = Object.values(this.#ids).flat();
    return this.#random.chance(0.6) ? this.#random.pick(ids) : this.#random.pick(["Ada", "ZZ", ...ODD_TEXTS]);
  }
}
