import { describe, expect, test } from 'vitest';
import { CredentialStore } from '../../emulator/identity/credential-store.ts';
import { Policies } from '../../emulator/identity/policies.ts';
import { parseAmzDate, parseAuthorization, signatureMatches } from '../../emulator/identity/sigv4.ts';
import { ManualClock } from '../../emulator/model/clock.ts';
import { seededRandom } from '../../emulator/model/random.ts';

/** A signature computed apart from this code: the published example `get-vanilla` of the SigV4 test suite. */
const example = {
  request: {
    method: 'GET',
    target: '/',
    headers: { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' },
    body: Buffer.alloc(0),
  },
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, ' +
    'Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

describe('SigV4', () => {
  const auth = parseAuthorization(example.authorization)!;

  test('accepts the published example', () => {
    expect(signatureMatches(example.request, auth, example.secret)).toBe(true);
  });

  test.each([
    ['another secret', example.request, `${example.secret}x`],
    ['another body', { ...example.request, body: Buffer.from('x') }, example.secret],
    ['another path', { ...example.request, target: '/x' }, example.secret],
    ['another query', { ...example.request, target: '/?a=b' }, example.secret],
    [
      'another host',
      { ...example.request, headers: { ...example.request.headers, host: 'x' } },
      example.secret,
    ],
    [
      'an unsigned session token',
      { ...example.request, headers: { ...example.request.headers, 'x-amz-security-token': 't' } },
      example.secret,
    ],
  ])('refuses %s', (_, request, secret) => {
    expect(signatureMatches(request, auth, secret)).toBe(false);
  });

  test('reads dates', () => {
    expect(parseAmzDate('20150830T123600Z')).toBe(Date.UTC(2015, 7, 30, 12, 36));
    expect(parseAmzDate('yesterday')).toBeNaN();
  });
});

describe('role credentials', () => {
  const settings = { lifetimeMs: 3600_000, rotateBeforeExpiryMs: 300_000 };

  test('stay the same until shortly before they expire', async () => {
    const { clock, store } = setUp();
    const first = store.serve('i-1', 'nat', settings);
    await clock.advance(3_299_999);
    expect(store.serve('i-1', 'nat', settings)).toBe(first);
    await clock.advance(1);
    const second = store.serve('i-1', 'nat', settings);
    expect(second.accessKeyId).not.toBe(first.accessKeyId);
    expect(store.find(first.accessKeyId)).toBe(first);
  });

  test('expire on demand, and the metadata may go on serving them', () => {
    const { clock, store } = setUp();
    const first = store.serve('i-1', 'nat', settings);
    store.expire('nat', true);
    expect(store.find(first.accessKeyId)?.expiresAtMs).toBe(clock.now());
    expect(store.serve('i-1', 'nat', settings).accessKeyId).toBe(first.accessKeyId);
    store.expire('i-1');
    expect(store.serve('i-1', 'nat', settings).accessKeyId).not.toBe(first.accessKeyId);
  });

  function setUp(): { clock: ManualClock; store: CredentialStore } {
    const clock = new ManualClock();
    return {
      clock,
      store: new CredentialStore({ clock, random: seededRandom(1), accountId: '123456789012', users: [] }),
    };
  }
});

describe('policies', () => {
  const principal = { kind: 'role', name: 'nat', arn: 'arn', userId: 'x' } as const;
  const attach = {
    service: 'ec2',
    action: 'AttachNetworkInterface',
    dryRun: false,
    values: ['eni-1'],
  } as const;

  test.each([
    [{ action: 'ec2:AttachNetworkInterface' }, true],
    [{ action: 'AttachNetworkInterface' }, true],
    [{ action: '*' }, true],
    [{ action: 'DetachNetworkInterface' }, false],
    [{ action: '*', only: 'dry-run' }, false],
    [{ action: '*', only: 'real' }, true],
    [{ action: '*', resource: 'eni-1' }, true],
    [{ action: '*', resource: 'eni-2' }, false],
  ] as const)('%j denies: %s', (rule, denied) => {
    const policies = new Policies();
    policies.set('nat', [rule]);
    const check = (): void => policies.check(principal, attach);
    if (denied)
      expect(check).toThrow(expect.objectContaining({ code: 'UnauthorizedOperation', status: 403 }));
    else expect(check).not.toThrow();
  });
});
