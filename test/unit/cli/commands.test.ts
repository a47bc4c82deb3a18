import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readGuide } from '../../cluster/guide.ts';
import { runCommand } from './run-command.ts';

const eniId = 'eni-0123456789abcdef0';
const guide = readGuide();
/** A command over several lines, and its operations in any order of spaces, as words. */
const words = (text: string): string[] => text.replaceAll('\\\n', ' ').split(/\s+/).filter(Boolean);

describe('iam-policy', () => {
  it('is the policy of the guide', async () => {
    const nodes = ['i-0aaaaaaaaaaaaaaa1', 'i-0bbbbbbbbbbbbbbb2'];
    const { stdout, code } = await runCommand(
      ...['iam-policy', '--eni-id', eniId, '--region', 'eu-west-1', '--account', '123456789012', '--fence'],
      ...['--instance', ...nodes],
    );
    expect(JSON.parse(stdout)).toEqual(JSON.parse(guide('iam-policy.json')));
    expect(code).toBe(0);
  });

  it('without options it allows every ENI and no fencing', async () => {
    const { stdout } = await runCommand('iam-policy');
    expect(stdout).toContain('"arn:aws:ec2:*:*:network-interface/*"');
    expect(stdout).not.toContain('StopInstances');
  });

  it.each([
    [['--eni-id', 'eni-1'], 'option --eni-id must be an ENI id'],
    [['--instance', 'web-1'], 'option --instance must be an instance id'],
    [['--account', '12'], 'option --account must be an account number'],
    [['--region', 'Ireland'], 'option --region must be an AWS region'],
  ])('refuses %j', async (options, message) => {
    const { code, stderr, stdout } = await runCommand('iam-policy', ...options);
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('knows the partitions', async () => {
    expect((await runCommand('iam-policy', '--region', 'cn-north-1')).stdout).toContain(
      'arn:aws-cn:ec2:cn-north-1',
    );
  });
});

describe('crm-config', () => {
  const options = ['--eni-id', eniId, '--source-dest-check', 'disabled'];

  it('is the resource of the guide, for crmsh', async () => {
    const { stdout } = await runCommand('crm-config', ...options);
    const primitive = /primitive nat-eni (?:.*\\\n)*.*/.exec(guide('nat.crm'))?.[0] ?? '';
    expect(words(stdout)).toEqual(['crm', 'configure', ...words(primitive)]);
  });

  it('and for pcs', async () => {
    const { stdout } = await runCommand('crm-config', '--shell', 'pcs', ...options);
    const create = /pcs resource create nat-eni (?:.*\\\n)*.*/.exec(guide('nat-pcs.sh'))?.[0] ?? '';
    expect(words(stdout)).toEqual(words(create));
  });

  it('quotes what a shell would take apart', async () => {
    const { stdout } = await runCommand(
      'crm-config',
      '--eni-id',
      eniId,
      '--steal-from',
      'i-0aaaaaaaaaaaaaaa1 i-0bbbbbbbbbbbbbbb2',
    );
    expect(stdout).toContain("steal_from='i-0aaaaaaaaaaaaaaa1 i-0bbbbbbbbbbbbbbb2'");
  });

  it('refuses a parameter that the agent would refuse', async () => {
    const { code, stderr, stdout } = await runCommand('crm-config', '--eni-id', 'eni-1');
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
    expect(stderr).toContain('parameter eni_id must be an ENI id');
  });
});

describe('completion', () => {
  /** What bash offers for a line; the cursor is behind its last word. */
  async function offers(...line: string[]): Promise<string[]> {
    const { stdout } = await runCommand('completion', 'bash');
    const script = `${stdout}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _eni_agent; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const printed = execFileSync('bash', ['-euc', script, 'bash', ...line], {
      encoding: 'utf8',
      timeout: 5_000,
    });
    return printed.split('\n').filter(Boolean);
  }

  it('offers the commands', async () => {
    expect(await offers('eni-agent', 'st')).toEqual(['status', 'start', 'stop']);
  });

  it('offers the options of a command', async () => {
    expect(await offers('eni-agent', 'status', '--j')).toEqual(['--json']);
    expect(await offers('eni-agent', 'monitor', '--eni')).toEqual(['--eni-id']);
  });

  it('offers the values among which a parameter chooses', async () => {
    expect(await offers('eni-agent', 'start', '--egress', '')).toEqual(['eni', 'system']);
    expect(await offers('eni-agent', 'start', '--steal', 't')).toEqual(['true']);
    expect(await offers('eni-agent', 'start', '--mtu', '')).toEqual([]);
    expect(await offers('eni-agent', 'completion', '')).toContain('bash');
  });
});

describe('help', () => {
  it('shows examples with each command', async () => {
    const { stdout } = await runCommand('--help');
    const commands = [...stdout.matchAll(/^ {2}([a-z-]+) [[<]/gm)].map(([, name]) => name ?? '');
    expect(commands).toContain('status');
    for (const command of commands.filter((name) => name !== 'help')) {
      expect((await runCommand(command, '--help')).stdout).toContain('\nExamples:\n  # ');
    }
  });

  it.each([[[]], [['frobnicate', '--now']]])(
    '%j is answered like an action that the agent does not have',
    async (line) => {
      expect((await runCommand(...line)).code).toBe(3);
    },
  );

  it.each([
    [['stat'], 3, "unknown command 'stat'"],
    [['status', '--bogus'], 6, "unknown option '--bogus'"],
    [['status', '--eni-id'], 6, "option '--eni-id <value>' argument missing"],
    [['status', 'it'], 6, "too many arguments for 'status'. Expected 0 arguments but got 1: it."],
    [
      ['start', '--timeout', '120s'],
      6,
      "option '--timeout <ms>' argument '120s' is invalid. It must be a whole number.",
    ],
    [
      ['monitor', '--check-level', 'deep'],
      6,
      "option '--check-level <level>' argument 'deep' is invalid. It must be a whole number.",
    ],
    [
      ['crm-config', '--eni-id', eniId, '--resource', 'nat; reboot'],
      6,
      "option '--resource <id>' argument 'nat; reboot' is invalid. It must be a name as Pacemaker takes it.",
    ],
    [
      ['crm-config', '--shell', 'fish'],
      6,
      "option '--shell <name>' argument 'fish' is invalid. Allowed choices are crmsh, pcs.",
    ],
  ])('%j is answered with %i and one line', async (line, code, why) => {
    expect(await runCommand(...line)).toEqual({ code, stdout: '', stderr: `eni-agent: ${why}\n` });
  });

  it('an option that there is not is a wrong parameter', async () => {
    expect(await runCommand('monitor', '--eni', 'x')).toMatchObject({ code: 6, stdout: '' });
  });
});

describe('actions', () => {
  it('explain the exit code on a terminal', async () => {
    const { code, stderr } = await runCommand('monitor', '--eni-id', 'eni-1');
    expect(code).toBe(6);
    expect(stderr).toMatch(/^ocf-exit-reason:.*\n6: a parameter is wrong on every node/);
  });
});
