import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The parts of an HTTP request that its signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Reads an `AWS4-HMAC-SHA256` Authorization header; undefined where it is none. */
export function parseAuthorization(header: string | undefined): Authorization | undefined {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, *SignedHeaders=([^,]+), *Signature=([0-9a-f]{64})$/;
  const [, accessKeyId, date, region, service, signedHeaders, signature] = pattern.exec(header ?? '') ?? [];
  if (!accessKeyId || !date || !region || !service || !signedHeaders || !signature) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** True if the request was signed with this secret: recomputed from what arrived, headers and body included. */
export function signatureMatches(
  request: SignedRequest,
  auth: Authorization,
  secretAccessKey: string,
): boolean {
  const mandatory = [
    'host',
    'x-amz-date',
    ...(request.headers['x-amz-security-token'] ? ['x-amz-security-token'] : []),
  ];
  if (!mandatory.every((name) => auth.signedHeaders.includes(name))) return false;
  const scope = `${auth.date}/${auth.region}/${auth.service}/aws4_request`;
  const amzDate = request.headers['x-amz-date'] ?? '';
  if (!amzDate.startsWith(auth.date)) return false;
  const toSign = [
    'AWS4-HMAC-SHA256',
    amzDate,
    scope,
    sha256(canonicalRequest(request, auth.signedHeaders)),
  ].join('\n');
  const dateKey = hmac(Buffer.from(`AWS4${secretAccessKey}`), auth.date);
  const key = hmac(hmac(hmac(dateKey, auth.region), auth.service), 'aws4_request');
  return timingSafeEqual(hmac(key, toSign), Buffer.from(auth.signature, 'hex'));
}

/** Milliseconds since the epoch of an `x-amz-date` (20260102T030405Z); NaN where it is none. */
export function parseAmzDate(value: string | undefined): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value ?? '');
  if (!match) return NaN;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const [path = '/', query = ''] = request.target.split('?', 2);
  const canonicalQuery = [...new URLSearchParams(query)]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = signedHeaders.map(
    (name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`,
  );
  const declared = request.headers['x-amz-content-sha256'];
  const payload = sha256(request.body);
  if (declared !== undefined && declared !== payload && declared !== 'UNSIGNED-PAYLOAD') return '';
  return [
    request.method,
    path,
    canonicalQuery,
    headers.join(''),
    signedHeaders.join(';'),
    declared ?? payload,
  ].join('\n');
}

function encode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
