import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createAgent } from '../../src/adapters/http/create-agent.ts';
import { exchange, type Exchange } from '../../src/adapters/http/exchange.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** One exchange with a server that answers like this. */
async function ask(answer: RequestListener, change: Partial<Exchange> = {}) {
  const started = (server = createServer(answer));
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const { port } = started.address() as AddressInfo;
  const url = new URL(`http://127.0.0.1:${port}/path`);
  const limits = { wholeMs: 2_000, longestBody: 1_000 };
  return exchange({ url, method: 'GET', headers: {}, agent: createAgent('http:'), ...limits, ...change });
}

describe('an exchange', () => {
  it.each([200, 302, 404, 503])(
    'gives an answer with status %i as it is, and follows nothing',
    async (status) => {
      let asked = 0;
      const { status: given, body } = await ask((_request, response) => {
        asked += 1;
        response.writeHead(status, { location: '/elsewhere' }).end('text');
      });
      expect([given, body.toString(), asked]).toEqual([status, 'text', 1]);
    },
  );

  it('sends what it is given', async () => {
    const { body } = await ask(
      (request, response) => {
        response.write(`${request.method} ${request.url} ${String(request.headers['x-name'])} `);
        request.pipe(response);
      },
      { method: 'POST', body: 'body', headers: { 'x-name': 'value' } },
    );
    expect(body.toString()).toBe('POST /path value body');
  });

  it('ends with its limit when there is no answer, or one that does not end', async () => {
    const late = expect.objectContaining({
      name: 'TimeoutError',
      message: 'no answer within 100 ms',
    }) as Error;
    await expect(ask(() => undefined, { wholeMs: 100 })).rejects.toThrow(late);
    const dripping: RequestListener = (_request, response) => {
      setInterval(() => response.write('x'), 20).unref();
    };
    await expect(ask(dripping, { wholeMs: 100 })).rejects.toThrow(late);
  });

  it('takes neither half an answer nor an endless one', async () => {
    const half: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 50);
    };
    await expect(ask(half)).rejects.toThrow();
    await expect(ask((_request, response) => response.end('x'.repeat(1_001)))).rejects.toThrow(/too long/);
  });

  it('fails where nobody listens, and in a protocol that its agent does not speak', async () => {
    await expect(ask(() => undefined, { url: new URL('http://127.0.0.1:1') })).rejects.toThrow(
      /ECONNREFUSED/,
    );
    await expect(ask(() => undefined, { url: new URL('https://127.0.0.1:1') })).rejects.toThrow(/protocol/i);
  });
});
