import { randomUUID } from 'node:crypto';
import { authenticate } from '../identity/authenticate.ts';
import type { CredentialStore } from '../identity/credential-store.ts';
import type { Policies } from '../identity/policies.ts';
import { CloudError } from '../model/cloud-error.ts';
import type { Cloud } from '../model/cloud.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import type { Query } from './query.ts';
import type { StaleReads } from './stale-reads.ts';
import type { Throttle } from './throttle.ts';
import { ec2Actions } from '../actions/index.ts';
import { runSts, stsVersion } from './sts.ts';
import { renderDocument } from './xml.ts';

const ec2Version = '2016-11-15';

export interface AwsParts {
  readonly cloud: Cloud;
  readonly credentials: CredentialStore;
  readonly policies: Policies;
  readonly throttle: Throttle;
  readonly staleReads: StaleReads;
  readonly webIdentityTokens: readonly string[];
  readonly extraRoles: readonly string[];
}

/** EC2 and STS share an address here; their versions tell them apart, as two hosts do elsewhere. */
export function serviceOf(query: Query): 'ec2' | 'sts' {
  return query.version === stsVersion ? 'sts' : 'ec2';
}

/** Answers one request of the Query protocol; a refusal is an answer too. */
export function answerAws(
  parts: AwsParts,
  request: HttpRequest,
  query: Query,
  overrides: { skewMs?: number; staleMs?: number } = {},
): HttpResponse {
  const service = serviceOf(query);
  const requestId = randomUUID();
  const nowMs = parts.cloud.clock.now() + parts.cloud.settings.clockSkewMs + (overrides.skewMs ?? 0);
  const common = { 'content-type': 'text/xml;charset=UTF-8', date: new Date(nowMs).toUTCString() };
  try {
    const body =
      service === 'sts'
        ? runSts(parts, request, query, nowMs, requestId)
        : runEc2(parts, request, query, nowMs, {
            requestId,
            staleMs: overrides.staleMs,
          });
    return { status: 200, headers: { ...common, 'x-amzn-requestid': requestId }, body };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const render = service === 'sts' ? stsError : ec2Error;
    return {
      status: error.status,
      headers: { ...common, 'x-amzn-requestid': requestId },
      body: render(error.code, error.message, requestId),
      code: error.code,
    };
  }
}

function runEc2(
  parts: AwsParts,
  request: HttpRequest,
  query: Query,
  nowMs: number,
  extra: { requestId: string; staleMs: number | undefined },
): string {
  if (request.method !== 'POST') throw new CloudError('InvalidRequest', 'The request must be a POST.', 400);
  if (query.action === '')
    throw new CloudError('MissingAction', 'The request must contain the parameter Action');
  const action = ec2Actions.get(query.action);
  if (!action || query.version !== ec2Version)
    throw new CloudError('InvalidAction', `The action ${query.action} is not valid for this web service.`);
  const { principal, region } = authenticate(request, 'ec2', parts.credentials, nowMs);
  const { cloud } = parts;
  const ourRegion = region === cloud.world.region;
  if (!ourRegion && cloud.settings.otherRegions === 'reject')
    throw new CloudError('AuthFailure', 'Credential should be scoped to a valid region.', 401);
  parts.throttle.take(action.throttleClass(query.parameters));
  const prepared = action.prepare(query.parameters);
  parts.policies.check(principal, {
    service: 'ec2',
    action: action.name,
    dryRun: prepared.dryRun,
    values: Object.values(query.flat),
  });
  if (prepared.dryRun)
    throw new CloudError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  const asOfMs = action.name.startsWith('Describe') ? parts.staleReads.asOfMs(extra.staleMs) : Infinity;
  const body = prepared.run({ cloud, asOfMs, ourRegion });
  return renderDocument(`${action.name}Response`, `http://ec2.amazonaws.com/doc/${ec2Version}/`, {
    requestId: extra.requestId,
    ...body,
  });
}

export function ec2Error(code: string, message: string, requestId: string): string {
  return renderDocument('Response', undefined, {
    Errors: { Error: { Code: code, Message: message } },
    RequestID: requestId,
  });
}

export function stsError(code: string, message: string, requestId: string): string {
  return renderDocument('ErrorResponse', `https://sts.amazonaws.com/doc/${stsVersion}/`, {
    Error: { Type: 'Sender', Code: code, Message: message },
    RequestId: requestId,
  });
}
