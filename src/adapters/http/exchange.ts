import { request as plainRequest, type Agent, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';

export interface Exchange {
  readonly url: URL;
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly agent: Agent;
  /** Limit of the whole exchange, to the last byte of the answer. */
  readonly wholeMs: number;
  /** Limit of getting a connection. */
  readonly connectMs?: number;
  /** An answer that is longer, in bytes, is an error. */
  readonly longestBody: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * One request and its whole answer, whatever its status; redirects are not followed. Throws what Node throws, and a
 * TimeoutError where a limit is over: an answer that broke off is none.
 */
export function exchange({ url, method, headers, body, agent, ...limits }: Exchange): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? secureRequest : plainRequest;
    const call = send(url, { method, headers, agent }, (answer) => {
      collect(answer, limits.longestBody).then(settle, fail);
    });
    const { wholeMs, connectMs = wholeMs } = limits;
    const wholeTimer = setTimeout(() => fail(timeout(`no answer within ${wholeMs} ms`)), wholeMs);
    const connectTimer = setTimeout(() => {
      if (call.socket?.connecting !== false) fail(timeout(`no connection within ${connectMs} ms`));
    }, connectMs);

    function settle(answer: HttpAnswer): void {
      stopTimers();
      resolve(answer);
    }
    function fail(error: unknown): void {
      stopTimers();
      call.destroy();
      reject(error instanceof Error ? error : new Error(String(error)));
    }
    function stopTimers(): void {
      clearTimeout(wholeTimer);
      clearTimeout(connectTimer);
    }
    call.on('error', fail);
    call.end(body);
  });
}

function collect(answer: IncomingMessage, longestBody: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    answer.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > longestBody) reject(new Error('the answer is too long'));
    });
    answer.on('error', reject);
    answer.on('end', () => {
      if (answer.complete) resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) });
      else reject(new Error('the answer broke off'));
    });
  });
}

function timeout(message: string): Error {
  return Object.assign(new Error(message), { name: 'TimeoutError' });
}
