/**
 * Tracking tokens: signed JWTs that let their holder look at one ticket and do nothing else. They hold ids and a
 * link version, never a name, a phone or anything medical. Whether the ticket still honours the version is the
 * queue's affair: compare `linkVersion` with the ticket's.
 */
import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { AppError } from "../shared/errors.ts";
import type { FacilityId, ProviderId, QueueId, TenantId, TicketId } from "../shared/ids.ts";
import { createSigner } from "./keys.ts";

/** A token longer than this is none of ours. */
export const TOKEN_CHARS_MAX = 1_024;

const id = <T extends string>() => z.string().min(1).max(64).transform((value) => value as T);
/** Short names: the token is part of a link. `exp` in seconds, as JWT has it. */
const Claims = z.object({
  t: id<TenantId>(),
  f: id<FacilityId>(),
  q: id<QueueId>(),
  p: id<ProviderId>().nullable(),
  k: id<TicketId>(),
  v: z.int().positive(),
  exp: z.int().positive(),
});

const HEADER = btoa(JSON.stringify({ alg: "HS256", typ: "JWT" })).replaceAll("=", "");

export interface TrackingLink {
  readonly tenantId: TenantId;
  readonly facilityId: FacilityId;
  readonly queueId: QueueId;
  readonly providerId: ProviderId | null;
  readonly ticketId: TicketId;
  readonly linkVersion: number;
  /** Epoch ms; kept to the second. */
  readonly expiresAt: number;
}

export interface TrackingTokens {
  sign(link: TrackingLink): string;
  /** The link of a token that we signed and that has not expired at `at`. @throws AppError `invalid_token`. */
  verify(token: string, at: number): TrackingLink;
}

/** Base64url without padding of a text of ASCII characters. */
function encode(text: string): string {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function refuse(why: string): never {
  throw new AppError("invalid_token", `Cannot follow the ticket: the tracking token ${why}`);
}

function parseClaims(payload: string): z.infer<typeof Claims> {
  try {
    const text = new TextDecoder().decode(Uint8Array.fromBase64(payload, { alphabet: "base64url" }));
    return Claims.parse(JSON.parse(text));
  } catch {
    return refuse("is not one of ours");
  }
}

/** Signs and verifies tracking tokens with `key`. */
export function createTrackingTokens(key: Uint8Array): TrackingTokens {
  const signatureOf = createSigner(key);

  return {
    sign({ tenantId, facilityId, queueId, providerId, ticketId, linkVersion, expiresAt }) {
      const claims = {
        t: tenantId,
        f: facilityId,
        q: queueId,
        p: providerId,
        k: ticketId,
        v: linkVersion,
        exp: Math.floor(expiresAt / 1000),
      };
      const body = `${HEADER}.${encode(JSON.stringify(claims))}`;
      return `${body}.${signatureOf(body)}`;
    },
    verify(token, at) {
      if (token.length > TOKEN_CHARS_MAX) refuse("is too long");
      const [header = "", payload = "", signature = "", ...rest] = token.split(".");
      if (header !== HEADER || rest.length > 0) refuse("is not one of ours");
      const expected = new TextEncoder().encode(signatureOf(`${header}.${payload}`));
      const given = new TextEncoder().encode(signature);
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) refuse("is not one of ours");
      const claims = parseClaims(payload);
      if (claims.exp * 1000 <= at) refuse("has expired");
      return {
        tenantId: claims.t,
        facilityId: claims.f,
        queueId: claims.q,
        providerId: claims.p,
        ticketId: claims.k,
        linkVersion: claims.v,
        expiresAt: claims.exp * 1000,
      };
    },
  };
}
