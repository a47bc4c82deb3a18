import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shapeOf } from '../../lab/shape-of.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { diagnose, eniAgent, shellLine, type AdminShell } from '../admin-commands.ts';
import { readGuide } from '../guide.ts';
import { ClusterLab } from '../lab.ts';
import type { NodeName } from '../lab-options.ts';

let lab: ClusterLab;
let active: NodeName;
let passive: NodeName;

const readmePage = join(import.meta.dirname, '../../../README.md');
const commandsPage = join(import.meta.dirname, '../../../docs/commands.md');

/** Without what differs from run to run, and from EC2 to laboratory. */
function timeless(text: string): string {
  return sorted(text)
    .replaceAll(/ at http:\S+/g, '')
    .replaceAll(/\d{4}-\S+Z \([^)]*\)/g, 'TIME');
}

/** Pacemaker lists resources in any order. */
function sorted(text: string): string {
  const [screen = '', resources = ''] = text.split(/^resources +/m);
  return screen + resources.trimEnd().split(/\n +/).sort().join('\n');
}

/** The documents show a cluster whose active node is nat-a. */
function swap(text: string): string {
  if (active === 'nat-a') return text;
  const names = [
    ['nat-a', 'nat-b'],
    [cast.nodeA, cast.nodeB],
  ] as const;
  const swapped = names.reduce(
    (so, [one, other]) => so.replaceAll(one, '\0').replaceAll(other, one).replaceAll('\0', other),
    text,
  );
  const [, nodes = ''] = /^(nodes .*\n .*\n)/m.exec(swapped) ?? [];
  const [first = '', second = ''] = nodes.replace('nodes', '').trim().split(/\n +/);
  return swapped.replace(nodes, `nodes              ${second}\n                   ${first}\n`);
}

interface StatusDocument {
  readonly cluster: { readonly state: string; readonly localNode: string | null };
  readonly enis: readonly {
    readonly resource: string | null;
    readonly verdict: { readonly level: string; readonly sentence: string };
  }[];
}

async function statusOn(
  node: NodeName,
  words: readonly string[] = [],
  shell: AdminShell = 'crmsh',
): Promise<StatusDocument> {
  const { exitCode, stdout, stderr } = await eniAgent(lab, node, ['status', '--json', ...words], shell);
  expect(stderr).toBe('');
  const document = JSON.parse(stdout) as StatusDocument;
  expect(exitCode).toBe(document.enis.every(({ verdict }) => verdict.level === 'ok') ? 0 : 1);
  return document;
}

const verdictOn = async (node: NodeName): Promise<unknown> => (await statusOn(node)).enis[0]?.verdict;
const instanceOf = (node: NodeName): string => lab.host(node).member.instanceId;

