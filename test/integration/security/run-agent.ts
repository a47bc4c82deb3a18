import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { runProgram, type ProgramRun } from '../../lab/run-program.ts';

export const root = join(import.meta.dirname, '../../..');
export const shim = join(root, 'ocf/eni');

export interface Caller {
  readonly folder: () => string;
  /** Runs the words with what Pacemaker sets for an action that asks EC2, and `env` besides. */
  readonly run: (words: readonly string[], env?: Readonly<Record<string, string>>) => Promise<ProgramRun>;
}

/** A caller with a folder of its own for each test; nobody answers for EC2 unless the test sees to it. */
export function useCaller(): Caller {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eni-security-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder: () => folder,
    run: (words, env = {}) =>
      runProgram(words, {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        HA_RSCTMP: join(folder, 'run'),
        ENI_AGENT_STATE_DIR: join(folder, 'state'),
        OCF_RESKEY_eni_id: 'eni-0123456789abcdef0',
        OCF_RESKEY_instance_id: 'i-0aaaaaaaaaaaaaaa1',
        OCF_RESKEY_region: 'eu-west-1',
        OCF_RESKEY_endpoint_url: 'http://127.0.0.1:9',
        OCF_RESKEY_CRM_meta_timeout: '5000',
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        AWS_EC2_METADATA_DISABLED: 'true',
        ...env,
      }),
  };
}
