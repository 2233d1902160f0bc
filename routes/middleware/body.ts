/**
 * Reads a request's body, bounded and parsed: JSON, or a form where the endpoint allows one. It judges size, type
 * and syntax; whether the fields fit is the endpoint's schema's affair.
 */
import { AppError } from "../../actors/shared/errors.ts";

/** Of an endpoint that says nothing else. */
export const BODY_BYTES_MAX = 64 * 1024;
const FORM_FIELDS_MAX = 100;

export type BodyType = "json" | "form";

function tooLarge(bytesMax: number): AppError {
  return new AppError("too_large", `Cannot read the body: more than ${bytesMax} bytes`);
}

function malformed(cause?: unknown): AppError {
  return new AppError("malformed_body", "Cannot read the body: it is not what its content type says", {
    cause,
  });
}

/** The type that the request declares, or null for none that we know. */
function typeOf(request: Request): BodyType | "none" | null {
  const declared = request.headers.get("content-type");
  if (declared === null) return "none";
  const [name = ""] = declared.split(";", 1);
  switch (name.trim().toLowerCase()) {
    case "application/json":
      return "json";
    case "application/x-www-form-urlencoded":
      return "form";
    case "text/plain":
      return request.body === null ? "none" : null;
    default:
      return null;
  }
}

/** The text of the body; what is declared too long is refused unread, what turns out too long as soon as it does. */
async function textOf(request: Request, bytesMax: number): Promise<string> {
  const declared = request.headers.get("content-length");
  if (declared !== null) {
    // The server cuts a body at its declared length; the second look is for what did not come through it.
    if (Number(declared) > bytesMax) throw tooLarge(bytesMax);
    const text = await request.text();
    if (text.length > bytesMax) throw tooLarge(bytesMax);
    return text;
  }
  if (request.body === null) return "";
  let bytes = 0;
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** A name or value of a form as it was typed. Far cheaper than `URLSearchParams` for the few short fields of a join. */
function decoded(text: string): string {
  if (!text.includes("%") && !text.includes("+")) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    throw malformed(cause);
  }
}

/** The fields of a form: blank ones count as absent, repeated ones make a list, `a.b` is `b` inside `a`. */
function parseForm(text: string): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null);
  const pairs = text.split("&");
  if (pairs.length > FORM_FIELDS_MAX) throw malformed();
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals <= 0) continue;
    const value = decoded(pair.slice(equals + 1));
    if (value !== "") putField(fields, decoded(pair.slice(0, equals)), value);
  }
  return { ...fields };
}

function putField(fields: Record<string, unknown>, name: string, value: string): void {
  const dot = name.indexOf(".");
  if (dot > 0 && !name.includes(".", dot + 1)) {
    const outer = name.slice(0, dot);
    const inner = fields[outer] ?? Object.create(null);
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) throw malformed();
    fields[outer] = inner;
    return putField(inner as Record<string, unknown>, name.slice(dot + 1), value);
  }
  const before = fields[name];
  if (before === undefined) fields[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else fields[name] = [before, value];
}

function parse(text: string, type: BodyType): unknown {
  if (type === "form") return parseForm(text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(cause);
  }
}

/**
 * The parsed body; an empty one is an empty object.
 * @throws AppError `too_large`, `unsupported_media_type` or `malformed_body`.
 */
export async function readBody(
  request: Request,
  allowed: readonly BodyType[],
  { bodyBytesMax = BODY_BYTES_MAX }: { readonly bodyBytesMax?: number } = {},
): Promise<unknown> {
  const type = typeOf(request);
  if (type === null || (type !== "none" && !allowed.includes(type))) throw unsupported(allowed);
  const text = await textOf(request, bodyBytesMax).catch((cause: unknown) => {
    throw cause instanceof AppError ? cause : malformed(cause);
  });
  if (text === "") return {};
  // What a decoder puts in place of bytes that are no UTF-8: guessed text must not become somebody's name.
  if (text.includes("\uFFFD")) throw malformed();
  if (type === "none") throw unsupported(allowed);
  return parse(text, type);
}

function unsupported(allowed: readonly BodyType[]): AppError {
  const names = allowed.map((type) =>
    type === "json" ? "application/json" : "application/x-www-form-urlencoded"
  );
  return new AppError("unsupported_media_type", `Cannot read the body: send ${names.join(" or ")}`);
}
