import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { deliver, type Exchange } from '../faults/deliver.ts';
import type { FaultScript } from '../faults/fault-script.ts';
import { parseAuthorization } from '../identity/sigv4.ts';
import { imdsPath, refuse, type ImdsService } from '../imds/imds-service.ts';
import { CloudError } from '../model/cloud-error.ts';
import { answerAws, ec2Error, serviceOf, stsError, type AwsParts } from '../wire/aws-service.ts';
import type { HttpRequest, HttpResponse } from '../wire/http.ts';
import { parseQuery, type Query } from '../wire/query.ts';
import type { NewRequest, RequestLog } from './request-log.ts';

export interface ServingParts extends AwsParts {
  readonly imds: ImdsService;
  readonly faults: FaultScript;
  readonly requests: RequestLog;
}

export interface Connection {
  readonly id: number;
  /** The client sees ECONNRESET. */
  reset(): void;
}

/** Serves one request to EC2 or STS. `origin`: the instance that it is known to come from. */
export async function serveAws(
  parts: ServingParts,
  connection: Connection,
  origin: string | undefined,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const query = readQuery(request);
  const legible = query instanceof CloudError ? undefined : query;
  const service = legible ? serviceOf(legible) : 'ec2';
  const accessKeyId = parseAuthorization(request.headers['authorization'])?.accessKeyId;
  const principal = parts.credentials.find(accessKeyId ?? '')?.principal;
  const error = (code: string, message: string, status: number): HttpResponse => ({
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: (service === 'sts' ? stsError : ec2Error)(code, message, randomUUID()),
    code,
  });
  await exchange(
    parts,
    connection,
    {
      service,
      action: legible?.action ?? '',
      method: request.method,
      caller: { accessKeyId, principal: principal?.name, instanceId: origin ?? principal?.instanceId },
      parameters: withoutSecrets(legible?.flat ?? {}),
    },
    {
      response,
      answer: (overrides) =>
        query instanceof CloudError
          ? error(query.code, query.message, query.status)
          : answerAws(parts, request, query, overrides),
      renderError: (effect) => error(effect.code, effect.message ?? effect.code, effect.status ?? 400),
    },
  );
}

/** Serves one request to the metadata of an instance. */
export async function serveImds(
  parts: ServingParts,
  connection: Connection,
  instanceId: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  await exchange(
    parts,
    connection,
    {
      service: 'imds',
      action: imdsPath(request.target) ?? request.target,
      method: request.method,
      caller: { instanceId },
      parameters: {},
    },
    {
      response,
      answer: () => parts.imds.answer(instanceId, request),
      renderError: (effect) => refuse(effect.status ?? 500, effect.message ?? effect.code),
    },
  );
}

async function exchange(
  parts: ServingParts,
  connection: Connection,
  seen: Omit<NewRequest, 'connection' | 'faults'>,
  answering: Pick<Exchange, 'response' | 'answer' | 'renderError'>,
): Promise<void> {
  const { accessKeyId, principal, instanceId } = seen.caller;
  const strikes = parts.faults.strike({ ...seen, callers: [accessKeyId, principal, instanceId] });
  const end = parts.requests.begin({
    ...seen,
    connection: connection.id,
    faults: strikes.map((strike) => strike.id),
  });
  end(await deliver({ ...answering, strikes, reset: () => connection.reset() }, parts.faults));
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
