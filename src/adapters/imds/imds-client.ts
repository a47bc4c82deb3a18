import type { Agent } from 'node:http';
import { AgentError } from '../../domain/errors.ts';
import type { Clock, Random } from '../../domain/ports.ts';
import { createAgent } from '../http/create-agent.ts';
import { exchange } from '../http/exchange.ts';

/** Reads the instance metadata service, version 2 only, never through a proxy. */
export interface Imds {
  /**
   * The text at a path below /latest/, or undefined when there is no such path (404). Throws AgentError `transient`
   * after three tries of at most a second each.
   */
  get(path: string): Promise<string | undefined>;
}

export interface ImdsOptions {
  /** Base URL, as AWS_EC2_METADATA_SERVICE_ENDPOINT has it. */
  readonly endpoint: string;
  readonly clock: Clock;
  readonly random: Random;
}

const tries = 3;
const tryMs = 1_000;
const tokenTtlSeconds = 300;
/** What a header can carry: a page of something else cannot be sent back as a token. */
const headerText = /^[\x21-\x7e]+$/;
const longestBody = 64 * 1024;

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One token and, mostly, one connection for all reads of a process; a token that is refused is replaced once. */
export function createImds(options: ImdsOptions): Imds {
  let token: Promise<string> | undefined;
  const service = { endpoint: options.endpoint, agent: createAgent('http:') };

  async function fetchToken(): Promise<string> {
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': String(tokenTtlSeconds) };
    const { status, body } = await retried(options, () => ask(service, 'PUT', 'api/token', headers));
    if (status !== 200 || body === '') throw unusable(`no IMDSv2 token (HTTP status ${status})`);
    if (!headerText.test(body)) throw unusable('what it gave as a token is none');
    return body;
  }

  async function read(path: string): Promise<Answer> {
    token ??= fetchToken();
    const current = token;
    try {
      const headers = { 'x-aws-ec2-metadata-token': await current };
      return await retried(options, () => ask(service, 'GET', path, headers));
    } catch (error) {
      token = undefined;
      throw error;
    }
  }

  return {
    async get(path) {
      let answer = await read(path);
      if (answer.status === 401) {
        token = undefined;
        answer = await read(path);
      }
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw unusable(`${path}: HTTP status ${answer.status}`);
      return answer.body;
    },
  };
}

function unusable(why: string, cause?: unknown): AgentError {
  return new AgentError('transient', `the instance metadata service did not answer usefully: ${why}`, {
    cause,
  });
}

/** Refusals for load (429, 503), other server errors, and silence are tried again after a jittered pause. */
async function retried({ clock, random }: ImdsOptions, attempt: () => Promise<Answer>): Promise<Answer> {
  for (let n = 1; ; n += 1) {
    try {
      const answer = await attempt();
      if (n === tries || (answer.status < 500 && answer.status !== 429)) return answer;
    } catch (error) {
      if (n === tries) throw error;
    }
    await clock.sleep(n * 100 * (0.5 + random()));
  }
}

async function ask(
  { endpoint, agent }: { readonly endpoint: string; readonly agent: Agent },
  method: 'GET' | 'PUT',
  path: string,
  headers: Record<string, string>,
): Promise<Answer> {
  try {
    const url = new URL(`/latest/${path}`, endpoint);
    const { status, body } = await exchange({ url, method, headers, agent, wholeMs: tryMs, longestBody });
    return { status, body: body.toString('utf8').trim() };
  } catch (error) {
    throw unusable(`${path}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
