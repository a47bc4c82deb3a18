import {
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AgentLab } from '../../lab/agent-lab.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { alone, hasNobody } from '../agent/has-nobody.ts';
import { expectSilentSuccess } from '../agent/expect-answer.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';

const { nodeA, eni } = cast;
const recurring = { OCF_RESKEY_CRM_meta_interval: '10000' };
const createLab = () => AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
const foldersOf = (lab: AgentLab): readonly string[] =>
  ['state', 'run'].map((name) => join(lab.folder, nodeA, name));
const filesIn = (folder: string): readonly string[] => readdirSync(folder).map((name) => join(folder, name));

describeFabric('what the agent keeps on disk', () => {
  it('can be written by its owner alone, and its files can be read by nobody else', async () => {
    await using lab = await createLab();
    expectSilentSuccess(await lab.agent(nodeA, 'start'));
    const folders = foldersOf(lab);
    const files = folders.flatMap(filesIn);
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const folder of folders) expect([folder, lstatSync(folder).mode & 0o022]).toEqual([folder, 0]);
    for (const file of files) expect([file, lstatSync(file).mode & 0o777]).toEqual([file, 0o600]);
    for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(/ASIA|SecretAccessKey|Token/);
  });

  it('is never written through a link that somebody left in its place', async () => {
    await using lab = await createLab();
    const precious = join(lab.folder, 'precious');
    writeFileSync(precious, 'precious');
    const [state = '', run = ''] = foldersOf(lab);
    const traps = [
      join(state, `${eni}.json`),
      join(run, `eni-agent-${eni}.json`),
      join(run, 'eni-agent-node.json'),
    ];
    for (const folder of [state, run]) mkdirSync(folder, { recursive: true });
    for (const trap of traps) symlinkSync(precious, trap);
    expectSilentSuccess(await lab.agent(nodeA, 'start'));
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(traps.slice(0, 2).map((trap) => lstatSync(trap).isFile())).toEqual([true, true]);
  });

  it.skipIf(!hasNobody)(`is not believed when it is somebody else's${alone}`, async () => {
    await using lab = await createLab();
    expectSilentSuccess(await lab.agent(nodeA, 'start'));
    expectSilentSuccess(await lab.agent(nodeA, 'monitor', recurring));
    const facts = join(lab.folder, nodeA, 'state', `${eni}.json`);
    const forged = readFileSync(facts, 'utf8').replace(/"mac":"[^"]*"/, '"mac":"02:00:00:00:00:66"');
    writeFileSync(facts, forged);
    // As the owner's own the lie would be believed: no link has that address, so the ENI would not be here.
    expect(await lab.agent(nodeA, 'monitor', recurring)).toMatchObject({ code: 7 });
    writeFileSync(facts, forged);
    chownSync(facts, 65_534, 65_534);
    expectSilentSuccess(await lab.agent(nodeA, 'monitor', recurring));
  });
});
