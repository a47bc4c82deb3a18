import { createServer, type Server } from 'node:http';
import { createServer as createListener, type Server as Listener, type Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import { resetMarker } from './reset-marker.ts';
import { serveAws, serveImds, type Connection, type ServingParts } from './serve-request.ts';

/** Where to listen: an address, or a unix socket for a relay inside another network namespace. */
export type ListenAt = { readonly host: string; readonly port: number } | { readonly unix: string };

/** What a connection is for. `instanceId` of an AWS connection: the instance it is known to come from. */
export type Purpose =
  | {
      readonly kind: 'aws';
      readonly instanceId?: string | undefined;
      readonly secureContext?: SecureContext | undefined;
    }
  | { readonly kind: 'imds'; readonly instanceId: string };

interface OpenConnection extends Connection {
  readonly raw: Socket;
  readonly purpose: Purpose;
}

/** The listeners of EC2, STS and IMDS, all fed into one HTTP server. */
export class Endpoints {
  readonly #http: Server;
  readonly #listeners = new Set<Listener>();
  readonly #connections = new Map<Socket, OpenConnection>();
  #connectionCount = 0;

  constructor(parts: ServingParts) {
    this.#http = createServer({ requestTimeout: 0 }, (request, response) => {
      const connection = this.#connections.get(request.socket);
      if (!connection) return;
      const { purpose } = connection;
      const served =
        purpose.kind === 'imds'
          ? serveImds(parts, connection, purpose.instanceId, request, response)
          : serveAws(parts, connection, purpose.instanceId, request, response);
      served.catch((error: unknown) => {
        process.stderr.write(`emulator: ${error instanceof Error ? String(error.stack) : String(error)}\n`);
        connection.raw.destroy();
      });
    });
  }

  /** Resolves with the port, or 0 for a unix socket. Throws where that is taken or not allowed. */
  async listen(at: ListenAt, purpose: Purpose): Promise<number> {
    const listener = createListener({ allowHalfOpen: true, noDelay: true }, (raw) =>
      this.#accept(raw, purpose),
    );
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      if ('unix' in at) listener.listen(at.unix, resolve);
      else listener.listen(at.port, at.host, resolve);
    });
    this.#listeners.add(listener);
    const address = listener.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  }

  /** Closes all listeners and cuts all connections. */
  async close(): Promise<void> {
    const closed = [...this.#listeners].map(
      (it) => new Promise<void>((resolve) => it.close(() => resolve())),
    );
    for (const { raw } of this.#connections.values()) raw.destroy();
    await Promise.all(closed);
  }

  #accept(raw: Socket, purpose: Purpose): void {
    this.#connectionCount += 1;
    raw.on('error', () => raw.destroy());
    const secureContext = purpose.kind === 'aws' ? purpose.secureContext : undefined;
    const socket = secureContext ? new TLSSocket(raw, { isServer: true, secureContext }) : raw;
    socket.on('error', () => raw.destroy());
    this.#connections.set(socket, { id: this.#connectionCount, raw, purpose, reset: () => reset(raw) });
    raw.once('close', () => this.#connections.delete(socket));
    this.#http.emit('connection', socket);
  }
}

/** A unix socket cannot be reset; the relay at its other end understands the marker. */
function reset(raw: Socket): void {
  if (raw.remoteAddress !== undefined) raw.resetAndDestroy();
  else raw.end(resetMarker, () => raw.destroy());
}
