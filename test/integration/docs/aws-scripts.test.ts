import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGuide } from '../../cluster/guide.ts';

const guide = readGuide();
const scripts = ['network', 'security-groups', 'endpoint', 'role', 'instances', 'eni', 'policy'];
/** The CLI of AWS takes a second to start, or several on a busy machine. */
const patientMs = 300_000;

let folder: string;

/** Runs a script whose aws is the one that checks and sends nothing. */
function run(script: string): {
  readonly status: number | null;
  readonly stderr: string;
  readonly stdout: string;
} {
  return spawnSync('sh', ['-eu', '-c', script], {
    cwd: folder,
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, IMAGE: 'ami-0123456789abcdef0', KEY: 'admin' },
    encoding: 'utf8',
    timeout: patientMs,
  });
}

describe.runIf(existsSync('/usr/bin/aws'))('the AWS commands of the NAT guide', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'eni-agent-guide-'));
    symlinkSync(join(import.meta.dirname, 'checking-aws.sh'), join(folder, 'aws'));
    writeFileSync(join(folder, 'iam-policy.json'), guide('iam-policy.json'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it(
    'are understood by the CLI, one after the other, with the variables of those before',
    () => {
      const text = scripts.map((name) => guide(`aws-${name}.sh`)).join('\n');
      const last = 'echo "$VPC $PUBLIC $NODES $NAT_A $NAT_B $ENI $ADDRESS"';
      const { status, stderr, stdout } = run(`${text}\n${last}`);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout.trimEnd().split('\n').at(-1)).toBe(
        'VpcId SubnetId GroupId InstanceId InstanceId NetworkInterfaceId AllocationId',
      );
    },
    patientMs,
  );

  it.each([
    ['an option that there is not', 'aws ec2 create-vpc --cidr-bock 10.0.0.0/16'],
    ['an option that is missing', 'aws ec2 create-subnet --cidr-block 10.0.1.0/24'],
    ['a value of the wrong kind', 'aws ec2 describe-instances --max-results many'],
    ['IAM, too', 'aws iam create-role --role nat'],
  ])(
    'would not be, with %s',
    (_, line) => {
      expect(run(line).status).not.toBe(0);
    },
    patientMs,
  );
});
