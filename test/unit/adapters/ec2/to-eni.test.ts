import { describe, expect, it } from 'vitest';
import { toEni } from '../../../../src/adapters/ec2/to-eni.ts';
import { readXml } from '../../../../src/adapters/xml/read-xml.ts';

type Fields = Readonly<Record<string, string | undefined>>;

const attachment: Fields = {
  attachmentId: 'eni-attach-1',
  instanceId: 'i-1',
  deviceIndex: '1',
  status: 'attached',
  attachTime: '2024-01-02T03:04:05.000Z',
  deleteOnTermination: 'false',
};
const answer: Fields = {
  networkInterfaceId: 'eni-0123456789abcdef0',
  macAddress: '06:00:00:00:01:64',
  subnetId: 'subnet-1',
  vpcId: 'vpc-1',
  availabilityZone: 'eu-west-1a',
  status: 'in-use',
  sourceDestCheck: 'true',
  privateIpAddress: '10.0.1.100',
  privateIpAddressesSet: listOf('privateIpAddress', '10.0.1.101', '10.0.1.100'),
  attachment: write(attachment),
};

function write(fields: Fields): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.map(([name, value = '']) => `<${name}>${value}</${name}>`).join('');
}

function listOf(name: string, ...values: string[]): string {
  return values.map((value) => write({ item: write({ [name]: value }) })).join('');
}

const read = (change: Fields = {}) => toEni(readXml(write({ item: write({ ...answer, ...change }) })));
const attached = (change: Fields) => ({ attachment: write({ ...attachment, ...change }) });
const transient = expect.objectContaining({ kind: 'transient' }) as Error;

describe('an ENI in our terms', () => {
  it('has its primary address first, wherever EC2 lists it', () => {
    expect(read().ipv4).toEqual(['10.0.1.100', '10.0.1.101']);
  });

  it('has its MAC in lower case and its IPv6 addresses as the kernel writes them', () => {
    const eni = read({
      macAddress: '06:AB:00:00:01:64',
      ipv6AddressesSet: listOf('ipv6Address', '2001:DB8:0:0:0:0:0:64'),
    });
    expect(eni.mac).toBe('06:ab:00:00:01:64');
    expect(eni.ipv6).toEqual(['2001:db8::64']);
  });

  it('has its attachment, with the time since when', () => {
    expect(read().attachment).toEqual({
      attachmentId: 'eni-attach-1',
      instanceId: 'i-1',
      deviceIndex: 1,
      networkCardIndex: 0,
      status: 'attached',
      deleteOnTermination: false,
      attachedSince: new Date('2024-01-02T03:04:05Z'),
    });
  });

  it('that is attached to nothing has none', () => {
    expect(read({ attachment: undefined }).attachment).toBeUndefined();
  });

  it.each([
    ['requester-managed', { requesterManaged: 'true' }],
    ['operator-managed', { operator: write({ managed: 'true' }) }],
  ])('is managed when it is %s', (_name, change) => {
    expect(read(change).managed).toBe(true);
    expect(read().managed).toBe(false);
  });

  it('has the public address of its primary one', () => {
    expect(read({ association: write({ publicIp: '203.0.113.1' }) }).publicIp).toBe('203.0.113.1');
  });

  it('may have an attachment whose instance EC2 does not name', () => {
    expect(read(attached({ instanceId: undefined })).attachment?.instanceId).toBeUndefined();
  });

  it('whose device index EC2 does not tell is no primary interface', () => {
    expect(read(attached({ deviceIndex: undefined })).attachment?.deviceIndex).not.toBe(0);
  });

  it.each([
    ...['networkInterfaceId', 'macAddress', 'subnetId', 'vpcId', 'availabilityZone', 'status'],
    ...['sourceDestCheck', 'privateIpAddress'],
  ])('without %s, or with an empty one, is no answer', (field) => {
    expect(() => read({ [field]: undefined })).toThrow(transient);
    expect(() => read({ [field]: '' })).toThrow(transient);
  });

  it.each([
    ['half a MAC', { macAddress: '06:ab:00:00:01' }],
    ['half an address', { privateIpAddress: '10.0.1' }],
    ['an IPv6 address that is none', { ipv6AddressesSet: listOf('ipv6Address', 'nonsense') }],
    ['a status nobody knows', { status: 'frozen' }],
    ['a flag that is none', { sourceDestCheck: 'maybe' }],
    ['an attachment status nobody knows', attached({ status: 'busy' })],
    ['an attachment without id', attached({ attachmentId: undefined })],
    ['a device index that is no number', attached({ deviceIndex: 'one' })],
    ['an empty device index', attached({ deviceIndex: '' })],
    ['a negative device index', attached({ deviceIndex: '-1' })],
    ['a time that is none', attached({ attachTime: 'yesterday' })],
    ['nothing in its attachment', { attachment: '' }],
  ])('with %s is no answer', (_name, change) => {
    expect(() => read(change)).toThrow(transient);
  });
});
