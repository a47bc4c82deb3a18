import { createHash, createHmac } from 'node:crypto';
import type { Credentials } from '../imds/instance-role-credentials.ts';

export interface Unsigned {
  readonly url: URL;
  readonly body: string;
  /** Of everything else that is to be signed; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Scope {
  readonly region: string;
  readonly service: string;
}

const algorithm = 'AWS4-HMAC-SHA256';

/**
 * The headers of a POST, with those of AWS Signature Version 4 added
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). The URL has no query.
 */
export function signRequest(
  { url, body, headers }: Unsigned,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { region, service }: Scope,
  now: Date,
): Record<string, string> {
  const dateTime = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const date = dateTime.slice(0, 8);
  const all: Record<string, string> = { ...headers, host: url.host, 'x-amz-date': dateTime };
  if (sessionToken !== undefined) all['x-amz-security-token'] = sessionToken;
  const names = Object.keys(all).sort();
  const canonical = [
    'POST',
    url.pathname.split('/').map(encode).join('/'),
    '',
    ...names.map((name) => `${name}:${(all[name] ?? '').trim().replace(/\s+/g, ' ')}`),
    '',
    names.join(';'),
    digest(body),
  ].join('\n');
  const scope = [date, region, service, 'aws4_request'];
  const key = scope.reduce<Buffer | string>((outer, part) => hmac(outer, part), `AWS4${secretAccessKey}`);
  const signature = hmac(key, [algorithm, dateTime, scope.join('/'), digest(canonical)].join('\n'));
  const credential = `Credential=${accessKeyId}/${scope.join('/')}`;
  return {
    ...all,
    authorization: `${algorithm} ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature.toString('hex')}`,
  };
}

/** A second time: what is percent-encoded in a URL is signed with its percent signs encoded, by all services but S3. */
function encode(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
