import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readGuide, substitute } from '../../cluster/guide.ts';

const guide = readGuide();
/** Debian's lists of packages are there. */
const knowsPackages = spawnSync('apt-cache', ['show', 'fence-agents'], { stdio: 'ignore' }).status === 0;

/** Runs a command whose apt-get and apt find out what they would do, and do nothing. */
function simulate(script: string) {
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-euc', script.replaceAll(/^apt-get /gm, 'apt-get --simulate ')],
    { encoding: 'utf8', timeout: 60_000, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } },
  );
  return { status, stdout, stderr };
}

it.runIf(knowsPackages).each(['packages.sh', 'conntrackd-package.sh'])(
  'Debian has every package that %s of the NAT guide installs',
  { timeout: 60_000 },
  (title) => {
    expect(simulate(guide(title))).toMatchObject({ status: 0, stderr: '' });
    const [name = ''] = /(?<=install )\S+/.exec(guide(title)) ?? [];
    expect(simulate(substitute(guide(title), [[name, `${name}-nobody-has`]]))).toMatchObject({ status: 100 });
  },
);
