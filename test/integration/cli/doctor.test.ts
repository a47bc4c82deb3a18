import { chmod, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRuleset, writeSysctls } from '../../emulator/fabric/namespaces.ts';
import { modifyEni, setDeleteOnTermination } from '../../emulator/model/modify.ts';
import { AgentLab } from '../../lab/agent-lab.ts';
import type { ProgramRun } from '../../lab/run-program.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { withFiles } from '../../lab/with-files.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';

const { nodeA, nodeB, eni, role } = cast;
const program = join(import.meta.dirname, '../../../bin/eni-agent');
const cib = readFileSync(join(import.meta.dirname, 'healthy-cib.xml'), 'utf8');

interface Report {
  readonly enis: readonly {
    readonly healthy: boolean;
    readonly checks: readonly { readonly id: string; readonly state: string; readonly fix: string | null }[];
  }[];
}

let lab: AgentLab;

/** A program that prints a text, in the place of one of Pacemaker's. */
async function fakeTool(name: string, text: string): Promise<[from: string, to: string]> {
  const tool = join(lab.folder, name);
  await writeFile(tool, `#!/bin/sh\ncat <<'EOF'\n${text}\nEOF\n`);
  await chmod(tool, 0o755);
  return [tool, `/usr/sbin/${name}`];
}

/** doctor on a node whose Pacemaker has this configuration. */
async function doctor(configuration: string, node: string, ...options: string[]): Promise<ProgramRun> {
  const wrapper = withFiles(
    await fakeTool('cibadmin', configuration),
    await fakeTool('crm_node', node === nodeA ? 'nat-a' : 'nat-b'),
  );
  return lab.agent(node, ['doctor', ...options], {}, { program, wrapper });
}

async function failed(configuration = cib, node: string = nodeA): Promise<string[]> {
  const run = await doctor(configuration, node, '--json');
  const report = JSON.parse(run.stdout) as Report;
  expect(run.code).toBe(report.enis.every(({ healthy }) => healthy) ? 0 : 1);
  const checks = report.enis.flatMap((one) => one.checks);
  expect(checks.filter(({ state }) => state === 'unknown')).toEqual([]);
  const bad = checks.filter(({ state }) => state === 'fail');
  expect(bad.every(({ fix }) => fix !== null && fix.length > 10)).toBe(true);
  return bad.map(({ id }) => id);
}

/** Something is wrong on node A while `work` runs. */
const planted: readonly {
  readonly what: string;
  readonly ids: readonly string[];
  readonly plant: () => unknown;
  readonly undo: () => unknown;
}[] = [
  {
    what: 'no forwarding',
    ids: ['ip-forward'],
    plant: () => writeSysctls(lab.netnsOf(nodeA), ['net.ipv4.ip_forward=0']),
    undo: () => writeSysctls(lab.netnsOf(nodeA), ['net.ipv4.ip_forward=1']),
  },
  {
    what: 'no NAT',
    ids: ['masquerade'],
    plant: () => loadRuleset(lab.netnsOf(nodeA), 'flush ruleset'),
    undo: () =>
      loadRuleset(
        lab.netnsOf(nodeA),
        'table ip nat { chain post { type nat hook postrouting priority srcnat; ip saddr 10.0.2.0/24 masquerade; }; }',
      ),
  },
  {
    what: "the ENI's source/dest check",
    ids: ['source-dest-check'],
    plant: () => modifyEni(lab.emulator.cloud, eni, { sourceDestCheck: true }),
    undo: () => modifyEni(lab.emulator.cloud, eni, { sourceDestCheck: false }),
  },
  {
    what: 'DeleteOnTermination',
    ids: ['delete-on-termination'],
    plant: () => setDeleteOnTermination(lab.emulator.cloud, eni, attachmentId(), true),
    undo: () => setDeleteOnTermination(lab.emulator.cloud, eni, attachmentId(), false),
  },
  {
    what: 'a right that is missing',
    ids: ['right-DetachNetworkInterface'],
    plant: () => lab.emulator.policies.set(role, [{ action: 'DetachNetworkInterface' }]),
    undo: () => lab.emulator.policies.set(role, []),
  },
  {
    what: 'a strict reverse path filter',
    // The link is then not as start left it, either.
    ids: ['attached-and-usable', 'rp-filter'],
    plant: () => setRpFilter(1),
    undo: () => setRpFilter(2),
  },
];

function attachmentId(): string {
  return lab.emulator.cloud.eni(eni).attachment?.attachmentId ?? '';
}

/** On the ENI's link, which has its id as an alternative name; the settings know the first name alone. */
async function setRpFilter(value: number): Promise<void> {
  const script = `for f in /proc/sys/net/ipv4/conf/*/rp_filter; do name=\${f%/rp_filter}; name=\${name##*/}
    ip link show "$name" 2>/dev/null | grep -q "altname ${eni}" && echo ${value} > "$f"; done; true`;
  expect(
    await lab.exec(nodeA, ['sh', '-c', script], { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }),
  ).toMatchObject({ code: 0 });
}

describeFabric('eni-agent doctor', () => {
  beforeAll(async () => {
    lab = await AgentLab.create({
      world: (name) => oneArmed({ lab: name }),
      settings: { imds: { v1Allowed: false } },
    });
    expect(await lab.agent(nodeA, 'start')).toMatchObject({ code: 0, stderr: '' });
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  it('answers 0 on a node where nothing is wrong, and on its peer', async () => {
    expect(await failed()).toEqual([]);
    expect(await failed(cib, nodeB)).toEqual([]);
    const run = await doctor(cib, nodeA);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('✓ same Availability Zone: eu-west-1a');
    expect(run.stdout).toContain('\n0 to be repaired, 0 to be considered, 0 not known\n');
  });

  it.each(planted)('finds $what', async ({ ids, plant, undo }) => {
    await plant();
    try {
      expect(await failed()).toEqual(ids);
    } finally {
      await undo();
    }
  });

  describe('in the configuration of the cluster', () => {
    it.each([
      ['monitor-ec2', 'value="10"', 'value="0"'],
      ['timeout-stop', 'name="stop" interval="0" timeout="120s"', 'name="stop" interval="0" timeout="20s"'],
      ['fencing', 'name="stonith-enabled" value="true"', 'name="stonith-enabled" value="false"'],
      ['fence-by-instance', `nat-a:${nodeA}`, `nat-a:${eni}`],
      ['fence-map', `nat-a:${nodeA};nat-b:${nodeB}`, `nat-a:${nodeB};nat-b:${nodeA}`],
      ['fence-time', 'value="180s"', 'value="60s"'],
      ['failure-timeout', 'name="failure-timeout" value="600s"', 'name="failure-timeout" value="0"'],
      [
        'instance-id-unset',
        '<nvpair id="eni-id"',
        `<nvpair id="iid" name="instance_id" value="${nodeA}"/><nvpair id="eni-id"`,
      ],
    ])('finds %s', async (id, from, to) => {
      const configuration = cib.replace(from, to);
      expect(configuration).not.toBe(cib);
      expect(await failed(configuration)).toEqual([id]);
    });
  });

  it('does not take silence for health', async () => {
    const run = await lab.agent(nodeA, ['doctor'], {}, { program });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('? fencing is configured: not known, for the same reason');
    expect(run.stdout).toMatch(
      /^\? the cluster has a resource for the ENI: Pacemaker does not answer on this node$/m,
    );
  });
});
