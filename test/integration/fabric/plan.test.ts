import { describe, expect, it } from 'vitest';
import { gatewayOf, isInside, prefixLength } from '../../emulator/fabric/cidr.ts';
import { planFabric } from '../../emulator/fabric/plan.ts';
import { cast, oneArmed } from '../../lab/topology.ts';

describe('a block of addresses', () => {
  it('has its router at the first host address', () => {
    expect(gatewayOf('10.0.1.0/24')).toBe('10.0.1.1');
    expect(gatewayOf('172.31.255.240/28')).toBe('172.31.255.241');
    expect(gatewayOf('10.0.1.77/24')).toBe('10.0.1.1');
  });

  it('contains addresses and smaller blocks', () => {
    expect(isInside('10.0.9.9', '10.0.0.0/16')).toBe(true);
    expect(isInside('10.0.9.0/24', '10.0.0.0/16')).toBe(true);
    expect(isInside('0.0.0.0/0', '10.0.0.0/16')).toBe(false);
    expect(isInside('10.1.0.0/24', '10.0.0.0/16')).toBe(false);
  });

  it('is refused when it is none', () => {
    expect(() => prefixLength('10.0.1.0')).toThrow('not a CIDR block');
    expect(() => gatewayOf('10.0.256.0/24')).toThrow('not an IPv4 address');
  });
});

describe('a world that the fabric cannot build', () => {
  const world = oneArmed({ lab: 'lab' });
  const [first, ...others] = world.routeTables;
  const withRoute = (destination: string, target: string): (() => unknown) => {
    const routeTables = [{ ...first!, routes: [{ destination, target }] }, ...others];
    return () => planFabric({ ...world, routeTables });
  };

  it('has a route within the VPC, or to a target that does not exist', () => {
    expect(withRoute('10.0.2.0/24', cast.eni)).toThrow('not supported');
    expect(withRoute('0.0.0.0/0', 'eni-0ffffffffffffffff')).toThrow('does not have');
    expect(withRoute('0.0.0.0/0', 'nat-0123456789abcdef0')).toThrow('does not have');
  });

  it('has an IPv6 route to an ENI without IPv6', () => {
    expect(withRoute('::/0', cast.eni)).toThrow('no IPv6 address');
  });

  it('has an ENI in an unknown subnet', () => {
    const enis = world.enis.map((eni) => ({ ...eni, subnetId: 'subnet-0ffffffffffffffff' }));
    expect(() => planFabric({ ...world, enis })).toThrow('which the world does not have');
  });
});
