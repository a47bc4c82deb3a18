import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What the rehearsal is about: an ENI that another instance holds, and one that is here, its link played by the loopback,
 * which every host has and whose MAC is all zeros.
 */
export const rehearsal = {
  eniElsewhere: 'eni-00000000000000000',
  eniHere: 'eni-00000000000000001',
  instanceId: 'i-00000000000000000',
  holderId: 'i-11111111111111111',
} as const;

const subnet = 'subnet-00000000000000000';
const place = '<availabilityZone>xx-test-1a</availabilityZone><vpcId>vpc-00000000000000000</vpcId>';

function describeEni(eniId: string): string {
  const here = eniId === rehearsal.eniHere;
  const address = here ? '127.0.0.1' : '192.0.2.10';
  return `<networkInterfaceSet><item><networkInterfaceId>${eniId}</networkInterfaceId>
<subnetId>${subnet}</subnetId>${place}<status>in-use</status><macAddress>${here ? '00' : '02'}:00:00:00:00:00</macAddress>
<privateIpAddress>${address}</privateIpAddress><sourceDestCheck>${String(!here)}</sourceDestCheck><requesterManaged>false</requesterManaged>
<attachment><attachmentId>eni-attach-00000000000000000</attachmentId>
<instanceId>${here ? rehearsal.instanceId : rehearsal.holderId}</instanceId>
<deviceIndex>1</deviceIndex><networkCardIndex>0</networkCardIndex><status>attached</status><attachTime>2024-01-01T00:00:00.000Z</attachTime>
<deleteOnTermination>false</deleteOnTermination></attachment>
<privateIpAddressesSet><item><privateIpAddress>${address}</privateIpAddress><primary>true</primary>
<association><publicIp>203.0.113.1</publicIp></association></item></privateIpAddressesSet></item></networkInterfaceSet>`;
}

const answers: Readonly<Record<string, (parameters: URLSearchParams) => string>> = {
  DescribeNetworkInterfaces: (parameters) => describeEni(parameters.get('NetworkInterfaceId.1') ?? ''),
  DescribeInstances:
    () => `<reservationSet><item><instancesSet><item><instanceId>${rehearsal.instanceId}</instanceId>
<instanceState><code>16</code><name>running</name></instanceState><instanceType>t3.micro</instanceType><vpcId>vpc-00000000000000000</vpcId>
<placement><availabilityZone>xx-test-1a</availabilityZone></placement><networkInterfaceSet><item>
<networkInterfaceId>eni-11111111111111111</networkInterfaceId><attachment><deviceIndex>0</deviceIndex><networkCardIndex>0</networkCardIndex>
<status>attached</status></attachment></item></networkInterfaceSet></item></instancesSet></item></reservationSet>`,
  DescribeSubnets: () =>
    `<subnetSet><item><subnetId>${subnet}</subnetId>${place}<cidrBlock>192.0.2.0/24</cidrBlock></item></subnetSet>`,
};

const metadata: Readonly<Record<string, string>> = {
  '/latest/meta-data/instance-id': rehearsal.instanceId,
  '/latest/meta-data/placement/region': 'xx-test-1',
  '/latest/meta-data/iam/security-credentials/': 'rehearsal',
  '/latest/meta-data/iam/security-credentials/rehearsal': JSON.stringify({
    Code: 'Success',
    Type: 'AWS-HMAC',
    AccessKeyId: 'rehearsal',
    SecretAccessKey: 'rehearsal',
    Token: 'rehearsal',
    Expiration: '2100-01-01T00:00:00Z',
  }),
};

/** Just enough of EC2 and of the instance metadata service, on a port of the loopback, for a run of the program. */
export async function startRehearsalServer(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.method === 'PUT') {
    response.setHeader('x-aws-ec2-metadata-token-ttl-seconds', '300').end('rehearsal');
  } else if (request.method === 'GET') {
    const text = metadata[request.url ?? ''];
    response.writeHead(text === undefined ? 404 : 200).end(text ?? '');
  } else {
    const parameters = new URLSearchParams(Buffer.concat(chunks).toString());
    const action = parameters.get('Action') ?? '';
    const known = answers[action]?.(parameters);
    response.writeHead(known === undefined ? 400 : 200, { 'content-type': 'text/xml;charset=UTF-8' });
    response.end(known === undefined ? refusal : `<${action}Response>${known}</${action}Response>`);
  }
}

const refusal = `<Response><Errors><Error><Code>DryRunOperation</Code><Message>Request would have succeeded.</Message></Error></Errors>
<RequestID>00000000-0000-0000-0000-000000000000</RequestID></Response>`;
