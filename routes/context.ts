/**
 * What every route is given: the running system and how this installation is set up. Values only; nothing here
 * acts.
 */
import type { System } from "../actors/system.ts";

export interface AppConfig {
  /** Scheme, host and port under which people reach the pages, without a slash at the end. */
  readonly publicUrl: string;
  readonly appEnv: "development" | "staging" | "production";
  /** False: the demo tenant is not served at all. */
  readonly isDemo: boolean;
  /** Streams that this process holds open at most. */
  readonly streamsMax: number;
  /** Addresses whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
}

export interface AppContext {
  readonly system: System;
  readonly config: AppConfig;
}
