import { authenticate } from '../identity/authenticate.ts';
import type { Credential } from '../identity/credential-store.ts';
import { CloudError } from '../model/cloud-error.ts';
import type { AwsParts } from './aws-service.ts';
import { integer, required, structure, text } from './fields.ts';
import type { HttpRequest } from './http.ts';
import type { Query } from './query.ts';
import { renderDocument, type XmlBody } from './xml.ts';

export const stsVersion = '2011-06-15';

const session = {
  RoleArn: required(text),
  RoleSessionName: required(text),
  DurationSeconds: integer,
};

/** AssumeRole, AssumeRoleWithWebIdentity and GetCallerIdentity. Throws a CloudError for whatever STS refuses. */
export function runSts(
  parts: AwsParts,
  request: HttpRequest,
  query: Query,
  nowMs: number,
  requestId: string,
): string {
  const result = run(parts, request, query, nowMs);
  return renderDocument(`${query.action}Response`, `https://sts.amazonaws.com/doc/${stsVersion}/`, {
    [`${query.action}Result`]: result,
    ResponseMetadata: { RequestId: requestId },
  });
}

function run(parts: AwsParts, request: HttpRequest, query: Query, nowMs: number): XmlBody {
  const signer = (): ReturnType<typeof authenticate>['principal'] => {
    const { principal } = authenticate(request, 'sts', parts.credentials, nowMs);
    parts.policies.check(principal, {
      service: 'sts',
      action: query.action,
      dryRun: false,
      values: Object.values(query.flat),
    });
    return principal;
  };
  switch (query.action) {
    case 'GetCallerIdentity': {
      structure({}).read(query.parameters, '');
      const { arn, userId } = signer();
      return { Arn: arn, UserId: userId, Account: parts.cloud.world.accountId };
    }
    case 'AssumeRole': {
      const caller = signer();
      const input = structure({ ...session, ExternalId: text }).read(query.parameters, '');
      const role = knownRole(parts, input.RoleArn);
      if (role === undefined)
        throw new CloudError(
          'AccessDenied',
          `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
          403,
        );
      return renderSession(issue(parts, role, input, caller.instanceId));
    }
    case 'AssumeRoleWithWebIdentity': {
      const input = structure({ ...session, WebIdentityToken: required(text), ProviderId: text }).read(
        query.parameters,
        '',
      );
      if (!parts.webIdentityTokens.includes(input.WebIdentityToken))
        throw new CloudError(
          'InvalidIdentityToken',
          'The web identity token that was passed is not valid',
          400,
        );
      const role = knownRole(parts, input.RoleArn);
      if (role === undefined)
        throw new CloudError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403);
      return renderSession(issue(parts, role, input));
    }
    default:
      throw new CloudError(
        'InvalidAction',
        `Could not find operation ${query.action} for version ${stsVersion}`,
      );
  }
}

function knownRole(parts: AwsParts, roleArn: string): string | undefined {
  const { accountId, instances } = parts.cloud.world;
  const prefix = `arn:aws:iam::${accountId}:role/`;
  if (!roleArn.startsWith(prefix)) return undefined;
  const name = roleArn.slice(prefix.length);
  const known = [...parts.extraRoles, ...instances.flatMap((instance) => instance.role ?? [])];
  return known.includes(name) ? name : undefined;
}

function issue(
  parts: AwsParts,
  role: string,
  input: { RoleSessionName: string; DurationSeconds: number | undefined },
  instanceId?: string,
): Credential {
  const seconds = input.DurationSeconds ?? 3600;
  if (seconds < 900 || seconds > 43_200)
    throw new CloudError(
      'ValidationError',
      `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint`,
    );
  return parts.credentials.issue(role, input.RoleSessionName, seconds * 1000, instanceId);
}

function renderSession(credential: Credential): XmlBody {
  return {
    Credentials: {
      AccessKeyId: credential.accessKeyId,
      SecretAccessKey: credential.secretAccessKey,
      SessionToken: credential.sessionToken,
      Expiration: new Date(credential.expiresAtMs),
    },
    AssumedRoleUser: { AssumedRoleId: credential.principal.userId, Arn: credential.principal.arn },
  };
}
