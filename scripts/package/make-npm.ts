import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from './project.ts';
import { runTool } from './run-tool.ts';

/** Only for those who work on the project, or bundled into dist/ already: whoever installs the package needs none of it. */
const leftOut = ['dependencies', 'devDependencies', 'optionalDependencies', 'scripts', 'allowScripts'];

/** Makes the package for npm in `out`; works in `scratch`. It depends on no other package. Answers its path. */
export async function makeNpm(project: Project, scratch: string, out: string, sbom: string): Promise<string> {
  const { root, manifest } = project;
  await mkdir(scratch, { recursive: true });
  const kept = Object.entries(manifest).filter(([key]) => !leftOut.includes(key));
  const own = {
    ...Object.fromEntries(kept),
    files: [...(manifest['files'] as readonly string[]), 'docs', 'sbom.cdx.json'],
    man: ['./dist/man/eni-agent.8', './dist/man/ocf_forward3d_eni.7'],
  };
  await writeFile(join(scratch, 'package.json'), `${JSON.stringify(own, undefined, 2)}\n`);
  for (const name of ['bin', 'ocf', 'dist', 'docs', 'README.md', 'CHANGELOG.md', 'LICENSE']) {
    await cp(join(root, name), join(scratch, name), {
      recursive: true,
      // Made by eni-agent install, for the Node of that host.
      filter: (path) => !path.endsWith('.cache'),
    });
  }
  await writeFile(join(scratch, 'sbom.cdx.json'), sbom);
  const words = ['pack', '--silent', '--loglevel=error', '--pack-destination', out];
  return join(out, (await runTool('npm', words, { cwd: scratch })).trim());
}