describe('status on the nodes of a cluster', () => {
  beforeAll(async () => {
    lab = await ClusterLab.up({ world: (name) => oneArmed({ lab: name }) });
    active = lab.holder()!;
    passive = lab.peerOf(active);
  });
  afterAll(() => lab.down());

  it('on the active node, all agree', async () => {
    expect(await statusOn(active)).toMatchObject({
      cluster: { state: 'known', localNode: active },
      enis: [
        {
          resource: 'nat-eni',
          verdict: {
            level: 'ok',
            sentence: `${cast.eni} is attached to this node and usable, as Pacemaker says.`,
          },
        },
      ],
    });
  });

  it('prints what the README and the description of the commands show', async () => {
    const { stdout } = await eniAgent(lab, active, ['status']);
    const shown = [readmePage, commandsPage].map((page) => readGuide(page)('status.txt'));
    for (const text of shown) {
      expect(timeless(swap(text.replace('$ eni-agent status\n', '')))).toBe(timeless(stdout));
    }
  });

  it('prints the document that the description of the commands shows', async () => {
    const described: unknown = JSON.parse(readGuide(commandsPage)('status.json'));
    expect(shapeOf(await statusOn(active))).toEqual(shapeOf(described));
  });

  it('on the passive node, too, which knows by the fence device who the other one is', async () => {
    const { exitCode, stdout } = await eniAgent(lab, passive, ['status']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      `${cast.eni} is attached to ${instanceOf(active)}, not to this node, as Pacemaker says.\n`,
    );
    expect(stdout).toMatch(new RegExp(`^nodes +${active} \\(${instanceOf(active)}\\): online$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^ +${passive} \\(${instanceOf(passive)}, this node\\): online$`, 'm'));
  });

  it('on a host without Pacemaker it is told which ENI', async () => {
    const options = ['--eni-id', cast.eni, '--endpoint-url', lab.parts.endpointUrl];
    expect(await statusOn(passive, options, 'none')).toMatchObject({
      cluster: { state: 'none', localNode: null },
      enis: [
        {
          resource: null,
          verdict: {
            level: 'ok',
            sentence: `${cast.eni} is attached to ${instanceOf(active)}, not to this node.`,
          },
        },
      ],
    });
    const nameless = await eniAgent(lab, passive, ['status'], 'none');
    expect(nameless).toMatchObject({
      exitCode: 6,
      stderr: 'eni-agent: name the ENI with --eni-id: there is no cluster here\n',
    });
  });

  it('when somebody moved the ENI behind the back of Pacemaker, both nodes say so', async () => {
    await lab.crm(active, 'configure', 'property', 'maintenance-mode=true');
    await lab.waitFor('maintenance', ({ maintenanceMode }) => maintenanceMode);
    await lab.waitUntilIdle();
    const by = ['--eni-id', cast.eni, '--endpoint-url', lab.parts.endpointUrl, '--timeout', '60000'];
    expect(await eniAgent(lab, passive, ['start', ...by])).toMatchObject({ exitCode: 0 });
    const pacemaker = `but Pacemaker has nat-eni started on ${active}; the cluster is in maintenance mode and would not move it.`;
    expect(await verdictOn(passive)).toEqual({
      level: 'trouble',
      sentence: `${cast.eni} is attached to this node and usable; ${pacemaker}`,
    });
    expect(await verdictOn(active)).toEqual({
      level: 'trouble',
      sentence: `${cast.eni} is attached to ${instanceOf(passive)}, not to this node; ${pacemaker}`,
    });
    expect(await eniAgent(lab, passive, ['stop', ...by])).toMatchObject({ exitCode: 0 });
    expect(await verdictOn(active)).toEqual({
      level: 'trouble',
      sentence: `${cast.eni} is attached to no instance: nobody answers at its addresses; ${pacemaker}`,
    });
    expect(await eniAgent(lab, active, ['start', ...by])).toMatchObject({ exitCode: 0 });
    await lab.crm(active, 'configure', 'property', 'maintenance-mode=false');
    await lab.waitUntilServing(active);
  });

  it('a resource that was stopped is nobody’s fault, but the ENI serves nobody', async () => {
    await shellLine(lab, active, 'pcs resource disable nat-eni --wait=60');
    expect(await verdictOn(active)).toEqual({
      level: 'trouble',
      sentence: `${cast.eni} is attached to no instance: nobody answers at its addresses; Pacemaker has nat-eni stopped.`,
    });
    const { failed, code } = await diagnose(lab, active);
    expect({ ids: failed.map(({ id }) => id), code }).toEqual({ ids: ['route-tables', 'managed'], code: 0 });
    await shellLine(lab, active, 'pcs resource enable nat-eni --wait=60');
  });

  it('help is for people, usage for those who know OCF', async () => {
    const help = await eniAgent(lab, active, ['help']);
    expect(help.exitCode).toBe(0);
    expect(help.stdout).toMatch(/^Usage: eni-agent .*\n[^]*^ {2}doctor [^]*^Examples:$/m);
    expect((await eniAgent(lab, active, ['usage'])).stdout).toContain('OCF_RESKEY_eni_id');
  });
});
