import { describe, expect, it } from 'vitest';
import type { Link, Links } from '../../src/domain/ports.ts';

/** Something that links can be plugged into and looked at through the port. */
export interface LinksHarness {
  readonly links: Links;
  readonly plug: (link: Partial<Link> & Pick<Link, 'mac'>, hardware: boolean) => void;
  readonly unplug: (mac: string) => void;
  readonly breakReads: () => void;
  readonly destroy: () => void;
}

const mac = '02:00:00:00:02:20';

/** What everything that calls itself `Links` promises. */
export function describeLinks(name: string, create: () => LinksHarness): void {
  describe(`Links: ${name}`, () => {
    /** Runs a test on a harness of its own. */
    const on = (test: (harness: LinksHarness) => Promise<void>) => async (): Promise<void> => {
      const harness = create();
      try {
        await test(harness);
      } finally {
        harness.destroy();
      }
    };

    it(
      'finds no link where none has the MAC',
      on(async ({ links, plug }) => {
        plug({ mac: '02:00:00:00:01:10' }, true);
        expect(await links.findByMac(mac)).toBeUndefined();
      }),
    );

    it(
      'finds a link as it is, in any case of the MAC, until it is pulled out',
      on(async ({ links, plug, unplug }) => {
        const link = { name: 'ens6', mac, up: true, running: true, mtu: 9001, addresses: ['10.0.2.20'] };
        plug(link, true);
        expect(await links.findByMac(mac.toUpperCase())).toMatchObject(link);
        unplug(mac);
        expect(await links.findByMac(mac)).toBeUndefined();
      }),
    );

    it(
      'finds a link that has just arrived down and without address',
      on(async ({ links, plug }) => {
        plug({ mac }, true);
        expect(await links.findByMac(mac)).toMatchObject({ up: false, running: false, addresses: [] });
      }),
    );

    it(
      'hides the addresses of a link that is not running',
      on(async ({ links, plug }) => {
        plug({ mac, up: true, running: false, addresses: ['10.0.2.20'] }, true);
        expect(await links.findByMac(mac)).toMatchObject({ up: true, running: false, addresses: [] });
      }),
    );

    it(
      'lists the links backed by a device',
      on(async ({ links, plug }) => {
        plug({ mac: '02:00:00:00:01:10', name: 'ens5' }, true);
        plug({ mac, name: 'veth0' }, false);
        expect((await links.hardwareLinks()).map(({ name: found }) => found)).toEqual(['ens5']);
      }),
    );

    it(
      'takes a failed read for unknown, not for "none"',
      on(async ({ links, plug, breakReads }) => {
        plug({ mac }, true);
        breakReads();
        await expect(links.findByMac(mac)).rejects.toMatchObject({ kind: 'host' });
        await expect(links.hardwareLinks()).rejects.toMatchObject({ kind: 'host' });
      }),
    );

    it(
      'wakes up when a link arrives or goes',
      on(async ({ links, plug, unplug }) => {
        await links.findByMac(mac);
        for (const change of [() => plug({ mac }, true), () => unplug(mac)]) {
          const waiting = links.waitForChange(5000);
          setTimeout(change, 20);
          const startMs = performance.now();
          await waiting;
          expect(performance.now() - startMs).toBeLessThan(2000);
          await links.findByMac(mac);
        }
      }),
    );

    it(
      'wakes up in time where nothing changes',
      on(async ({ links }) => {
        await links.findByMac(mac);
        const startMs = performance.now();
        await links.waitForChange(60);
        expect(performance.now() - startMs).toBeGreaterThan(50);
        expect(performance.now() - startMs).toBeLessThan(2000);
      }),
    );
  });
}
