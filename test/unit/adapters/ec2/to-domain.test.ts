import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { only, toEni, toInstance, toSubnet } from '../../../../src/adapters/ec2/to-domain.ts';

const answer: NetworkInterface = {
  NetworkInterfaceId: 'eni-0123456789abcdef0',
  MacAddress: '06:00:00:00:01:64',
  SubnetId: 'subnet-1',
  VpcId: 'vpc-1',
  AvailabilityZone: 'eu-west-1a',
  Status: 'in-use',
  SourceDestCheck: true,
  PrivateIpAddress: '10.0.1.100',
  PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.101' }, { PrivateIpAddress: '10.0.1.100', Primary: true }],
  Attachment: {
    AttachmentId: 'eni-attach-1',
    InstanceId: 'i-1',
    DeviceIndex: 1,
    Status: 'attached',
    DeleteOnTermination: false,
  },
};

const transient = expect.objectContaining({ kind: 'transient' }) as Error;

describe('an ENI in our terms', () => {
  it('has its primary address first, wherever EC2 lists it', () => {
    expect(toEni(answer).ipv4).toEqual(['10.0.1.100', '10.0.1.101']);
  });

  it('has its MAC in lower case and its IPv6 addresses as the kernel writes them', () => {
    const eni = toEni({
      ...answer,
      MacAddress: '06:AB:00:00:01:64',
      Ipv6Addresses: [{ Ipv6Address: '2001:DB8:0:0:0:0:0:64' }],
    });
    expect(eni.mac).toBe('06:ab:00:00:01:64');
    expect(eni.ipv6).toEqual(['2001:db8::64']);
  });

  it.each([
    { MacAddress: '06:ab:00:00:01' },
    { MacAddress: '<html>' },
    { PrivateIpAddress: '10.0.1' },
    { Attachment: { ...answer.Attachment, DeviceIndex: NaN } },
  ])('is not made of %j', (change) => {
    expect(() => toEni({ ...answer, ...change })).toThrow(transient);
  });

  it.each([
    ['requester-managed', { RequesterManaged: true }],
    ['operator-managed', { Operator: { Managed: true } }],
  ])('is managed when it is %s', (_name, change) => {
    expect(toEni({ ...answer, ...change }).managed).toBe(true);
  });

  it('may have an attachment whose instance EC2 does not name', () => {
    const Attachment = { ...answer.Attachment, InstanceId: undefined };
    expect(toEni({ ...answer, Attachment }).attachment?.instanceId).toBeUndefined();
  });

  it('whose device index EC2 does not tell is no primary interface', () => {
    const Attachment = { ...answer.Attachment, DeviceIndex: undefined };
    expect(toEni({ ...answer, Attachment }).attachment?.deviceIndex).not.toBe(0);
  });

  it.each([
    ...(['NetworkInterfaceId', 'MacAddress', 'SubnetId', 'VpcId', 'AvailabilityZone', 'Status'] as const),
    ...(['SourceDestCheck', 'PrivateIpAddress'] as const),
  ])('without %s is no answer', (field) => {
    expect(() => toEni({ ...answer, [field]: undefined })).toThrow(transient);
  });

  it.each([
    ['a status nobody knows', { Status: 'frozen' as never }],
    ['an attachment status nobody knows', { Attachment: { ...answer.Attachment, Status: 'busy' as never } }],
    ['an attachment without id', { Attachment: { ...answer.Attachment, AttachmentId: undefined } }],
    ['an IPv6 address that is none', { Ipv6Addresses: [{ Ipv6Address: 'nonsense' }] }],
  ])('with %s is no answer', (_name, change) => {
    expect(() => toEni({ ...answer, ...change })).toThrow(transient);
  });
});

describe('an instance in our terms', () => {
  const instance = {
    InstanceId: 'i-1',
    State: { Name: 'running' as const },
    Placement: { AvailabilityZone: 'eu-west-1a' },
    InstanceType: 't3.micro' as const,
    NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', Attachment: { DeviceIndex: 0 } }],
  };

  it('has its slots, on card 0 where EC2 names none', () => {
    expect(toInstance(instance).interfaces).toEqual([
      { eniId: 'eni-1', deviceIndex: 0, networkCardIndex: 0 },
    ]);
  });

  it.each([
    ['id', { InstanceId: undefined }],
    ['state', { State: undefined }],
    ['zone', { Placement: {} }],
    ['device index of an interface', { NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }] }],
  ])('without %s is no answer', (_name, change) => {
    expect(() => toInstance({ ...instance, ...change })).toThrow(transient);
  });
});

describe('a subnet in our terms', () => {
  it('has the IPv6 ranges that are associated', () => {
    const subnet = toSubnet({
      SubnetId: 'subnet-1',
      CidrBlock: '10.0.1.0/24',
      Ipv6CidrBlockAssociationSet: [
        { Ipv6CidrBlock: '2001:db8::/64', Ipv6CidrBlockState: { State: 'associated' } },
        { Ipv6CidrBlock: '2001:db8:1::/64', Ipv6CidrBlockState: { State: 'disassociated' } },
      ],
    });
    expect(subnet).toEqual({ subnetId: 'subnet-1', ipv4Cidr: '10.0.1.0/24', ipv6Cidrs: ['2001:db8::/64'] });
  });

  it('without range is no answer', () => {
    expect(() => toSubnet({ SubnetId: 'subnet-1' })).toThrow(transient);
    expect(() => toSubnet({ SubnetId: 'subnet-1', CidrBlock: '10.0.1.0' })).toThrow(transient);
  });
});

it.each([[undefined], [[]]])('an empty list where one element was asked for is no answer: %j', (list) => {
  expect(() => only(list, 'the ENI')).toThrow(transient);
});
