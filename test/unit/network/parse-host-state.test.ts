import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonArrays } from '../../../src/adapters/iproute2/json-reader.ts';
import {
  parseDefaultRoutes,
  parseLinks,
  parseOwnRoutes,
  parseOwnRules,
} from '../../../src/adapters/iproute2/parse-host-state.ts';
import { isAgentError } from '../../../src/domain/errors.ts';

const recorded = (name: string): string => readFileSync(new URL(`recorded/${name}`, import.meta.url), 'utf8');
const commonText = recorded('iproute2-6.1-common.txt');
const commonCommands = ['address show', 'route show table all', 'rule show', 'route show exact default'];
const [addresses, routes, rules, defaults] = parseJsonArrays(commonText, commonCommands);
const [rulesIpv6, defaultsIpv6] = parseJsonArrays(recorded('iproute2-6.1-ipv6.txt'), ['rule', 'route']);

describe('what iproute2 6.1 answered', () => {
  it('gives the links with their addresses of global scope', () => {
    const links = parseLinks(addresses!);
    expect(links.map(({ name }) => name)).toEqual(['lo', 'p5', 'ens5', 'p6', 'ens6']);
    expect(links[0]).toMatchObject({ up: true, running: true, addresses: [] });
    expect(links[4]).toEqual({
      name: 'ens6',
      ifindex: 5,
      mac: '02:00:00:00:02:20',
      up: true,
      running: true,
      mtu: 9001,
      altNames: ['eni-0123456789abcdef0'],
      addresses: [
        { address: '10.0.2.20', prefixLength: 24, metric: 1_580_000 },
        { address: '10.0.2.22', prefixLength: 32 },
        { address: '10.0.2.21', prefixLength: 24, metric: 1_580_000 },
        { address: '2001:db8:0:2::20', prefixLength: 64, metric: 1_580_000 },
      ],
    });
  });

  it('gives the routes of the agent, of both families and any table', () => {
    expect(parseOwnRoutes(routes!)).toEqual([
      { family: 4, destination: 'default', gateway: '10.0.2.1', link: 'ens6', table: 77, metric: 0 },
      { family: 4, destination: '10.0.2.0/24', link: 'ens6', table: 77, metric: 0 },
      { family: 4, destination: '10.9.9.9/32', link: 'ens6', table: 254, metric: 0 },
      { family: 6, destination: '2001:db8:0:2::/64', link: 'ens6', table: 77, metric: 1024 },
      { family: 6, destination: 'default', gateway: 'fe80:ec2::1', link: 'ens6', table: 77, metric: 1024 },
    ]);
  });

  it('gives the rules of the agent alone', () => {
    expect(parseOwnRules(rules!, 4)).toEqual([
      { family: 4, priority: 15800, from: '10.0.2.20', table: 77 },
      { family: 4, priority: 15800, from: '10.0.2.0/28', table: 77 },
      { family: 4, priority: 15801, inbound: 'ens6', table: 77 },
      { family: 4, priority: 15801, inbound: 'gone0', table: 78 },
    ]);
    expect(parseOwnRules(rulesIpv6!, 6)).toEqual([
      { family: 6, priority: 15800, from: '2001:db8:0:2::20', table: 77 },
    ]);
  });

  it('gives the default routes that lead somewhere', () => {
    expect(parseDefaultRoutes(defaults!, 4)).toEqual([
      { family: 4, link: 'ens5', metric: 512 },
      { family: 4, link: 'ens5', metric: 4000 },
    ]);
    expect(parseDefaultRoutes(defaultsIpv6!, 6)).toEqual([{ family: 6, link: 'ens5', metric: 1024 }]);
  });

  it('an IPv6 route without any address in it is known by its preference', () => {
    const route = { dst: 'default', dev: 'ens6', table: '77', flags: [] };
    expect(parseOwnRoutes([route])[0]).toMatchObject({ family: 4 });
    expect(parseOwnRoutes([{ ...route, pref: 'medium' }])[0]).toMatchObject({ family: 6 });
  });

  it('an unreachable default route through lo is none', () => {
    const route = { type: '7', dst: 'default', dev: 'lo', metric: 4294967295, flags: [], pref: 'medium' };
    expect(parseDefaultRoutes([route], 6)).toEqual([]);
  });
});

