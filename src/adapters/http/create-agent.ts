import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { resolveHost } from './resolve-host.ts';

/** One connection is kept alive for all requests of an action, and names are resolved without blocking the exit. */
export const agentOptions = { keepAlive: true, lookup: resolveHost };

export function createAgent(protocol: string): HttpAgent {
  return protocol === 'https:' ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
}
