import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { HostPackage } from './host-package.ts';
import { fillIn } from './fill-in.ts';
import { runTool } from './run-tool.ts';

const scripts = ['postinst', 'prerm', 'postrm'];

/** Makes the Debian package out of a laid out tree, to which it adds what Debian wants. Answers its path. */
export async function makeDeb(plan: HostPackage): Promise<string> {
  const { project, architecture, tree, out, version, maintainer, madeAt, quick } = plan;
  const packaging = join(project.root, 'packaging/debian');
  const revision = `${version}-1`;
  await add(
    tree,
    `usr/share/lintian/overrides/${project.name}`,
    await readFile(join(packaging, 'lintian-overrides')),
  );
  await add(
    tree,
    `usr/share/doc/${project.name}/changelog.Debian.gz`,
    gzipSync(
      `${project.name} (${revision}) unstable; urgency=medium\n\n  * Version ${version}; changelog.gz says what is new.\n\n` +
        ` -- ${maintainer}  ${madeAt.toUTCString().replace('GMT', '+0000')}\n`,
      { level: 9 },
    ),
  );
  const files = await listFiles(tree);
  const sizes = await Promise.all(files.map(async (path) => Math.ceil((await lstat(path)).size / 1024)));
  const control = fillIn(await readFile(join(packaging, 'control'), 'utf8'), {
    VERSION: revision,
    ARCHITECTURE: architecture.debian,
    MAINTAINER: maintainer,
    INSTALLED_KIB: String(sizes.reduce((sum, size) => sum + size, 0)),
  });
  await add(tree, 'DEBIAN/control', control);
  await add(tree, 'DEBIAN/md5sums', await md5sums(tree, files));
  for (const script of scripts) {
    await add(tree, `DEBIAN/${script}`, await readFile(join(packaging, script)));
    await chmod(join(tree, 'DEBIAN', script), 0o755);
  }
  const target = join(out, `${project.name}_${revision}_${architecture.debian}.deb`);
  const compression = quick ? ['-Zgzip', '-z1'] : ['-Zxz', '-z6'];
  await runTool('dpkg-deb', ['--root-owner-group', ...compression, '--build', tree, target]);
  return target;
}

async function add(tree: string, path: string, content: string | Buffer): Promise<void> {
  const target = join(tree, path);
  for (let folder = dirname(target); folder !== tree; folder = dirname(folder)) {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o755);
  }
  await writeFile(target, content);
  await chmod(target, 0o644);
}

/** Regular files, sorted. */
async function listFiles(tree: string): Promise<readonly string[]> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function md5sums(tree: string, files: readonly string[]): Promise<string> {
  const lines = files.map(async (path) => {
    const digest = createHash('md5')
      .update(await readFile(path))
      .digest('hex');
    return `${digest}  ${relative(tree, path)}\n`;
  });
  return (await Promise.all(lines)).join('');
}
