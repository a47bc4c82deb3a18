import { chmod, copyFile, cp, link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Project } from './project.ts';

/** What a host package consists of, beside the files of the tree. */
export interface TreeContents {
  /** Folder of the Node runtime. */
  readonly runtime: string;
  readonly copyright: string;
  readonly sbom: string;
}

/** For the program alone: made where it is installed, or installed elsewhere. */
const notInProgram = /\.cache$|^man$|^completion$/;

/**
 * Lays out under `tree` what both kinds of host packages install, with the modes that they have there.
 * Nobody runs what lies in /usr/lib/eni-agent/package: `eni-agent install` makes folders of versions out of it.
 */
export async function stageTree(project: Project, tree: string, contents: TreeContents): Promise<void> {
  const { root, name } = project;
  const program = join(tree, 'usr/lib/eni-agent/package');
  const dist = join(root, 'dist');
  const write = async (path: string, content: string | Buffer): Promise<void> => {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), content, { mode: 0o644 });
  };
  const pack = async (path: string, source: string): Promise<void> =>
    write(`${path}.gz`, gzipSync(await readFile(source), { level: 9 }));

  await cp(join(root, 'bin'), join(program, 'bin'), { recursive: true });
  await cp(join(root, 'ocf'), join(program, 'ocf'), { recursive: true });
  await cp(dist, join(program, 'dist'), {
    recursive: true,
    filter: (path) => !notInProgram.test(basename(path)),
  });
  await mkdir(join(program, 'runtime/bin'), { recursive: true });
  await linkOrCopy(join(contents.runtime, 'bin/node'), join(program, 'runtime/bin/node'));
  await copyFile(join(contents.runtime, 'LICENSE'), join(program, 'runtime/LICENSE'));

  await makeLink(join(tree, 'usr/bin/eni-agent'), '../lib/eni-agent/current/bin/eni-agent');
  await makeLink(join(tree, 'usr/lib/ocf/resource.d/forward3d/eni'), '../../../eni-agent/current/ocf/eni');

  await pack('usr/share/man/man8/eni-agent.8', join(dist, 'man/eni-agent.8'));
  await pack('usr/share/man/man7/ocf_forward3d_eni.7', join(dist, 'man/ocf_forward3d_eni.7'));
  await write(
    'usr/share/bash-completion/completions/eni-agent',
    await readFile(join(dist, 'completion/eni-agent')),
  );
  await write(
    'usr/lib/systemd/networkd.conf.d/50-eni-agent.conf',
    await readFile(join(root, 'packaging/50-eni-agent.conf')),
  );
  const doc = `usr/share/doc/${name}`;
  await write(`${doc}/copyright`, contents.copyright);
  await write(`${doc}/sbom.cdx.json`, contents.sbom);
  await pack(`${doc}/changelog`, join(root, 'CHANGELOG.md'));
  await write(`${doc}/README.md`, await readFile(join(root, 'README.md')));
  for (const file of (await readdir(join(root, 'docs'))).filter((each) => /\.(md|svg)$/.test(each))) {
    await write(`${doc}/docs/${file}`, await readFile(join(root, 'docs', file)));
  }
  await setModes(tree);
}

async function makeLink(path: string, target: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path);
}

/** A runtime is large; its links are not written to. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  await link(source, target).catch(() => copyFile(source, target));
}

/** Whatever the umask of the one who builds: readable for all, writable for root, executable where it is. */
async function setModes(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await setModes(path);
    else if (entry.isFile() && entry.name !== 'node') {
      await chmod(path, /\/package\/(bin|ocf)$/.test(folder) ? 0o755 : 0o644);
    }
  }
}
