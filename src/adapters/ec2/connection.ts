import type { Agent } from 'node:http';
import type { CredentialsProvider } from './rare.ts';
import type { SdkCalls } from './sdk.ts';

/** The longest wait for a connection, where a call may take longer. */
export const longestConnectMs = 3_000;

/** Where EC2 answers for a region, and the region that requests are signed for. */
export interface Endpoint {
  /** Without a query, and without credentials. */
  readonly url: URL;
  readonly region: string;
}

/** What all calls of an action share. */
export interface Connection {
  readonly endpoint: Endpoint;
  /** Region and endpoint in words, for reasons. */
  readonly place: string;
  readonly credentials: CredentialsProvider;
  /** Keeps the connection; through a proxy, where the environment names one. */
  readonly agent: Agent;
  /** Limit of one call. */
  readonly timeoutMs: number;
  /** The calls that are made through the SDK, which is loaded for the first of them. */
  readonly sdk: () => SdkCalls;
}
