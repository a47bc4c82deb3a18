import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { resolveHost } from './resolve-host.ts';

const longestConnectMs = 3_000;

export interface HttpHandlerOptions {
  /** Limit of a whole request. */
  readonly timeoutMs: number;
  /** An agent that tunnels HTTPS through a proxy. */
  readonly proxy?: HttpAgent | undefined;
  /** All requests go to an http: URL for certain: what TLS needs is not even loaded, and HTTPS fails. */
  readonly plain?: boolean;
}

/**
 * Requests that end in time: one connection kept alive for the whole action, a limit on connecting and on the whole
 * answer, names resolved without blocking the exit.
 */
export function createHttpHandler({ timeoutMs, proxy, plain = false }: HttpHandlerOptions): NodeHttpHandler {
  const options = { keepAlive: true, lookup: resolveHost };
  const httpAgent = new HttpAgent(options);
  const secureAgent = (plain ? httpAgent : proxy) as HttpsAgent | undefined;
  return new NodeHttpHandler({
    connectionTimeout: Math.min(longestConnectMs, timeoutMs),
    requestTimeout: timeoutMs,
    throwOnRequestTimeout: true,
    httpAgent,
    httpsAgent: secureAgent ?? new HttpsAgent(options),
  });
}
