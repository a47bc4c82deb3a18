import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startBenchHost } from './bench-host.ts';
import { agentEnvironment, bareNode, makeCases, type CaseOptions } from './cases.ts';
import { installCopy } from './installation.ts';
import { measureInterleaved, type Measured } from './measure-interleaved.ts';
import { ProcessMeter } from './process-meter.ts';

export interface StartUpOptions {
  readonly folder: string;
  readonly rounds: number;
  /** Only cases whose name contains one of these, and the base; empty: all. */
  readonly only: readonly string[];
  readonly progress: (text: string) => void;
}

const callAwscli = '#!/bin/sh\nexec /usr/bin/aws --endpoint-url "$BENCH_ENDPOINT_URL" "$@"\n';

/** As `aws configure` leaves it where the instance's role gives the credentials. */
const awsConfig = '[default]\nregion = eu-west-1\n';

/** What each action costs as a process, beside bare Node and what else could be used. */
export async function measureStartUp({
  folder,
  rounds,
  only,
  progress,
}: StartUpOptions): Promise<readonly Measured[]> {
  await using host = await startBenchHost(folder);
  await using meter = new ProcessMeter(folder);
  const awscli = join(folder, 'aws');
  await writeFile(awscli, callAwscli);
  await chmod(awscli, 0o755);
  await mkdir(join(folder, '.aws'));
  await writeFile(join(folder, '.aws', 'config'), awsConfig);
  await mkdir(join(folder, 'run'));
  const cached = await installCopy(join(folder, 'cached'), { codeCache: true });
  const uncached = await installCopy(join(folder, 'uncached'), { codeCache: false });
  const options: CaseOptions = { host, cached, uncached, folder, awscli };
  const start = { OCF_RESKEY_interface_config: 'agent' };
  await meter.run({
    argv: [join(cached, 'ocf/eni'), 'start'],
    env: agentEnvironment(options, { env: start }),
    expectedCode: 0,
  });
  const all = makeCases(options);
  const cases = all.filter(
    ({ name }) => name === bareNode || only.length === 0 || only.some((text) => name.includes(text)),
  );
  return await measureInterleaved(cases, {
    base: bareNode,
    rounds,
    meter,
    control: host.control,
    onRound: (done) => progress(done > 0 ? `start-up: round ${done} of ${rounds}` : 'start-up: warming up'),
  });
}
