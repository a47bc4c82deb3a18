import { describe, expect, it } from 'vitest';
import { only } from '../../../../src/adapters/ec2/answer-fields.ts';
import { toInstance, toSubnet } from '../../../../src/adapters/ec2/to-domain.ts';

const transient = expect.objectContaining({ kind: 'transient' }) as Error;

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
