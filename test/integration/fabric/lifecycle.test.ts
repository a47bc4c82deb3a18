import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sweep } from '../../emulator/fabric/lab-record.ts';
import { NamespaceFabric } from '../../emulator/fabric/namespace-fabric.ts';
import { mustRun, run } from '../../emulator/fabric/run.ts';
import { newLabName } from '../../lab/lab-name.ts';
import { cast, oneArmed, twoArmed } from '../../lab/topology.ts';
import { describeFabric } from './describe-fabric.ts';
import { pings } from './nat-node.ts';

let recordFolder: string;

beforeEach(async () => {
  recordFolder = await mkdtemp(join(tmpdir(), 'eni-agent-lab-test-'));
});

afterEach(() => rm(recordFolder, { recursive: true }));

/** The namespaces of a lab, and the links of the namespace that the tests run in. */
async function traces(lab: string): Promise<{ namespaces: string[]; links: string }> {
  const namespaces = (await mustRun(['ip', 'netns', 'list']))
    .split('\n')
    .filter((line) => line.startsWith(lab));
  return { namespaces, links: await mustRun(['ip', '-br', 'link']) };
}

describeFabric('a lab', () => {
  it('leaves nothing behind when it is destroyed, and being destroyed again does no harm', async () => {
    const lab = newLabName();
    const before = await traces(lab);
    const fabric = await NamespaceFabric.create(oneArmed({ lab }), { lab, recordFolder });
    await fabric.plug({ eniId: cast.eni, instanceId: cast.nodeA, deviceIndex: 1 });
    expect((await traces(lab)).namespaces).toHaveLength(5);
    await fabric.destroy();
    await fabric.destroy();
    expect(await traces(lab)).toEqual(before);
    expect(await readdir(recordFolder)).toEqual([]);
  });

  it('lives beside another with the same addresses', async () => {
    const [one, other] = [newLabName(), newLabName()];
    await using first = await NamespaceFabric.create(oneArmed({ lab: one }), { lab: one, recordFolder });
    await using second = await NamespaceFabric.create(twoArmed({ lab: other }), { lab: other, recordFolder });
    await second.setPower(cast.nodeB, false);
    expect(await pings(first, cast.nodeA, '10.0.1.12')).toBe(true);
    expect(await pings(second, cast.nodeA, '10.0.1.12')).toBe(false);
  });

  it('is not begun where its world cannot be built, and leaves nothing then either', async () => {
    const lab = newLabName();
    const world = oneArmed({ lab });
    const [eni, ...others] = world.enis;
    const broken = { ...world, enis: [{ ...eni!, mac: 'no-mac' }, ...others] };
    await expect(NamespaceFabric.create(broken, { lab, recordFolder })).rejects.toThrow('no-mac');
    expect((await traces(lab)).namespaces).toEqual([]);
    expect(await readdir(recordFolder)).toEqual([]);
  });

  it('refuses namespaces that are not its own', async () => {
    const lab = newLabName();
    await expect(NamespaceFabric.create(oneArmed({ lab: 'eni' }), { lab, recordFolder })).rejects.toThrow(
      `does not begin with "${lab}-"`,
    );
  });

  it('is swept once its process is dead, and left alone before', async () => {
    const lab = newLabName();
    const script = `
      const { NamespaceFabric } = await import(${JSON.stringify(moduleUrl('emulator/fabric/namespace-fabric.ts'))});
      const { oneArmed } = await import(${JSON.stringify(moduleUrl('lab/topology.ts'))});
      const [lab, recordFolder] = process.argv.slice(1);
      await NamespaceFabric.create(oneArmed({ lab }), { lab, recordFolder });
      process.kill(process.pid, 'SIGKILL');
    `;
    const killed = await run([process.execPath, '--input-type=module', '-e', script, lab, recordFolder]);
    expect(killed).toMatchObject({ exitCode: -1, timedOut: false });
    const alive = newLabName();
    await using fabric = await NamespaceFabric.create(oneArmed({ lab: alive }), { lab: alive, recordFolder });
    await writeFile(join(recordFolder, 'cut-short.json'), '{"lab":');

    expect((await traces(lab)).namespaces).toHaveLength(5);
    expect(await sweep(recordFolder)).toEqual([lab]);
    expect((await traces(lab)).namespaces).toEqual([]);
    expect(await sweep(recordFolder)).toEqual([]);
    expect(await pings(fabric, cast.nodeA, '10.0.1.12')).toBe(true);
  });
});

function moduleUrl(path: string): string {
  return new URL(`../../${path}`, import.meta.url).href;
}
