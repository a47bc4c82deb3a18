import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { renderAgentPage, renderCommandPage } from '../../../scripts/docs/man-pages.ts';
import { createCli } from '../../../src/cli/create-cli.ts';
import { exitCodes } from '../../../src/ocf/exit-codes.ts';
import { parameterTable } from '../../../src/ocf/parameters.ts';

const cli = createCli('1.2.3');
const pages = [
  ['eni-agent(8)', renderCommandPage(cli, '1.2.3')],
  ['ocf_forward3d_eni(7)', renderAgentPage('1.2.3')],
] as const;

const hasGroff = spawnSync('groff', ['--version']).status === 0;

describe.each(pages)('%s', (_, page) => {
  it.runIf(hasGroff)('is read by groff without a warning, and as it was meant', () => {
    const { stdout, stderr, status } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-P-cbou'], {
      input: page,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toContain(
      'eni-agent crm-config --eni-id eni-0123456789abcdef0 --source-dest-check disabled',
    );
    expect(stdout).toMatch(/eni-agent 1\.2\.3/);
    expect(stdout).not.toMatch(/\\[&e(f]/);
  });

  it('names every exit code', () => {
    for (const [name, code] of Object.entries(exitCodes)) {
      expect(page).toContain(`\\fB${code}\\fR\n`);
      expect(page).toContain(`(${name})`);
    }
  });

  it('has no line that roff takes for a command it does not know', () => {
    const commands = page.split('\n').filter((line) => /^[.']/.test(line));
    expect(commands.filter((line) => !/^\.(TH|SH|PP|TP|RS|RE|EX|EE|nh|ad)\b/.test(line))).toEqual([]);
  });
});

it('the page of commands has each of them', () => {
  for (const command of cli.commands)
    expect(pages[0][1]).toContain(`\\fBeni\\-agent ${command.name().replaceAll('-', '\\-')}`);
});

it('the page of the agent has each parameter', () => {
  for (const { name } of Object.values(parameterTable)) expect(pages[1][1]).toContain(`\\fB${name}\\fR\n`);
});
