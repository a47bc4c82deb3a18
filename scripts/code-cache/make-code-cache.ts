import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rehearsal, startRehearsalServer } from './rehearsal-server.ts';

const rehearsalTimeoutMs = 20_000;

/**
 * Makes the code caches of the chunks in `directory` for the Node that runs this: runs the program a few times against a
 * server of its own, changing nothing on the host. Throws when no run succeeded in writing any.
 */
export async function makeCodeCache(directory: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'eni-agent-'));
  const { server, url } = await startRehearsalServer();
  try {
    const run = (action: string, extra: Record<string, string>) =>
      rehearse(directory, action, { ...environment(url, scratch), ...extra });
    const here = { OCF_RESKEY_eni_id: rehearsal.eniHere };
    await run('monitor', { OCF_CHECK_LEVEL: '10' });
    await run('monitor', { OCF_CHECK_LEVEL: '10', ...here });
    await run('start', { OCF_RESKEY_steal: 'false' });
    await run('validate-all', { OCF_CHECK_LEVEL: '10' });
  } finally {
    server.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Nothing of the caller's environment: no credentials, no proxy, no Node options. */
function environment(url: string, scratch: string): Record<string, string> {
  return {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: scratch,
    HA_RSCTMP: scratch,
    ENI_AGENT_STATE_DIR: scratch,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
    OCF_RESKEY_eni_id: rehearsal.eniElsewhere,
    OCF_RESKEY_endpoint_url: url,
    OCF_RESKEY_CRM_meta_timeout: '5000',
    OCF_RESKEY_CRM_meta_interval: '60000',
  };
}

/** The answer of the program does not matter (no such ENI exists), only that it ran. */
function rehearse(directory: string, action: string, env: Record<string, string>): Promise<void> {
  const argv = ['--require', join(directory, 'record-scripts.js'), join(directory, 'main.js'), action];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, argv, { env, timeout: rehearsalTimeoutMs }, (error, _stdout, stderr) => {
      if (error?.killed === true) reject(new Error(`${action} did not end: ${stderr}`));
      else resolve();
    });
  });
}
