import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureStartUp } from './bench/start-up.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    only: { type: 'string', multiple: true, default: [] as string[] },
  },
});
const inside = 'ENI_AGENT_BENCH_INSIDE';
if (process.env[inside] === undefined) {
  const { status } = spawnSync(
    'unshare',
    [
      '-nm',
      'sh',
      '-c',
      'mount -t sysfs sysfs /sys && exec "$@"',
      'sh',
      process.execPath,
      ...process.argv.slice(1),
    ],
    {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', [inside]: '1' },
      stdio: 'inherit',
    },
  );
  process.exit(status ?? 1);
}
const folder = await mkdtemp(join(tmpdir(), 'eni-agent-bench-'));
try {
  const measured = await measureStartUp({
    folder,
    rounds: Number(values.rounds),
    only: values.only,
    progress: (text) => process.stderr.write(`${text}\r`),
  });
  console.table(
    measured.map((m) => ({
      ...m,
      wallMs: m.wallMs.toFixed(1),
      cpuMs: m.cpuMs.toFixed(1),
      ratio: m.ratio.toFixed(2),
      cpuRatio: m.cpuRatio.toFixed(2),
    })),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
