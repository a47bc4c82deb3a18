import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createListener, type Server as Listener, type Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import { deliver, type Exchange } from '../faults/deliver.ts';
import type { FaultScript } from '../faults/fault-script.ts';
import { parseAuthorization } from '../identity/sigv4.ts';
import { imdsPath, refuse, type ImdsService } from '../imds/imds-service.ts';
import { CloudError } from '../model/cloud-error.ts';
import { answerAws, ec2Error, serviceOf, stsError, type AwsParts } from '../wire/aws-service.ts';
import type { HttpRequest, HttpResponse } from '../wire/http.ts';
import { parseQuery, type Query } from '../wire/query.ts';
import { resetMarker } from './reset-marker.ts';
import type { RequestLog } from './request-log.ts';

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

interface Connection {
  readonly id: number;
  readonly raw: Socket;
  readonly purpose: Purpose;
}

export interface EndpointParts extends AwsParts {
  readonly imds: ImdsService;
  readonly faults: FaultScript;
  readonly requests: RequestLog;
}

/** The listeners of EC2, STS and IMDS, all fed into one HTTP server. */
export class Endpoints {
  readonly #parts: EndpointParts;
  readonly #http: Server;
  readonly #listeners = new Set<Listener>();
  readonly #connections = new Map<Socket, Connection>();
  #connectionCount = 0;

  constructor(parts: EndpointParts) {
    this.#parts = parts;
    this.#http = createServer(
      { requestTimeout: 0 },
      (request, response) => void this.#serve(request, response),
    );
  }

  /** Resolves with the port, or 0 for a unix socket. */
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
    this.#connections.set(socket, { id: this.#connectionCount, raw, purpose });
    raw.once('close', () => this.#connections.delete(socket));
    this.#http.emit('connection', socket);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const connection = this.#connections.get(incoming.socket);
    if (!connection) return;
    try {
      const request = await readRequest(incoming);
      if (connection.purpose.kind === 'imds')
        await this.#serveImds(request, response, connection, connection.purpose.instanceId);
      else await this.#serveAws(request, response, connection, connection.purpose.instanceId);
    } catch (error) {
      process.stderr.write(
        `emulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      connection.raw.destroy();
    }
  }

  async #serveAws(
    request: HttpRequest,
    response: ServerResponse,
    connection: Connection,
    origin: string | undefined,
  ): Promise<void> {
    const query = readQuery(request);
    const service = query instanceof CloudError ? 'ec2' : serviceOf(query);
    const accessKeyId = parseAuthorization(request.headers['authorization'])?.accessKeyId;
    const principal = this.#parts.credentials.find(accessKeyId ?? '')?.principal;
    const instanceId = origin ?? principal?.instanceId;
    const error = (code: string, message: string, status: number): HttpResponse => ({
      status,
      headers: { 'content-type': 'text/xml;charset=UTF-8' },
      body: (service === 'sts' ? stsError : ec2Error)(code, message, randomUUID()),
      code,
    });
    await this.#exchange(
      {
        service,
        action: query instanceof CloudError ? '' : query.action,
        method: request.method,
        caller: { accessKeyId, principal: principal?.name, instanceId },
        parameters: query instanceof CloudError ? {} : withoutSecrets(query.flat),
      },
      connection,
      {
        response,
        answer: (overrides) =>
          query instanceof CloudError
            ? error(query.code, query.message, query.status)
            : answerAws(this.#parts, request, query, overrides),
        renderError: (effect) => error(effect.code, effect.message ?? effect.code, effect.status ?? 400),
      },
    );
  }

  async #serveImds(
    request: HttpRequest,
    response: ServerResponse,
    connection: Connection,
    instanceId: string,
  ): Promise<void> {
    await this.#exchange(
      {
        service: 'imds',
        action: imdsPath(request.target) ?? request.target,
        method: request.method,
        caller: { instanceId },
        parameters: {},
      },
      connection,
      {
        response,
        answer: () => this.#parts.imds.answer(instanceId, request),
        renderError: (effect) => refuse(effect.status ?? 500, effect.message ?? effect.code),
      },
    );
  }

  async #exchange(
    seen: Pick<Parameters<RequestLog['begin']>[0], 'service' | 'action' | 'method' | 'caller' | 'parameters'>,
    connection: Connection,
    exchange: Omit<Exchange, 'strikes' | 'reset'>,
  ): Promise<void> {
    const { accessKeyId, principal, instanceId } = seen.caller;
    const strikes = this.#parts.faults.strike({ ...seen, callers: [accessKeyId, principal, instanceId] });
    const end = this.#parts.requests.begin({
      ...seen,
      connection: connection.id,
      faults: strikes.map((strike) => strike.id),
    });
    const outcome = await deliver(
      { ...exchange, strikes, reset: () => reset(connection.raw) },
      this.#parts.faults,
    );
    end(outcome);
  }
}

/** A unix socket cannot be reset; the relay at its other end understands the marker. */
function reset(raw: Socket): void {
  if (raw.remoteAddress !== undefined) raw.resetAndDestroy();
  else raw.end(resetMarker, () => raw.destroy());
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : value,
    ]),
  );
  return { method: incoming.method ?? '', target: incoming.url ?? '/', headers, body: Buffer.concat(chunks) };
}

function readQuery(request: HttpRequest): Query | CloudError {
  try {
    return parseQuery(request.body.toString());
  } catch (error) {
    if (error instanceof CloudError) return error;
    throw error;
  }
}

/** A web identity token is a credential: the log keeps none. */
function withoutSecrets(parameters: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return 'WebIdentityToken' in parameters ? { ...parameters, WebIdentityToken: '…' } : parameters;
}
