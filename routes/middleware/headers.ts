/**
 * The headers that every answer of the API carries. Pages add their own content policy; nothing here depends on
 * the request.
 */

/** No referrer, no guessing of types, no copy kept by anyone in between. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** {@link SECURITY_HEADERS} with the type of a JSON answer. */
export const JSON_HEADERS: Readonly<Record<string, string>> = {
  ...SECURITY_HEADERS,
  "content-type": "application/json",
};
