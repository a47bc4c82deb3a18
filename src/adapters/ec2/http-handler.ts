import type { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { agentOptions } from '../http/create-agent.ts';
import { longestConnectMs } from './connection.ts';

export interface HttpHandlerOptions {
  /** Limit of a whole request. */
  readonly timeoutMs: number;
  readonly httpAgent: HttpAgent;
  /** May be one that tunnels through a proxy, or, where all URLs are http:, the other one: nothing is loaded for it then. */
  readonly httpsAgent?: HttpAgent | undefined;
}

/** The SDK's requests end in time: there is a limit on connecting and on the whole answer. */
export function createHttpHandler({ timeoutMs, httpAgent, httpsAgent }: HttpHandlerOptions): NodeHttpHandler {
  // Node takes any agent for a request that it fits.
  const secureAgent = httpsAgent as HttpsAgent | undefined;
  return new NodeHttpHandler({
    connectionTimeout: Math.min(longestConnectMs, timeoutMs),
    requestTimeout: timeoutMs,
    throwOnRequestTimeout: true,
    httpAgent,
    httpsAgent: secureAgent ?? new HttpsAgent(agentOptions),
  });
}
