/**
 * As much of the protobuf wire format as KV Connect needs: variable-length numbers and length-prefixed bytes. It knows
 * no message; those are in `connect_messages.ts`.
 */

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/** The fields of one message by number; a repeated field has several values, in order. */
export class ProtobufFields {
  readonly #numbers = new Map<number, number[]>();
  readonly #bytes = new Map<number, Uint8Array[]>();

  /** @throws RangeError for what is no message. */
  constructor(message: Uint8Array) {
    const reader = new ProtobufReader(message);
    while (!reader.isAtEnd) {
      const tag = reader.varint();
      const field = Math.floor(tag / 8);
      const wire = tag % 8;
      if (wire === VARINT) append(this.#numbers, field, reader.varint());
      else if (wire === BYTES) append(this.#bytes, field, reader.bytes(reader.varint()));
      else if (wire === FIXED_64 || wire === FIXED_32) reader.bytes(wire === FIXED_64 ? 8 : 4);
      else throw new RangeError(`Cannot read protobuf field ${field}: wire type ${wire}`);
    }
  }

  /** The number in `field`, 0 when absent. Exact up to 2^53. */
  number(field: number): number {
    return this.#numbers.get(field)?.at(-1) ?? 0;
  }

  /** The bytes in `field`, empty when absent. */
  bytes(field: number): Uint8Array {
    return this.#bytes.get(field)?.at(-1) ?? new Uint8Array();
  }

  /** Every message in `field`. */
  messages(field: number): readonly ProtobufFields[] {
    return (this.#bytes.get(field) ?? []).map((bytes) => new ProtobufFields(bytes));
  }
}

function append<T>(lists: Map<number, T[]>, field: number, value: T): void {
  const list = lists.get(field);
  if (list === undefined) lists.set(field, [value]);
  else list.push(value);
}

class ProtobufReader {
  readonly #message: Uint8Array;
  #offset = 0;

  constructor(message: Uint8Array) {
    this.#message = message;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#message.length;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = this.#message[this.#offset++];
      if (byte === undefined) throw new RangeError("Protobuf message ends inside a number");
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  bytes(length: number): Uint8Array {
    const start = this.#offset;
    this.#offset += length;
    if (this.#offset > this.#message.length) throw new RangeError("Protobuf message ends inside a field");
    return this.#message.subarray(start, this.#offset);
  }
}

/** Builds one message; absent values (0, empty) are written all the same, which every reader accepts. */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  number(field: number, value: number): this {
    return this.#varint(field * 8 + VARINT).#varint(value);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#varint(field * 8 + BYTES).#varint(value.length).#push(value);
  }

  message(field: number, value: ProtobufWriter): this {
    return this.bytes(field, value.finish());
  }

  /** The message's bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    const message = new Uint8Array(this.#length);
    let offset = 0;
    for (const chunk of this.#chunks) {
      message.set(chunk, offset);
      offset += chunk.length;
    }
    return message;
  }

  #varint(value: number): this {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    return this.#push(Uint8Array.of(...bytes, rest));
  }

  #push(chunk: Uint8Array): this {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    return this;
  }
}
