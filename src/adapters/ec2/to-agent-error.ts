import { AgentError, isAgentError, type ErrorKind } from '../../domain/errors.ts';

/** EC2's error codes and what they mean for what to do next. Prefixes "Client." and "Server." are stripped before. */
const kinds: Readonly<Record<string, ErrorKind>> = {
  'InvalidNetworkInterfaceID.NotFound': 'eni-not-found',
  'InvalidNetworkInterfaceId.Malformed': 'parameter',
  'InvalidNetworkInterfaceID.Malformed': 'parameter',
  'InvalidNetworkInterface.InUse': 'eni-in-use',
  AttachmentLimitExceeded: 'node-unsuitable',
  'InvalidInterface.IpAddressLimitExceeded': 'node-unsuitable',
  'InvalidAttachmentID.NotFound': 'attachment-gone',
  IncorrectState: 'transition',
  IncorrectInstanceState: 'transition',
  'InvalidInstanceID.NotFound': 'instance-not-found',
  OperationNotPermitted: 'not-permitted',
  /** The SDK's own: a custom endpoint together with FIPS or dual-stack of a profile. */
  EndpointError: 'parameter',
  AuthFailure: 'credentials',
  InvalidClientTokenId: 'credentials',
  UnrecognizedClientException: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  ExpiredToken: 'credentials',
  ExpiredTokenException: 'credentials',
  CredentialsProviderError: 'credentials',
  TokenProviderError: 'credentials',
  UnauthorizedOperation: 'unauthorized',
  AccessDenied: 'unauthorized',
  RequestExpired: 'clock-skew',
  RequestTimeTooSkewed: 'clock-skew',
  RequestLimitExceeded: 'throttled',
  EC2ThrottledException: 'throttled',
  InternalError: 'transient',
  InternalFailure: 'transient',
  ServerInternal: 'transient',
  Unavailable: 'transient',
  ServiceUnavailable: 'transient',
};

/**
 * InvalidParameterValue and InvalidParameterCombination say what is meant in their text alone; these are the phrases
 * that EC2 uses.
 */
const phrases: readonly (readonly [RegExp, ErrorKind])[] = [
  [/already has an interface attached at device index/i, 'device-index-taken'],
  [/currently in use|in-use|in use/i, 'eni-in-use'],
  [/availability zone|same zone|\bVPC\b/i, 'node-unsuitable'],
];

/** What is asked where: names region and endpoint in the reason when EC2 does not know the ENI. */
export interface Asked {
  readonly action: string;
  readonly place: string;
}

/** Translates whatever the SDK threw; the original stays as `cause`. */
export function toAgentError(thrown: unknown, asked: Asked): AgentError {
  if (isAgentError(thrown)) return thrown;
  const told = readError(thrown);
  const kind = kindOf(told);
  return new AgentError(kind, sentence(kind, told, asked), { cause: thrown });
}

function kindOf({ code, message, status, fromService }: Told): ErrorKind {
  const known = kinds[code];
  if (known !== undefined) return known;
  if (code.startsWith('Throttling') || status === 429) return 'throttled';
  if (code === 'InvalidParameterValue' || code === 'InvalidParameterCombination') {
    return phrases.find(([phrase]) => phrase.test(message))?.[1] ?? 'failed';
  }
  const plainRefusal = fromService && status !== undefined && status >= 400 && status < 500;
  return plainRefusal ? 'failed' : 'transient';
}

/** Names that the SDK or Node made up for what could not be understood; the SDK calls any answer with status 404 NotFound. */
const madeUp: ReadonlySet<string> = new Set([
  ...['', 'Error', 'TypeError', 'SyntaxError', 'TimeoutError'],
  ...['Unknown', 'UnknownError', 'NotFound'],
]);

function sentence(kind: ErrorKind, { code, message }: Told, { action, place }: Asked): string {
  const text = `${action}: ${code}${message === '' || message === code ? '' : `: ${message}`}`.replace(
    /\s+/g,
    ' ',
  );
  if (kind === 'eni-not-found') return `EC2 knows no such ENI (asked ${place}): ${message}`;
  if (kind === 'clock-skew')
    return `${text} (is this node's clock right? it says ${new Date().toISOString()})`;
  return text;
}

interface Told {
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
  /** EC2 itself wrote the code: it is none of Node's for a connection that broke, whatever status had come before. */
  readonly fromService: boolean;
}

function readError(thrown: unknown): Told {
  if (!(thrown instanceof Error))
    return { code: '', message: String(thrown), status: undefined, fromService: false };
  const { code, $metadata, cause } = thrown as {
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
    cause?: unknown;
  };
  const status = $metadata?.httpStatusCode;
  const name = thrown.name.replace(/^(Client|Server)\./, '');
  const word = name === 'Error' && typeof code === 'string' ? code : name;
  const inner = thrown.message === '' && cause instanceof Error ? cause.message : thrown.message;
  const fromService = !madeUp.has(name);
  const odd = status !== undefined && status !== 200 && !fromService ? ` (HTTP status ${status})` : '';
  return { code: word, message: `${inner.split('\n')[0] ?? ''}${odd}`, status, fromService };
}
