import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { resolveHost } from './resolve-host.ts';

const longestConnectMs = 3_000;

/**
 * Requests that end in time: one connection kept alive for the whole action, a limit on connecting and on the whole
 * answer, names resolved without blocking the exit.
 */
export function createHttpHandler(timeoutMs: number, proxy: HttpAgent | undefined): NodeHttpHandler {
  const options = { keepAlive: true, lookup: resolveHost };
  return new NodeHttpHandler({
    connectionTimeout: Math.min(longestConnectMs, timeoutMs),
    requestTimeout: timeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: new HttpAgent(options),
    httpsAgent: (proxy as HttpsAgent | undefined) ?? new HttpsAgent(options),
  });
}