describe('an answer that is not what was asked for', () => {
  const addressLine = commonText.split('\n')[0]!;
  const link = { ifname: 'ens6', ifindex: 3, flags: ['UP'], mtu: 1500, operstate: 'UP', addr_info: [] };

  it.each<[string, string, RegExp]>([
    ['is empty', '', /gave 0 of 4 answers/],
    ['has too few parts', `${addressLine}\n[]\n`, /gave 2 of 4 answers/],
    ['has too many parts', `${commonText}[]`, /gave 5 of 4 answers/],
    ['ends in the middle', `[]\n[]\n[]\n[{"dst":"defa`, /not JSON/],
    ['is no JSON', 'No such thing\n[]\n[]\n[]', /gave 3 of 4 answers|not JSON/],
    ['is no list', '{}\n[]\n[]\n[]', /gave no list/],
    ['is a list of something else', '[1]\n[]\n[]\n[]', /something else than objects/],
  ])('that %s is no empty list but an error', (_name, output, message) => {
    expect(() => parseJsonArrays(output, commonCommands)).toThrow(message);
  });

  it.each(['ifname', 'ifindex', 'flags', 'mtu', 'operstate', 'addr_info'])(
    'without "%s" of a link is refused',
    (key) => {
      expect(parseLinks([link])).toHaveLength(1);
      // An empty list of flags is left out by some versions: that field alone may be absent.
      const reduced = Object.fromEntries(Object.entries(link).filter(([name]) => name !== key));
      if (key === 'flags') expect(parseLinks([reduced])[0]).toMatchObject({ up: false });
      else expect(() => parseLinks([reduced])).toThrow(`"${key}"`);
    },
  );

  it.each<[string, Record<string, unknown>]>([
    ['index', { ifindex: 'three' }],
    ['MTU', { mtu: 1.5 }],
    ['list of flags', { flags: 'UP' }],
    ['address', { addr_info: [{ local: '10.0.2', prefixlen: 24, scope: '0' }] }],
    ['prefix length', { addr_info: [{ local: '10.0.2.1', prefixlen: '', scope: '0' }] }],
    ['scope', { addr_info: [{ local: '10.0.2.1', prefixlen: 24, scope: 'global' }] }],
  ])('with a wrong %s is refused', (_name, change) => {
    expect(() => parseLinks([{ ...link, ...change }])).toThrow(/^ip gave/);
  });

  it('with a gateway that is no address is refused', () => {
    const route = { dst: 'default', gateway: ' fe80:ec2::1', dev: 'ens6', table: '77', metric: 1024 };
    expect(() => parseOwnRoutes([route])).toThrow(/^ip gave/);
  });

  it('with fields nobody knows is understood', () => {
    expect(parseLinks([{ ...link, news: { of: ['iproute2', 9] } }])).toHaveLength(1);
  });

  it('however garbled, is understood or refused by name, never a crash', () => {
    const position = fc.nat(commonText.length - 1);
    const mutation = fc.record({ position, length: fc.nat(40), insert: fc.string({ maxLength: 8 }) });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const text = mutations.reduce(
          (all, { position: at, length, insert }) => all.slice(0, at) + insert + all.slice(at + length),
          commonText,
        );
        try {
          const [links, ownRoutes, ownRules, defaultRoutes] = parseJsonArrays(text, commonCommands);
          parseLinks(links!);
          parseOwnRoutes(ownRoutes!);
          parseOwnRules(ownRules!, 4);
          parseDefaultRoutes(defaultRoutes!, 4);
        } catch (error) {
          expect(isAgentError(error) && error.kind).toBe('host');
          expect((error as Error).message).not.toMatch(/[^\x20-\x7e]/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
