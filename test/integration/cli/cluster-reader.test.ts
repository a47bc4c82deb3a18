import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClusterReader } from '../../../src/adapters/pacemaker/cluster-reader.ts';
import { eniResources } from '../../../src/domain/cluster.ts';

const reader = createClusterReader(10_000);
const hasPacemaker = canRun('crm_mon') && canRun('cibadmin');

function canRun(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore', timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}

describe("Pacemaker's own tools", () => {
  afterEach(() => vi.unstubAllEnvs());

  it.runIf(hasPacemaker)('are understood', async () => {
    vi.stubEnv('CIB_file', join(import.meta.dirname, 'healthy-cib.xml'));
    const [status, cib] = [await reader.status(), await reader.cib()];
    expect(status?.resources.map(({ id, agent, role }) => ({ id, agent, role }))).toEqual([
      { id: 'fence-nat', agent: 'stonith:fence_aws', role: 'Stopped' },
      { id: 'nat-eni', agent: 'ocf:forward3d:eni', role: 'Stopped' },
    ]);
    expect(cib?.properties).toEqual({ 'stonith-enabled': 'true', 'stonith-timeout': '180s' });
    expect(eniResources(cib!).map(({ id, operations }) => [id, operations.length])).toEqual([['nat-eni', 4]]);
  });

  it.runIf(hasPacemaker)(
    'say that they cannot read the configuration, which is not "no cluster"',
    async () => {
      vi.stubEnv('CIB_file', '/nonexistent/cib.xml');
      await expect(reader.cib()).rejects.toMatchObject({ kind: 'host' });
      await expect(reader.status()).rejects.toMatchObject({ kind: 'host' });
    },
  );

  it('are no error where they are not installed', async () => {
    vi.stubEnv('PATH', '/nonexistent');
    expect(await reader.status()).toBeUndefined();
    expect(await reader.cib()).toBeUndefined();
    expect(await reader.localNode()).toBeUndefined();
  });
});
