import { describe, expect, it } from 'vitest';
import { toAgentError } from '../../../../src/adapters/ec2/to-agent-error.ts';
import { AgentError, type ErrorKind } from '../../../../src/domain/errors.ts';
import { exitCodeForError } from '../../../../src/ocf/exit-codes.ts';

const asked = { action: 'AttachNetworkInterface', place: 'region eu-west-1' };

/** An error as the SDK throws it for an answer of EC2. */
function answered(name: string, message = '', status = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

/** Exit codes of start, stop, monitor, probe and validate-all when an error of this kind ends them. */
function exitCodes(kind: ErrorKind): number[] {
  return (['start', 'stop', 'monitor', 'probe', 'validate-all'] as const).map((action) =>
    exitCodeForError(action, kind),
  );
}

const soft = [1, 1, 1, 5, 1];
const node = [2, 1, 1, 5, 2];
const indexTaken = "Instance 'i-0' already has an interface attached at device index '1'.";
const inUse = 'Interface: [eni-0] in use.';
const zones =
  'You may not attach a network interface to an instance if they are not in the same availability zone';
const vpcs = 'The interface and the instance belong to different VPCs: VPC vpc-1 and VPC vpc-2';

describe('an error code of EC2', () => {
  it.each([
    ['InvalidNetworkInterfaceID.NotFound', '', 'eni-not-found', node],
    ['InvalidNetworkInterfaceId.Malformed', '', 'parameter', [6, 0, 6, 6, 6]],
    ['InvalidNetworkInterfaceID.Malformed', '', 'parameter', [6, 0, 6, 6, 6]],
    ['InvalidNetworkInterface.InUse', inUse, 'eni-in-use', soft],
    ['InvalidParameterValue', 'The network interface is currently in use', 'eni-in-use', soft],
    ['InvalidParameterValue', indexTaken, 'device-index-taken', soft],
    ['InvalidParameterValue', zones, 'node-unsuitable', node],
    ['InvalidParameterCombination', zones, 'node-unsuitable', node],
    ['InvalidParameterCombination', vpcs, 'node-unsuitable', node],
    ['InvalidParameterValue', 'Value (x) for parameter y is invalid.', 'failed', soft],
    ['AttachmentLimitExceeded', '', 'node-unsuitable', node],
    ['InvalidInterface.IpAddressLimitExceeded', '', 'node-unsuitable', node],
    ['InvalidAttachmentID.NotFound', '', 'attachment-gone', soft],
    ['IncorrectState', '', 'transition', soft],
    ['IncorrectInstanceState', '', 'transition', soft],
    ['InvalidInstanceID.NotFound', '', 'instance-not-found', soft],
    ['OperationNotPermitted', '', 'not-permitted', [6, 1, 1, 5, 6]],
    ['AuthFailure', '', 'credentials', soft],
    ['InvalidClientTokenId', '', 'credentials', soft],
    ['UnrecognizedClientException', '', 'credentials', soft],
    ['SignatureDoesNotMatch', '', 'credentials', soft],
    ['ExpiredToken', '', 'credentials', soft],
    ['CredentialsProviderError', '', 'credentials', soft],
    ['UnauthorizedOperation', '', 'unauthorized', [4, 1, 1, 5, 4]],
    ['AccessDenied', '', 'unauthorized', [4, 1, 1, 5, 4]],
    ['RequestExpired', '', 'clock-skew', soft],
    ['RequestLimitExceeded', '', 'throttled', soft],
    ['Throttling', '', 'throttled', soft],
    ['ThrottlingException', '', 'throttled', soft],
    ['EC2ThrottledException', '', 'throttled', soft],
    ['InternalError', '', 'transient', soft],
    ['InternalFailure', '', 'transient', soft],
    ['ServerInternal', '', 'transient', soft],
    ['Unavailable', '', 'transient', soft],
    ['ServiceUnavailable', '', 'transient', soft],
    ['SomethingNobodyForesaw', '', 'failed', soft],
  ] as const)('%s %s', (code, message, kind, codes) => {
    expect(toAgentError(answered(code, message), asked).kind).toBe(kind);
    expect(exitCodes(kind)).toEqual(codes);
  });

  it.each(['Client.', 'Server.'])('with the prefix %s means the same', (prefix) => {
    expect(toAgentError(answered(`${prefix}IncorrectState`), asked).kind).toBe('transition');
    expect(toAgentError(answered(`${prefix}RequestLimitExceeded`), asked).kind).toBe('throttled');
  });
});

describe('what is no answer of EC2', () => {
  const withCode = (code: string) => Object.assign(new Error(`${code} happened`), { code });

  it.each([
    ['a reset', withCode('ECONNRESET')],
    ['a refusal', withCode('ECONNREFUSED')],
    ['no name', withCode('ENOTFOUND')],
    ['no resolver', withCode('EAI_AGAIN')],
    ['a certificate that nobody trusts', withCode('SELF_SIGNED_CERT_IN_CHAIN')],
    ['a time limit', answered('TimeoutError')],
    [
      'an XML that is none',
      Object.assign(new SyntaxError('not XML'), { $metadata: { httpStatusCode: 200 } }),
    ],
    ['a page of a load balancer', answered('UnknownError', '', 502)],
    ['a page of a proxy', answered('NotFound', 'NotFound', 404)],
    ['a redirect', answered('Unknown', '', 302)],
    ['an internal code with status 500', answered('SomethingInternal', '', 500)],
    [
      'an answer that breaks off after its status',
      Object.assign(withCode('ECONNRESET'), { $metadata: { httpStatusCode: 412 } }),
    ],
    ['a thrown text', 'what?'],
    ['nothing', undefined],
  ])('%s is transient: it tells nothing about the ENI', (_name, thrown) => {
    expect(toAgentError(thrown, asked).kind).toBe('transient');
  });

  it('status 429 is throttling, whatever the page says', () => {
    expect(toAgentError(answered('UnknownError', '', 429), asked).kind).toBe('throttled');
  });
});

describe('the sentence', () => {
  const message = (thrown: unknown) => toAgentError(thrown, asked).message;

  it('names call, code and what EC2 said, on one line', () => {
    const said = 'The attachment is\n\t in transition';
    expect(message(answered('IncorrectState', said))).toBe(
      'AttachNetworkInterface: IncorrectState: The attachment is',
    );
  });

  it('names region and endpoint where EC2 knows no such ENI', () => {
    expect(message(answered('InvalidNetworkInterfaceID.NotFound', "'eni-0' does not exist"))).toBe(
      "EC2 knows no such ENI (asked region eu-west-1): 'eni-0' does not exist",
    );
  });

  it('names the time here where the request had expired', () => {
    expect(message(answered('RequestExpired', 'Request has expired.'))).toMatch(
      /clock right\? it says 20\d\d-/,
    );
  });

  it('names the status of an answer that is no answer of EC2', () => {
    expect(message(answered('UnknownError', '', 502))).toContain('HTTP status 502');
  });

  it('takes the words of the cause where the error has none', () => {
    const cause = new Error('connect ECONNREFUSED 10.0.0.1:443');
    expect(message(Object.assign(new AggregateError([], '', { cause }), { code: 'ECONNREFUSED' }))).toContain(
      cause.message,
    );
  });

  it('keeps the original as the cause, and leaves what is translated already alone', () => {
    const original = answered('IncorrectState');
    const translated = toAgentError(original, asked);
    expect(translated.cause).toBe(original);
    expect(toAgentError(translated, { action: 'other', place: 'elsewhere' })).toBe(translated);
    expect(translated).toBeInstanceOf(AgentError);
  });
});
