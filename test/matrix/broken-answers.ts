import type { FaultEffect } from '../emulator/faults/fault-rule.ts';
import type { Fault, Nature } from './fault-class.ts';

type Row = readonly [className: string, name: string, nature: Nature, effect: FaultEffect];

const page = '<!DOCTYPE html><html><body><h1>Sign in to this network</h1></body></html>';
const regions =
  '<?xml version="1.0"?><DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId><regionInfo/></DescribeRegionsResponse>';
/** What answers over HTTP, and is not the service. */
const foreign: readonly Row[] = [
  ['wrong content', 'an HTML page', 'passing', { kind: 'content', body: page }],
  ['wrong content', 'nothing', 'passing', { kind: 'content', body: '' }],
  [
    'wrong content',
    'JSON',
    'passing',
    { kind: 'content', body: '{"ok":true}', contentType: 'application/json' },
  ],
  [
    'wrong content',
    'binary',
    'passing',
    { kind: 'content', body: '\0\u0001\ufffd\0', contentType: 'text/xml' },
  ],
  ['gateway', '502', 'passing', { kind: 'content', body: page, status: 502 }],
  ['gateway', '504', 'passing', { kind: 'content', body: '', status: 504 }],
  ['gateway', '404', 'passing', { kind: 'content', body: page, status: 404 }],
  ['gateway', '403', 'passing', { kind: 'content', body: page, status: 403 }],
  ['redirect', '302', 'passing', { kind: 'redirect', location: 'http://169.254.0.9/' }],
  ['redirect', '301', 'passing', { kind: 'redirect', location: 'https://login.example/', status: 301 }],
  ['redirect', '307', 'passing', { kind: 'redirect', location: '/elsewhere', status: 307 }],
];

/** What happens to any request on its way. */
const transport: readonly Row[] = [
  ['hang', 'before anything', 'passing', { kind: 'hang' }],
  ['reset', 'before anything', 'passing', { kind: 'reset' }],
  ['slow', '400 ms late', 'harmless', { kind: 'delay', delayMs: 400 }],
  ['slow', 'in pieces', 'harmless', { kind: 'drip', everyMs: 2, bytes: 64 }],
  ['too slow', 'a piece every second', 'passing', { kind: 'drip', everyMs: 1_000, bytes: 48 }],
  ['lost reply', 'then reset', 'passing', { kind: 'lost-reply' }],
  ['lost reply', 'then silence', 'passing', { kind: 'lost-reply', ending: 'hang' }],
  ['truncated', 'connection closed', 'passing', { kind: 'truncated', mode: 'connection' }],
];

/** What only documents suffer. */
const documents: readonly Row[] = [
  ['truncated', 'half a document', 'passing', { kind: 'truncated', mode: 'body' }],
  ['malformed', 'not well-formed', 'passing', { kind: 'malformed' }],
  [
    'wrong content',
    'the answer to another call',
    'passing',
    { kind: 'content', body: regions, contentType: 'text/xml' },
  ],
  [
    'wrong content',
    'an empty document',
    'passing',
    { kind: 'content', body: '<?xml version="1.0"?>', contentType: 'text/xml' },
  ],
  ['clock skew', 'an hour', 'passing', { kind: 'clock-skew', skewMs: 3_600_000 }],
  ['stale', 'from a minute ago', 'stale', { kind: 'stale', lagMs: 60_000 }],
  ['dry run', 'DryRunOperation', 'refused', { kind: 'error', code: 'DryRunOperation', status: 412 }],
];

/** What the metadata service answers for load, or where it is not what it should be. */
const metadata: readonly Row[] = [
  ...[400, 401, 403, 404, 429, 500, 503].map((status): Row => [
    status === 429 || status === 503 ? 'throttled' : status === 500 ? 'server error' : 'refused',
    String(status),
    'passing',
    { kind: 'error', code: String(status), status },
  ]),
  ['truncated', 'half a text', 'passing', { kind: 'truncated', mode: 'body' }],
  ['malformed', 'signs in the middle', 'passing', { kind: 'malformed' }],
];

/** Of a change the SDK tells nothing but that it succeeded, so there whose answer it is cannot be told. */
const readsOnly = 'the answer to another call';

/** While nobody says anything, all that is known in the end is that time ran out. */
const silent = ['hang', 'too slow', 'lost reply'];

const toFaults = (service: Fault['service'], rows: readonly Row[], reason: RegExp): Fault[] =>
  rows.map(([className, name, nature, effect]) => ({
    className,
    name,
    service,
    nature,
    effects: [effect],
    ...(name === readsOnly ? { actions: /^Describe/ } : {}),
    reason: silent.includes(className)
      ? new RegExp(`${reason.source}|time ran out|no answer in time`)
      : reason,
  }));

export const brokenEc2Answers = toFaults(
  'ec2',
  [...transport, ...documents, ...foreign],
  /(Describe|Attach|Detach|Modify)\w+: |EC2|eni-/,
);
export const brokenImdsAnswers = toFaults(
  'imds',
  [...transport, ...metadata, ...foreign],
  /instance metadata service|IAM role|region|which instance|CredentialsProviderError|AuthFailure/,
);
