import { EC2Client } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signRequest } from '../../../../src/adapters/ec2/sign-request.ts';
import { parseAuthorization, signatureMatches } from '../../../emulator/identity/sigv4.ts';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const url = new URL('https://example.amazonaws.com/');
const scope = { region: 'us-east-1', service: 'service' };
const now = new Date('2015-08-30T12:36:00.789Z');

describe("AWS's own examples of signatures are met", () => {
  it.each([
    ['post-vanilla', {}, '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'post-x-www-form-urlencoded',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Param1=value1',
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ])('%s', (_name, headers, body, signature) => {
    const { authorization } = signRequest({ url, body, headers }, keys, scope, now);
    const signed = [...Object.keys(headers), 'host', 'x-amz-date'].join(';');
    expect(authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signed}, Signature=${signature}`,
    );
  });
});

const segment = fc.stringMatching(/^[\w.~ !'()*+=%é-]{0,6}$/);
const requests = fc.record({
  host: fc.constantFrom('ec2.eu-west-1.amazonaws.com', '127.0.0.1:8080', '[fd00::1]:443', 'localhost'),
  path: fc.array(
    segment.filter((part) => !/^\.*$/.test(part)),
    { maxLength: 3 },
  ),
  body: fc.string({ unit: 'grapheme' }),
  agent: fc.stringMatching(/^[\x21-\x7e]( {0,3}[\x21-\x7e])*$/),
  secretAccessKey: fc.stringMatching(/^[\w/+]{20,40}$/),
  sessionToken: fc.option(fc.base64String({ minLength: 4 }), { nil: undefined }),
  region: fc.constantFrom('eu-west-1', 'us-gov-west-1', 'cn-north-1'),
  time: fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
});

function sign({ host, path, body, agent, secretAccessKey, sessionToken, region, time }: Example) {
  const where = new URL(`http://${host}/${path.map(encodeURIComponent).join('/')}`);
  const credentials = {
    accessKeyId: 'AKIA1',
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
  };
  const unsigned = { url: where, body, headers: { 'user-agent': agent, 'content-type': 'text/plain' } };
  const headers = signRequest(unsigned, credentials, { region, service: 'ec2' }, time);
  return { where, credentials, headers };
}
type Example = typeof requests extends fc.Arbitrary<infer Value> ? Value : never;

describe('any request', () => {
  it("is signed as the SDK's signer does", async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (example) => {
        const { where, credentials, headers } = sign(example);
        const { authorization, ...signed } = headers;
        const client = new EC2Client({ region: example.region, credentials });
        const signer = await client.config.signer({
          name: 'sigv4',
          signingName: 'ec2',
          signingRegion: example.region,
          properties: {},
        });
        const request = {
          ...{ protocol: 'http:', hostname: where.hostname, method: 'POST', path: where.pathname },
          ...{ query: {}, body: example.body, headers: signed },
        };
        // Which headers are signed differs: the SDK leaves user-agent out and adds one.
        const theirs = await signer.sign(request, {
          signingDate: example.time,
          signableHeaders: new Set(['user-agent']),
          unsignableHeaders: new Set(['x-amz-content-sha256']),
        });
        expect(theirs.headers['authorization']).toBe(authorization);
      }),
    );
  });

  it('is accepted by who recomputes its signature, and with one byte changed is not', () => {
    fc.assert(
      fc.property(requests, (example) => {
        const { where, credentials, headers } = sign({ ...example, path: [] });
        const auth = parseAuthorization(headers['authorization']);
        const request = { method: 'POST', target: where.pathname, headers, body: Buffer.from(example.body) };
        expect(signatureMatches(request, auth!, credentials.secretAccessKey)).toBe(true);
        const changed = { ...request, body: Buffer.concat([request.body, Buffer.from('x')]) };
        expect(signatureMatches(changed, auth!, credentials.secretAccessKey)).toBe(false);
      }),
    );
  });
});
