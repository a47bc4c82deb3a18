import { createServer } from 'node:http';
import { connect } from 'node:net';

/** A proxy that knows one thing: every tunnel leads to the same unix socket. */
export interface ConnectProxy extends AsyncDisposable {
  /** What tunnels were asked for, as `host:port`. */
  readonly tunnels: readonly string[];
}

/** Serves at a unix socket. Plain requests are refused. */
export async function startConnectProxy(listenAt: string, leadTo: string): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, client) => {
    tunnels.push(request.url ?? '');
    const target = connect(leadTo, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(listenAt, resolve));
  return {
    tunnels,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
