import type { Fault, Nature } from './fault-class.ts';

interface Refusal {
  readonly code: string;
  readonly status?: number;
  readonly message?: string;
}

function errors(className: string, nature: Nature, refusals: readonly (string | Refusal)[]): Fault[] {
  return refusals
    .map((refusal) => (typeof refusal === 'string' ? { code: refusal } : refusal))
    .map(({ code, status = 400, message = 'as the fault matrix wants it' }) => ({
      className,
      name: `${code}${status === 400 ? '' : ` (${status})`}${message.startsWith('as') ? '' : `: ${message}`}`,
      service: 'ec2' as const,
      nature,
      effects: [{ kind: 'error' as const, code, status, message }],
      reason: reasonOf(nature, code.replace(/^Client\./, '')),
    }));
}

function reasonOf(nature: Nature, code: string): RegExp {
  if (nature === 'not-found') return /EC2 knows no such ENI/;
  const itself = code.replaceAll('.', String.raw`\.`);
  return nature === 'denied' ? new RegExp(`${itself}|lack the IAM right ec2:`) : new RegExp(itself);
}

/** What EC2 refuses a call with: every code that the agent tells apart, and some that it does not know. */
export const ec2Errors: readonly Fault[] = [
  ...errors('no such ENI', 'not-found', ['InvalidNetworkInterfaceID.NotFound']),
  ...errors('malformed id', 'malformed-id', [
    'InvalidNetworkInterfaceId.Malformed',
    'InvalidNetworkInterfaceID.Malformed',
  ]),
  ...errors('in use', 'passing', [
    'InvalidNetworkInterface.InUse',
    { code: 'InvalidParameterValue', message: 'Interface: eni-0123456789abcdef0 in use' },
  ]),
  ...errors('slot taken', 'conflict', [
    {
      code: 'InvalidParameterValue',
      message: "Instance 'i-0aaaaaaaaaaaaaaa1' already has an interface attached at device index '1'.",
    },
  ]),
  ...errors('wrong place', 'unsuitable', [
    {
      code: 'InvalidParameterCombination',
      message: 'You may not attach a network interface of another Availability Zone',
    },
    {
      code: 'InvalidParameterValue',
      message: 'The network interface and the instance are in different VPCs, not one VPC',
    },
  ]),
  ...errors('limits', 'unsuitable', ['AttachmentLimitExceeded', 'InvalidInterface.IpAddressLimitExceeded']),
  ...errors('attachment gone', 'passing', ['InvalidAttachmentID.NotFound']),
  ...errors('in transition', 'passing', ['IncorrectState', 'IncorrectInstanceState']),
  ...errors('no such instance', 'passing', ['InvalidInstanceID.NotFound']),
  ...errors('not permitted', 'forbidden', ['OperationNotPermitted']),
  ...errors('credentials', 'passing', [
    { code: 'AuthFailure', status: 401 },
    { code: 'InvalidClientTokenId', status: 403 },
    { code: 'UnrecognizedClientException', status: 401 },
    { code: 'SignatureDoesNotMatch', status: 403 },
    'ExpiredToken',
  ]),
  ...errors('denied', 'denied', [
    { code: 'UnauthorizedOperation', status: 403 },
    { code: 'Client.UnauthorizedOperation', status: 403 },
  ]),
  ...errors('request expired', 'passing', ['RequestExpired']),
  ...errors('throttled', 'passing', [
    { code: 'RequestLimitExceeded', status: 503 },
    { code: 'EC2ThrottledException', status: 503 },
    { code: 'Throttling' },
    { code: 'ThrottlingException' },
  ]),
  ...errors('server error', 'passing', [
    { code: 'InternalError', status: 500 },
    { code: 'InternalFailure', status: 500 },
    { code: 'ServerInternal', status: 500 },
    { code: 'Unavailable', status: 503 },
    { code: 'ServiceUnavailable', status: 503 },
    { code: 'SomethingNew', status: 502 },
  ]),
  ...errors('unknown refusal', 'refused', ['SomethingNew', { code: 'UnsupportedOperation' }]),
];
