import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { AgentLab } from '../../lab/agent-lab.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';

const { nodeA } = cast;

afterEach(() => vi.unstubAllEnvs());

describeFabric('what the agent says at its most talkative', () => {
  it('holds no credential, not even when EC2 quotes them', async () => {
    await using lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    const logFile = join(lab.folder, 'ha.log');
    const env = { HA_debug: '1', HA_LOGFILE: logFile, OCF_RESKEY_CRM_meta_timeout: '4000' };
    const quote = (): string => {
      const served = lab.emulator.credentials.all().filter(({ principal }) => principal.instanceId === nodeA);
      return served.map(({ accessKeyId, sessionToken }) => `${accessKeyId} ${sessionToken ?? ''}`).join(' ');
    };
    await lab.agent(nodeA, 'validate-all', { ...env, OCF_CHECK_LEVEL: '10' });
    expect(quote()).toMatch(/ASIA/);
    const fault = lab.emulator.faults.add({
      match: { service: 'ec2' },
      effect: {
        kind: 'error',
        code: 'SignatureDoesNotMatch',
        status: 403,
        message: `The signed string was ${quote()}`,
      },
    });
    const refused = await lab.agent(nodeA, 'start', env);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/SignatureDoesNotMatch: The signed string was \[redacted\]/);
    lab.emulator.faults.remove(fault);
    for (const action of ['start', 'monitor', 'reload-agent', 'stop']) {
      expect(await lab.agent(nodeA, action, { ...env, OCF_CHECK_LEVEL: '10' })).toMatchObject({ code: 0 });
    }
    const logged = await readFile(logFile, 'utf8');
    expect(logged).toMatch(/is being attached to i-0aaaaaaaaaaaaaaa1/);
    // What was logged to a file counts as printed: the lab looks for credentials in both.
    await lab.exec(nodeA, ['cat', logFile], { PATH: '/usr/bin:/bin' });
  });

  it('would be noticed', async () => {
    // What is printed here on purpose is not to be found in the reports of this run.
    vi.stubEnv('ENI_AGENT_TEST_REPORTS', undefined);
    const lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    await lab.agent(nodeA, 'validate-all', { OCF_CHECK_LEVEL: '10' });
    const served = lab.emulator.credentials.all().find(({ principal }) => principal.instanceId === nodeA);
    await lab.exec(nodeA, ['echo', `leaked: ${served?.secretAccessKey ?? ''}`], { PATH: '/usr/bin:/bin' });
    await expect(lab[Symbol.asyncDispose]()).rejects.toThrow(
      /credentials of role eni-agent-node were printed/,
    );
  });
});
