import type { Credential, CredentialStore } from '../identity/credential-store.ts';
import type { Cloud } from '../model/cloud.ts';
import { base64Alphabet, randomText } from '../model/random.ts';
import type { HttpRequest, HttpResponse } from '../wire/http.ts';
import { imdsSettings, metadataTree, readMetadata } from './metadata-tree.ts';

const tokenHeader = 'x-aws-ec2-metadata-token';
const ttlHeader = 'x-aws-ec2-metadata-token-ttl-seconds';
const credentialsPath = 'meta-data/iam/security-credentials/';

/** The instance metadata service, version 2, of every instance. A token is good only on the instance that asked for it. */
export class ImdsService {
  readonly #cloud: Cloud;
  readonly #credentials: CredentialStore;
  readonly #tokens = new Map<string, { instanceId: string; expiresAtMs: number }>();

  constructor(cloud: Cloud, credentials: CredentialStore) {
    this.#cloud = cloud;
    this.#credentials = credentials;
  }

  answer(instanceId: string, request: HttpRequest): HttpResponse {
    const path = imdsPath(request.target);
    if (request.method === 'PUT') {
      return path === 'api/token' ? this.#issueToken(instanceId, request) : refuse(405, 'Method Not Allowed');
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Method Not Allowed');
    const token = request.headers[tokenHeader];
    const { v1Allowed } = imdsSettings(this.#cloud, instanceId);
    if (token === undefined ? !v1Allowed : !this.#valid(token, instanceId))
      return refuse(401, 'Unauthorized');
    const body = path === undefined ? undefined : this.#read(instanceId, path);
    return body === undefined ? refuse(404, 'Not Found') : ok(body, path ?? '');
  }

  #issueToken(instanceId: string, request: HttpRequest): HttpResponse {
    if (request.headers['x-forwarded-for'] !== undefined) return refuse(403, 'Forbidden');
    const ttl = request.headers[ttlHeader] ?? '';
    if (!/^\d{1,5}$/.test(ttl) || Number(ttl) < 1 || Number(ttl) > 21_600) return refuse(400, 'Bad Request');
    const token = `AQAEA${randomText(this.#cloud.random, base64Alphabet, 49)}==`;
    const expiresAtMs = this.#cloud.clock.now() + Number(ttl) * 1000;
    this.#tokens.set(token, { instanceId, expiresAtMs });
    return { status: 200, headers: { 'content-type': 'text/plain', [ttlHeader]: ttl }, body: token };
  }

  #valid(token: string, instanceId: string): boolean {
    const known = this.#tokens.get(token);
    return known?.instanceId === instanceId && known.expiresAtMs > this.#cloud.clock.now();
  }

  #read(instanceId: string, path: string): string | undefined {
    const { role } = this.#cloud.instance(instanceId);
    if (role !== undefined && `${path}/`.startsWith(credentialsPath)) {
      const asked = path.slice(credentialsPath.length);
      if (asked === '') return role;
      if (asked !== role) return undefined;
      const now = this.#cloud.clock.now();
      return renderCredential(
        this.#credentials.serve(instanceId, role, this.#cloud.settings.credentials),
        now,
      );
    }
    return readMetadata(metadataTree(this.#cloud, instanceId), path);
  }
}

/** The path after `/latest/`, which names the request in logs and faults; undefined for anything else. */
export function imdsPath(target: string): string | undefined {
  const [path = ''] = target.split('?', 1);
  return /^\/latest\/(.*)$/.exec(path)?.[1];
}

function renderCredential(credential: Credential, nowMs: number): string {
  return JSON.stringify(
    {
      Code: 'Success',
      LastUpdated: seconds(Math.min(credential.issuedAtMs, nowMs)),
      Type: 'AWS-HMAC',
      AccessKeyId: credential.accessKeyId,
      SecretAccessKey: credential.secretAccessKey,
      Token: credential.sessionToken,
      Expiration: seconds(credential.expiresAtMs),
    },
    undefined,
    2,
  );
}

function seconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function ok(body: string, path: string): HttpResponse {
  const contentType = path.startsWith('dynamic/') ? 'application/json' : 'text/plain';
  return { status: 200, headers: { 'content-type': contentType }, body };
}

/** IMDS answers refusals with a small HTML page. */
export function refuse(status: number, reason: string): HttpResponse {
  const title = `${status} - ${reason}`;
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<?xml version="1.0" encoding="iso-8859-1"?>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
    code: String(status),
  };
}
