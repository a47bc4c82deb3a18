import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../../scripts/package/run-tool.ts';

const root = join(import.meta.dirname, '../..');
const sources = ['src', 'scripts', 'bin', 'ocf', 'packaging', 'docs', 'package.json', 'package-lock.json'];
const texts = ['README.md', 'CHANGELOG.md', 'LICENSE'];

export interface PackageWish {
  /** In the place of the one in package.json. */
  readonly version?: string;
  readonly only?: readonly ('deb' | 'rpm' | 'npm')[];
  readonly arch?: readonly ('x64' | 'arm64')[];
}

/** Packages of this tree, or of one that differs from it in its version alone, packed fast. */
export class BuiltPackages implements AsyncDisposable {
  readonly folder: string;
  readonly files: readonly string[];

  private constructor(folder: string, files: readonly string[]) {
    this.folder = folder;
    this.files = files;
  }

  static async build({ version, only = [], arch = [] }: PackageWish): Promise<BuiltPackages> {
    const folder = await mkdtemp(join(tmpdir(), 'eni-agent-packages-'));
    try {
      const tree = join(folder, 'tree');
      for (const name of [...sources, ...texts]) {
        await cp(join(root, name), join(tree, name), { recursive: true });
      }
      await symlink(join(root, 'node_modules'), join(tree, 'node_modules'));
      if (version !== undefined) {
        const manifest = JSON.parse(await readFile(join(tree, 'package.json'), 'utf8')) as object;
        await writeFile(join(tree, 'package.json'), JSON.stringify({ ...manifest, version }));
      }
      await runTool(process.execPath, ['scripts/build.ts', '--no-cache'], { cwd: tree });
      const words = [
        ...only.flatMap((kind) => ['--only', kind]),
        ...arch.flatMap((each) => ['--arch', each]),
      ];
      const out = join(folder, 'out');
      await runTool(process.execPath, ['scripts/package.ts', '--quick', '--out', out, ...words], {
        cwd: tree,
      });
      return new BuiltPackages(folder, await readdir(out));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The only file of that kind. Throws if there is none, or several. */
  path(pattern: RegExp): string {
    const found = this.files.filter((name) => pattern.test(name));
    if (found.length !== 1)
      throw new Error(`${found.length} of ${this.files.join(', ')} match ${String(pattern)}`);
    return join(this.folder, 'out', found[0]!);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
