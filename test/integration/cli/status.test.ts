import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stopInstance } from '../../emulator/model/power.ts';
import { readGuide } from '../../cluster/guide.ts';
import { AgentLab } from '../../lab/agent-lab.ts';
import type { ProgramRun } from '../../lab/run-program.ts';
import { shapeOf } from '../../lab/shape-of.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';

const { nodeA, nodeB, eni } = cast;
const program = join(import.meta.dirname, '../../../bin/eni-agent');

const commandsPage = join(import.meta.dirname, '../../../docs/commands.md');

interface StatusDocument {
  readonly cluster: unknown;
  readonly enis: readonly object[];
}

let lab: AgentLab;

describeFabric('eni-agent status', () => {
  beforeAll(async () => {
    lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  const status = (node: string, ...options: string[]): Promise<ProgramRun> =>
    lab.agent(node, ['status', ...options], {}, { program });
  const verdictIn = ({ stdout }: ProgramRun): unknown =>
    (JSON.parse(stdout) as { enis: { verdict: unknown }[] }).enis[0]?.verdict;

  it('an ENI that nobody holds is trouble', async () => {
    const run = await status(nodeA);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('held by            nobody');
    expect(run.stdout).toContain(`${eni} is attached to no instance: nobody answers at its addresses.`);
    expect(run.stdout).toMatch(/rtb-0bbbbbbbbbbbbbbb0: 0\.0\.0\.0\/0 leads to the ENI, blackhole/);
  });

  it('shows the whole picture on the node that holds it', async () => {
    expect(await lab.agent(nodeA, 'start')).toMatchObject({ code: 0, stderr: '' });
    const run = await status(nodeA);
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain(`${eni} is attached to this node and usable.`);
    expect(run.stdout).toContain('10.0.1.50');
    expect(run.stdout).toContain(cast.eniPublicIp);
    expect(run.stdout).toMatch(new RegExp(`held by +${nodeA} \\(running\\), device index 1, attached`));
    expect(run.stdout).toMatch(/link here +\S+: up, MTU 9001, 10\.0\.1\.50/);
    expect(run.stdout).toMatch(/15800: packets from 10\.0\.1\.50 take table \d+/);
    expect(run.stdout).toMatch(/leads to the ENI, active/);
    expect(run.stdout).not.toContain('\u001b');
    expect(run.code).toBe(0);
  });

  it('prints the document that docs/commands.md describes', async () => {
    const described = JSON.parse(readGuide(commandsPage)('status.json')) as StatusDocument;
    const printed = JSON.parse((await status(nodeA, '--json')).stdout) as StatusDocument;
    expect(printed.cluster).toMatchObject({ state: 'unknown', view: null });
    expect(shapeOf(printed.enis)).toEqual(shapeOf(described.enis.map((eni) => ({ ...eni, resource: null }))));
    expect(Object.keys(printed)).toEqual(Object.keys(described));
  });

  it('is as well-informed on the other node', async () => {
    const run = await status(nodeB);
    expect(run.stdout).toContain(`${eni} is attached to ${nodeA}, not to this node.`);
    expect(run.stdout).toMatch(/link here +none/);
    expect(run.code).toBe(0);
  });

  it('sees that the holder was stopped', async () => {
    stopInstance(lab.emulator.cloud, nodeA, true);
    const run = await status(nodeB, '--json');
    expect(run.code).toBe(1);
    expect(verdictIn(run)).toMatchObject({ level: 'trouble' });
  });

  it('says what is unknown where EC2 cannot be asked', async () => {
    const run = await status(
      nodeB,
      '--json',
      '--endpoint-url',
      'http://127.0.0.1:1',
      '--region',
      'eu-west-1',
    );
    expect(run.code).toBe(1);
    expect(verdictIn(run)).toEqual({
      level: 'unknown',
      sentence: expect.stringMatching(/could not be asked .*the kernel here has no such link/) as string,
    });
  });

  it('asks for the ENI where nothing names it', async () => {
    const run = await lab.agent(nodeB, 'status', { OCF_RESKEY_eni_id: '' }, { program });
    expect(run).toMatchObject({ code: 6, stdout: '' });
    expect(run.stderr).toMatch(/^eni-agent: name the ENI with --eni-id: .*\n$/);
  });
});
