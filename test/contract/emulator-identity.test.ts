import { fromInstanceMetadata, fromTemporaryCredentials, fromWebToken } from '@aws-sdk/credential-providers';
import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { testUser } from '../emulator/emulator.ts';
import { nodeA } from '../emulator/sample-world.ts';
import { emulatorLab, ShiftedClock, type EmulatorLab } from './emulator-client.ts';

let lab: EmulatorLab;
let clock: ShiftedClock;
beforeEach(async () => {
  clock = new ShiftedClock();
  lab = await emulatorLab({ clock });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await lab[Symbol.asyncDispose]();
});

const ask = (client: EC2Client): Promise<unknown> => client.send(new DescribeInstancesCommand({}));

function refusal(name: string, httpStatusCode: number): unknown {
  return expect.objectContaining({ name, $metadata: expect.objectContaining({ httpStatusCode }) as unknown });
}

async function roleClient(): Promise<EC2Client> {
  const port = await lab.emulator.listenImds({ host: '127.0.0.1', port: 0 }, nodeA);
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', `http://127.0.0.1:${port}`);
  return lab.client({ credentials: fromInstanceMetadata({ ec2MetadataV1Disabled: true }) });
}

test.each([
  ['an unknown key', { ...testUser, accessKeyId: 'AKIAUNKNOWNUNKNOWN01' }],
  ['a wrong secret', { ...testUser, secretAccessKey: 'wrong' }],
  ['a session token that does not belong', { ...testUser, sessionToken: 'wrong' }],
])('%s is refused', async (_, credentials) => {
  await expect(ask(lab.client({ credentials }))).rejects.toEqual(refusal('AuthFailure', 401));
});

test('the role of an instance works, and the log knows the instance', async () => {
  await ask(await roleClient());
  const requests = lab.emulator.requests.after();
  expect(requests.filter((request) => request.service === 'imds').map((request) => request.action)).toEqual([
    'api/token',
    'meta-data/iam/security-credentials/',
    'meta-data/iam/security-credentials/nat-node',
  ]);
  expect(requests.at(-1)).toMatchObject({
    service: 'ec2',
    caller: { principal: 'nat-node', instanceId: nodeA },
    status: 200,
  });
});

test('expired role credentials are refused, revoked ones unknown', async () => {
  const client = await roleClient();
  await ask(client);
  lab.emulator.credentials.expire('nat-node');
  await expect(ask(client)).rejects.toEqual(refusal('RequestExpired', 400));
  const [role] = lab.emulator.credentials.all().filter((credential) => credential.sessionToken !== undefined);
  lab.emulator.credentials.revoke(role!.accessKeyId);
  await expect(ask(client)).rejects.toEqual(refusal('AuthFailure', 401));
});

test('credentials really expire', async () => {
  lab.emulator.configure({ credentials: { lifetimeMs: 60_000 } });
  const served = lab.emulator.credentials.serve(nodeA, 'nat-node', lab.emulator.settings.credentials);
  const client = lab.client({
    credentials: {
      accessKeyId: served.accessKeyId,
      secretAccessKey: served.secretAccessKey,
      sessionToken: served.sessionToken!,
    },
  });
  await ask(client);
  clock.leap(60_001);
  await expect(ask(client)).rejects.toEqual(refusal('RequestExpired', 400));
});

test('a clock that is off by more than 15 minutes is refused', async () => {
  lab.emulator.configure({ clockSkewMs: 14 * 60_000 });
  await ask(lab.client());
  lab.emulator.configure({ clockSkewMs: -20 * 60_000 });
  await expect(ask(lab.client())).rejects.toEqual(refusal('RequestExpired', 400));
});

test('a denied action is refused until it is allowed again', async () => {
  lab.emulator.policies.set(testUser.name, [{ action: 'DescribeInstances' }]);
  await expect(ask(lab.ec2)).rejects.toEqual(refusal('UnauthorizedOperation', 403));
  lab.emulator.policies.set(testUser.name, []);
  await ask(lab.ec2);
});

test('AssumeRole gives credentials that EC2 accepts', async () => {
  const assume = (role: string): EC2Client =>
    lab.client({
      credentials: fromTemporaryCredentials({
        params: { RoleArn: `arn:aws:iam::123456789012:role/${role}`, RoleSessionName: 'test' },
        masterCredentials: testUser,
        clientConfig: { region: 'eu-west-1', endpoint: lab.endpoint, maxAttempts: 1 },
      }),
    });
  await ask(assume('nat-node'));
  expect(lab.emulator.requests.after().map((request) => request.action)).toEqual([
    'AssumeRole',
    'DescribeInstances',
  ]);
  await expect(ask(assume('unknown'))).rejects.toEqual(refusal('AccessDenied', 403));
});

test('AssumeRoleWithWebIdentity needs the right token, and the log does not keep it', async () => {
  const assume = (webIdentityToken: string): EC2Client =>
    lab.client({
      credentials: fromWebToken({
        webIdentityToken,
        roleArn: 'arn:aws:iam::123456789012:role/nat-node',
        roleSessionName: 'test',
        clientConfig: { region: 'eu-west-1', endpoint: lab.endpoint, maxAttempts: 1 },
      }),
    });
  await ask(assume('emulator-web-identity-token'));
  await expect(ask(assume('another'))).rejects.toEqual(refusal('InvalidIdentityTokenException', 400));
  expect(JSON.stringify(lab.emulator.requests.after())).not.toContain('emulator-web-identity-token');
});
