import { describe, expect, it } from 'vitest';
import { runInstall, runUninstall } from '../../../src/cli/install.ts';
import { whyNotRemovable, type RemovalFacts } from '../../../src/cli/why-not-removable.ts';
import { known, unknown } from '../../../src/cli/reading.ts';
import type { ClusterStatus } from '../../../src/domain/cluster.ts';
import type { Installed, Installer } from '../../../src/domain/installation.ts';
import { natEni } from './nat-eni.ts';
import { systemClock } from '../../../src/adapters/clock/system-clock.ts';

const status: ClusterStatus = {
  quorum: true,
  maintenance: false,
  nodes: [
    { name: 'nat-a', state: 'online' },
    { name: 'nat-b', state: 'online' },
  ],
  resources: [natEni],
  failures: [],
};
const facts = (change: Partial<ClusterStatus> = {}, rest: Partial<RemovalFacts> = {}): RemovalFacts => ({
  pacemakerRuns: true,
  cluster: known({ ...status, ...change }),
  localNode: known('nat-a'),
  ...rest,
});

describe('the agent must stay', () => {
  it('where a managed resource of it is active', () => {
    expect(whyNotRemovable(facts())).toMatch(/^the resource nat-eni is active on this node \(nat-a\)/);
  });

  it.each([
    ['crm_mon', { cluster: unknown('no answer within 12000 ms') }, 'no answer within 12000 ms'],
    ['crm_node', { localNode: unknown('crm_node failed') }, 'crm_node failed'],
    ['nobody', { cluster: known(undefined) }, 'its tools are missing'],
  ])('where Pacemaker runs but %s does not answer', (_, rest, why) => {
    expect(whyNotRemovable(facts({}, rest))).toBe(
      `Pacemaker runs here but does not say what it uses (${why}): stop it on this node first`,
    );
  });
});

describe('the agent may go', () => {
  it.each<[string, RemovalFacts]>([
    ['where Pacemaker does not run', facts({}, { pacemakerRuns: false, cluster: unknown('disconnected') })],
    ['while the resource is on the other node', facts({}, { localNode: known('nat-b') })],
    ['while the resource is stopped', facts({ resources: [{ ...natEni, role: 'Stopped', nodes: [] }] })],
    ['while the resource is unmanaged', facts({ resources: [{ ...natEni, managed: false }] })],
    ['in maintenance mode', facts({ maintenance: true })],
    ['while this node is in maintenance', facts({ nodes: [{ name: 'nat-a', state: 'maintenance' }] })],
    [
      'if the active resource is of another agent',
      facts({ resources: [{ ...natEni, agent: 'ocf:heartbeat:IPaddr2' }] }),
    ],
  ])('%s', (_, given) => {
    expect(whyNotRemovable(given)).toBeUndefined();
  });

  it('not because some other node is in maintenance', () => {
    expect(whyNotRemovable(facts({ nodes: [{ name: 'nat-b', state: 'maintenance' }] }))).toContain('nat-eni');
  });
});

describe('the commands', () => {
  function call(installed: Partial<Installed>, installer: Partial<Installer> = {}) {
    const said = { out: '', err: '', uninstalled: 0 };
    const fake: Installer = {
      isPackage: false,
      hasPackage: () => false,
      install: (version) =>
        Promise.resolve({ folder: `/v/${version}`, withoutCache: undefined, stillUsedBy: [], ...installed }),
      uninstall: () => Promise.resolve(void (said.uninstalled += 1)),
      pacemakerRuns: () => true,
      ...installer,
    };
    const program = {
      version: '1.2.3',
      clock: systemClock,
      out: (text: string) => void (said.out += text),
      err: (text: string) => void (said.err += text),
      openInstaller: () => fake,
      openCluster: () => ({
        status: () => Promise.resolve(status),
        localNode: () => Promise.resolve('nat-a'),
        cib: () => Promise.reject(new Error('not asked')),
      }),
    };
    return { said, program };
  }

  it('install says what is in use, and nothing more if all is well', async () => {
    const { said, program } = call({});
    expect(await runInstall(program)).toBe(0);
    expect(said).toMatchObject({ out: 'eni-agent 1.2.3 is in use, from /v/1.2.3\n', err: '' });
  });

  it('install warns of what it could not do', async () => {
    const { said, program } = call({ withoutCache: 'no loopback', stillUsedBy: [12, 13] });
    expect(await runInstall(program)).toBe(0);
    expect(said.err).toContain('for want of a code cache: no loopback\n');
    expect(said.err).toContain('run an earlier version (12, 13)');
  });

  it('uninstall refuses while the resource is active, and takes nothing away', async () => {
    const { said, program } = call({});
    await expect(runUninstall(program)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/^stays installed, because the resource nat-eni is active/) as string,
    });
    expect(said.uninstalled).toBe(0);
  });

  it('uninstall takes it away where Pacemaker does not run', async () => {
    const { said, program } = call({}, { pacemakerRuns: () => false });
    expect(await runUninstall(program)).toBe(0);
    expect(said.uninstalled).toBe(1);
  });

  it.each([runInstall, runUninstall])('both leave alone what a package brought: %o', async (run) => {
    const { program } = call({}, { hasPackage: () => true });
    await expect(run(program)).rejects.toMatchObject({ kind: 'refused' });
  });

  it('both work on it when the package itself calls', async () => {
    const options = { isPackage: true, hasPackage: () => true, pacemakerRuns: () => false };
    expect(await runInstall(call({}, options).program)).toBe(0);
    expect(await runUninstall(call({}, options).program)).toBe(0);
  });
});
