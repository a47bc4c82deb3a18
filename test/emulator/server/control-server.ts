import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { rm } from 'node:fs/promises';
import type { Emulator } from '../emulator.ts';
import { CloudError } from '../model/cloud-error.ts';
import { controlRoutes } from './control-routes.ts';

export interface ControlServer {
  close(): Promise<void>;
}

/**
 * The control API: JSON over HTTP on a unix socket, which crosses network namespaces, apart from everything that plays
 * AWS. Refusals are 400 (409 for what the cloud itself refuses) with `{"error": …}`. A stale socket file is replaced.
 */
export async function startControl(emulator: Emulator, path: string): Promise<ControlServer> {
  const server = createServer((request, response) => void answer(emulator, request, response));
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(emulator: Emulator, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(value ?? { ok: true })}\n`);
  };
  try {
    const url = new URL(request.url ?? '/', 'http://control');
    const found = route(`${request.method ?? ''} ${url.pathname}`);
    if (!found) {
      send(404, { error: `no such control: ${request.method ?? ''} ${url.pathname}` });
      return;
    }
    const body = await readJson(request);
    const result = await found.handler({ emulator, path: found.path, query: url.searchParams, body });
    send(200, result);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof CloudError) send(409, { error: message, code: error.code });
    else send(400, { error: message });
  }
}

function route(line: string): { handler: (typeof controlRoutes)[string]; path: string[] } | undefined {
  const parts = line.split('/');
  for (const [pattern, handler] of Object.entries(controlRoutes)) {
    const expected = pattern.split('/');
    if (expected.length !== parts.length) continue;
    if (!expected.every((part, at) => part === '*' || part === parts[at])) continue;
    return { handler, path: parts.filter((_, at) => expected[at] === '*').map(decodeURIComponent) };
  }
  return undefined;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}
