import { describe, expect, it } from 'vitest';
import { toBatches } from '../../../src/adapters/iproute2/batch-lines.ts';
import { describeFailure } from '../../../src/adapters/iproute2/run-ip.ts';
import { diffNetwork } from '../../../src/domain/network-diff.ts';
import { planNetwork } from '../../../src/domain/network-plan.ts';
import { planRelease } from '../../../src/domain/network-release.ts';
import { ens6, hostWith, wish } from './sample-host.ts';

const plan = planNetwork(wish, hostWith(ens6), 'ens6');

describe('the lines for ip', () => {
  it('configure a link that has just arrived, rules of IPv6 apart', () => {
    expect(toBatches(diffNetwork(plan, ens6, hostWith(ens6)))).toEqual({
      common: [
        'route replace blackhole default table 77 metric 4294967295 proto 158',
        'route replace blackhole ::/0 table 77 metric 4294967295 proto 158',
        'rule add priority 15800 from 10.0.2.20 lookup 77 protocol 158',
        'rule add priority 15800 from 10.0.2.21 lookup 77 protocol 158',
        'rule add priority 15801 iif ens6 lookup 77 protocol 158',
        'link set dev ens6 mtu 9001',
        'link set dev ens6 up',
        'address replace 10.0.2.20/24 dev ens6 metric 1580000',
        'address replace 10.0.2.21/24 dev ens6 metric 1580000',
        'address replace 2001:db8:0:2::20/64 dev ens6 metric 1580000 nodad',
        'route replace 10.0.2.0/24 dev ens6 table 77 proto 158',
        'route replace 2001:db8:0:2::/64 dev ens6 table 77 metric 1024 proto 158',
        'route replace default via 10.0.2.1 dev ens6 onlink table 77 proto 158',
        'route replace ::/0 via fe80:ec2::1 dev ens6 onlink table 77 metric 1024 proto 158',
        'link property add dev ens6 altname eni-0123456789abcdef0',
      ],
      ipv6Rules: [
        'rule add priority 15800 from 2001:db8:0:2::20 lookup 77 protocol 158',
        'rule add priority 15801 iif ens6 lookup 77 protocol 158',
      ],
    });
  });

  it('take it all off again', () => {
    const addresses = [{ address: '10.0.2.20', prefixLength: 24 }];
    const link = { ...ens6, up: true, running: true, altNames: [wish.eniId], addresses };
    const state = hostWith(link, { ownRules: plan.rules.slice(0, 1), ownRoutes: plan.routes.slice(-2) });
    expect(toBatches(planRelease({ altName: wish.eniId, table: 77 }, link, state)).common).toEqual([
      'rule del priority 15800 from 10.0.2.20 lookup 77 protocol 158',
      'route del default via 10.0.2.1 dev ens6 onlink table 77 proto 158',
      'route del ::/0 via fe80:ec2::1 dev ens6 onlink table 77 metric 1024 proto 158',
      'address del 10.0.2.20/24 dev ens6',
      'link property del dev ens6 altname eni-0123456789abcdef0',
      'link set dev ens6 down',
    ]);
  });

  it('name in every rule and route the protocol number that marks it', () => {
    const { common, ipv6Rules } = toBatches(diffNetwork(plan, ens6, hostWith(ens6)));
    const marked = [...common, ...ipv6Rules].filter((line) => /^(rule|route)/.test(line));
    expect(marked).toHaveLength(plan.rules.length + plan.routes.length);
    expect(marked.every((line) => /proto(col)? 158$/.test(line))).toBe(true);
  });
});

describe('the reason of a failure', () => {
  const lines = ['link set dev ens6 up', 'address replace 10.0.2.20/24 dev ens6'];

  it('is in one line and names the command', () => {
    expect(describeFailure('RTNETLINK answers: File exists\nCommand failed -:2', lines, '')).toBe(
      'ip address replace 10.0.2.20/24 dev ens6 failed: RTNETLINK answers: File exists',
    );
  });

  it('is how the process ended where ip said nothing', () => {
    expect(describeFailure('', lines, 'killed by SIGSEGV')).toBe('ip failed: killed by SIGSEGV');
  });
});
