import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parameterTable } from '../../../src/ocf/parameters.ts';

const root = join(import.meta.dirname, '../../..');
const agents = '/usr/lib/ocf/resource.d';
const has = (tool: string) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', tool]).status === 0;
/** crmsh gives its log to a group, which a user namespace does not know. */
const groupsExist = spawnSync('/bin/true', { gid: 65_534 }).status === 0;
const names = Object.values(parameterTable).map(({ name }) => name);

describe.skipIf(!has('crm_resource'))('with the agent installed, as seen by the tools of admins,', () => {
  let layer: string;
  beforeAll(() => {
    layer = mkdtempSync(join(tmpdir(), 'eni-agent-test-'));
    mkdirSync(join(layer, 'forward3d'));
    symlinkSync(join(root, 'ocf/eni'), join(layer, 'forward3d/eni'));
  });
  afterAll(() => rmSync(layer, { recursive: true }));

  /** In a mount namespace of its own, so that nothing is installed or logged on this host. */
  function run(...command: readonly string[]) {
    const mount = `set -e; mount --make-rprivate /
      mount -t overlay overlay -o "lowerdir=$0:${agents}" ${agents}
      mount -t tmpfs tmpfs /var/log; mkdir /var/log/crmsh /var/log/pacemaker /var/log/pcsd
      exec "$@"`;
    const { status, stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', mount, layer, ...command], {
      encoding: 'utf8',
      timeout: 50_000,
    });
    return { status, stdout: stripVTControlCharacters(stdout), stderr };
  }

  it('crm_resource shows the meta-data', () => {
    const { status, stdout } = run('crm_resource', '--show-metadata', 'ocf:forward3d:eni');
    expect(status).toBe(0);
    expect(stdout).toContain('<resource-agent name="eni"');
    for (const name of names) expect(stdout).toContain(`<parameter name="${name}"`);
  });

  it.runIf(has('crm') && groupsExist)('crmsh describes every parameter', () => {
    const { status, stdout } = run('crm', 'ra', 'info', 'ocf:forward3d:eni');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^eni_id\* \(string\): ENI id$/m);
    for (const name of names) expect(stdout).toMatch(new RegExp(`^${name}\\*? \\(`, 'm'));
  });

  it.runIf(has('pcs'))('pcs describes every parameter and recommends both monitors', () => {
    const { status, stdout } = run('pcs', 'resource', 'describe', 'ocf:forward3d:eni');
    expect(status).toBe(0);
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name}[ :]`, 'm'));
    expect(stdout).toMatch(/monitor:\n\s+interval=10s\n\s+timeout=20s/);
    expect(stdout).toMatch(/monitor:\n\s+interval=60s\n\s+timeout=60s\n\s+OCF_CHECK_LEVEL=10/);
  });

  it('a wrong parameter is refused with the reason', () => {
    const agent = ['--class', 'ocf', '--provider', 'forward3d', '--agent', 'eni'];
    const { stdout, stderr } = run('crm_resource', '--validate', ...agent, 'eni_id=eni-12');
    expect(stdout + stderr).toMatch(
      /returned 6 \(not configured: parameter eni_id must be an ENI id, .*, not "eni-12"\)/,
    );
  });
});
