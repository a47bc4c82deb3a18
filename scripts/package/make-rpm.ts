import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostPackage } from './host-package.ts';
import { fillIn } from './fill-in.ts';
import { runTool } from './run-tool.ts';

/** Makes the RPM package out of a laid out tree; works in `scratch`. Answers its path. */
export async function makeRpm(plan: HostPackage): Promise<string> {
  const { project, architecture, tree, scratch, out, version, maintainer, licences, madeAt, quick } = plan;
  const spec = join(scratch, 'eni-agent.spec');
  await mkdir(scratch, { recursive: true });
  const template = await readFile(join(project.root, 'packaging/rpm/eni-agent.spec'), 'utf8');
  await writeFile(
    spec,
    fillIn(template, { VERSION: version, MAINTAINER: maintainer, LICENCES: licences, TREE: tree }),
  );
  const defines = {
    _topdir: scratch,
    _rpmdir: out,
    _rpmfilename: '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm',
    _binary_payload: quick ? 'w1.zstdio' : 'w6T0.xzdio',
    _buildhost: 'localhost',
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
  };
  const words = Object.entries(defines).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  await runTool('rpmbuild', ['-bb', '--quiet', '--target', `${architecture.rpm}-linux`, ...words, spec], {
    env: { SOURCE_DATE_EPOCH: String(Math.floor(madeAt.getTime() / 1000)) },
  });
  return join(out, `${project.name}-${version}-1.${architecture.rpm}.rpm`);
}
