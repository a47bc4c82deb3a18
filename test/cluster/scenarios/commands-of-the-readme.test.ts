import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cast } from '../../lab/topology.ts';
import { eniAgent, shellLine } from '../admin-commands.ts';
import { readGuide, substitute } from '../guide.ts';
import { useLab } from '../use-lab.ts';

const readme = readGuide(join(import.meta.dirname, '../../../README.md'));

describe('five minutes to a cluster, as the README has them', () => {
  const stage = useLab();

  test.each(['crmsh.sh', 'pcs.sh'])('%s creates a resource that starts, moves and stays', async (title) => {
    const { lab, active } = stage;
    await shellLine(lab, active, 'pcs resource delete nat-eni');
    await lab.waitUntilIdle();
    expect(lab.holder()).toBeUndefined();
    const parameter = `eni_id=${cast.eni}`;
    const own = substitute(readme(title), [
      [parameter, `${parameter} endpoint_url=${lab.parts.endpointUrl}`],
    ]);
    await shellLine(lab, active, own);
    await lab.waitUntilServing();
    const other = lab.peerOf(lab.holder()!);
    await shellLine(lab, active, substitute(readme('move.sh'), [['NODE', other]]));
    await lab.waitUntilServing(other);
    await shellLine(lab, active, readme('clear.sh'));
    await lab.waitUntilIdle();
    expect(lab.holder()).toBe(other);
    expect(await eniAgent(lab, other, ['status'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await eniAgent(lab, other, ['doctor'])).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
