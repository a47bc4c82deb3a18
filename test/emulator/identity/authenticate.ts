import { CloudError } from '../model/cloud-error.ts';
import type { CredentialStore, Principal } from './credential-store.ts';
import { parseAmzDate, parseAuthorization, signatureMatches, type SignedRequest } from './sigv4.ts';

const toleratedSkewMs = 15 * 60_000;

/** The same finding has another code in each service. */
export type Refusal =
  'unsigned' | 'unknown-key' | 'bad-signature' | 'expired-token' | 'clock-skew' | 'region';

const refusals: Record<
  'ec2' | 'sts',
  Record<Refusal, readonly [code: string, message: string, status: number]>
> = {
  ec2: {
    unsigned: ['AuthFailure', 'AWS was not able to validate the provided access credentials', 401],
    'unknown-key': ['AuthFailure', 'AWS was not able to validate the provided access credentials', 401],
    'bad-signature': ['AuthFailure', 'AWS was not able to validate the provided access credentials', 401],
    'expired-token': ['RequestExpired', 'Request has expired.', 400],
    'clock-skew': ['RequestExpired', 'Request has expired.', 400],
    region: ['AuthFailure', 'Credential should be scoped to a valid region.', 401],
  },
  sts: {
    unsigned: ['MissingAuthenticationToken', 'Request is missing Authentication Token', 403],
    'unknown-key': ['InvalidClientTokenId', 'The security token included in the request is invalid.', 403],
    'bad-signature': [
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
      403,
    ],
    'expired-token': ['ExpiredToken', 'The security token included in the request is expired', 403],
    'clock-skew': ['SignatureDoesNotMatch', 'Signature expired or not yet current.', 403],
    region: ['SignatureDoesNotMatch', 'Credential should be scoped to a valid region.', 403],
  },
};

export interface Authenticated {
  readonly principal: Principal;
  /** The region the request was signed for. */
  readonly region: string;
}

/** Who signed the request. Throws what the service answers to a request that nobody it knows has signed so. */
export function authenticate(
  request: SignedRequest,
  service: 'ec2' | 'sts',
  store: CredentialStore,
  nowMs: number,
): Authenticated {
  const fail = (refusal: Refusal): CloudError => {
    const [code, message, status] = refusals[service][refusal];
    return new CloudError(code, message, status);
  };
  const auth = parseAuthorization(request.headers['authorization']);
  if (!auth) throw fail('unsigned');
  const credential = store.find(auth.accessKeyId);
  if (!credential || credential.sessionToken !== request.headers['x-amz-security-token'])
    throw fail('unknown-key');
  if (auth.service !== service || !signatureMatches(request, auth, credential.secretAccessKey))
    throw fail('bad-signature');
  const skewMs = Math.abs(parseAmzDate(request.headers['x-amz-date']) - nowMs);
  if (!(skewMs <= toleratedSkewMs)) throw fail('clock-skew');
  if (credential.expiresAtMs <= nowMs) throw fail('expired-token');
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(auth.region)) throw fail('region');
  return { principal: credential.principal, region: auth.region };
}
