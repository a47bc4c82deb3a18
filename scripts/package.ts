import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readCommandLine, wordsOf } from './command-line.ts';
import { architectures, runtimePackage, type Architecture } from './package/architectures.ts';
import { findRuntime, NoRuntimeError } from './package/find-runtime.ts';
import { licenceExpression, readParts, renderCopyright } from './package/licences.ts';
import { makeDeb } from './package/make-deb.ts';
import { makeNpm } from './package/make-npm.ts';
import { makeRpm } from './package/make-rpm.ts';
import { makeSbom } from './package/make-sbom.ts';
import { maintainerOf, readProject, systemVersion } from './package/project.ts';
import { runTool } from './package/run-tool.ts';
import { stageTree } from './package/stage-tree.ts';

const usage = `npm run package -- [options]
  --out FOLDER  where they go (out)
  --only KIND   deb, rpm or npm; may be repeated
  --arch NAME   x64 or arm64; may be repeated
  --quick       pack fast instead of small
`;

/**
 * Makes the packages of the built program, their bill of materials beside them, and prints their sizes. The version is that of
 * package.json. Packages for an architecture whose Node cannot be fetched are left out, and the exit code is 1.
 */
const kinds = ['deb', 'rpm', 'npm'] as const;
const machines = architectures.map(({ node }) => node);
const { values } = readCommandLine(usage, {
  options: {
    out: { type: 'string', default: 'out' },
    only: { type: 'string', multiple: true, default: [...kinds] },
    arch: { type: 'string', multiple: true, default: machines },
    quick: { type: 'boolean', default: false },
  },
});
const wantedKinds = wordsOf('kind of package', values.only, kinds);
const wantedMachines = wordsOf('architecture', values.arch, machines);
const project = await readProject(join(import.meta.dirname, '..'));
const out = resolve(values.out);
const madeAt = new Date((await sourceDateS()) * 1000);
const parts = await readParts(project);
await mkdir(out, { recursive: true });
const scratch = await mkdtemp(join(out, '.work-'));
try {
  const made: string[] = [];
  if (wantedKinds.includes('npm')) {
    const sbom = await makeSbom(project, undefined, madeAt);
    made.push(await makeNpm(project, join(scratch, 'npm'), out, sbom));
  }
  if (wantedKinds.some((kind) => kind !== 'npm')) {
    for (const architecture of architectures.filter(({ node }) => wantedMachines.includes(node))) {
      made.push(...(await makeHostPackages(architecture)));
    }
  }
  for (const path of made) {
    console.log(`${((await stat(path)).size / 1024 / 1024).toFixed(1).padStart(7)} MiB  ${path}`);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function makeHostPackages(architecture: Architecture): Promise<readonly string[]> {
  const made: string[] = [];
  try {
    const runtime = await findRuntime(project, architecture);
    const tree = join(scratch, architecture.node);
    const sbom = await makeSbom(project, runtimePackage(architecture), madeAt);
    await stageTree(project, tree, {
      runtime,
      copyright: renderCopyright(project, parts, architecture),
      sbom,
    });
    const version = systemVersion(project.version);
    const sbomFile = join(out, `${project.name}-${version}-${architecture.node}.cdx.json`);
    await writeFile(sbomFile, sbom);
    made.push(sbomFile);
    const plan = {
      ...{ project, architecture, tree, out, version, madeAt },
      scratch: join(scratch, `rpm-${architecture.node}`),
      maintainer: maintainerOf(project, process.env),
      licences: licenceExpression(project, parts),
      quick: values.quick,
    };
    // First, since Debian's adds files of its own to the tree.
    if (wantedKinds.includes('rpm')) made.push(await makeRpm(plan));
    if (wantedKinds.includes('deb')) made.push(await makeDeb(plan));
  } catch (error) {
    if (!(error instanceof NoRuntimeError)) throw error;
    console.error(`no packages for ${architecture.node}: ${error.message}`);
    process.exitCode = 1;
  }
  return made;
}

/** When the sources were last changed, so that the same sources make the same packages. */
async function sourceDateS(): Promise<number> {
  const given = Number(process.env['SOURCE_DATE_EPOCH']);
  if (given > 0) return given;
  const asked = runTool('git', ['log', '-1', '--format=%ct'], { cwd: project.root });
  return Number(await asked.catch(() => Math.floor(Date.now() / 1000)));
}
