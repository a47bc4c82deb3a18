import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sectionOf } from '../../../scripts/release/changelog.ts';

const root = join(import.meta.dirname, '../../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const section = `## [${version}] - 2026-11-30\n\n### Added\n\n- Everything.\n`;

describe('a section of the changelog', () => {
  const text = `# Changelog\n\n## [Unreleased]\n\n${section}\n## [0.0.9] - 2026-01-01\n\n- Less.\n\n[0.0.9]: https://example.com\n`;

  it('is what stands between two headings', () => {
    expect(sectionOf(text, version)).toEqual({ date: '2026-11-30', text: '### Added\n\n- Everything.' });
    expect(sectionOf(text, '0.0.9')).toEqual({ date: '2026-01-01', text: '- Less.' });
  });

  it.each([
    ['another version', text, '1.0.0'],
    ['no text', '## [1.0.0] - 2026-11-30\n\n## [0.9.0] - 2026-11-29\n', '1.0.0'],
    ['no date', '## [1.0.0]\n\n- Much.\n', '1.0.0'],
    ['digits that only look alike', '## [1x0.0] - 2026-11-30\n\n- Much.\n', '1.0.0'],
  ])('there is none: %s', (_, changelog, wanted) => {
    expect(sectionOf(changelog, wanted)).toBeUndefined();
  });
});

/** A clone with the scripts as they are now, committed. */
describe.runIf(existsSync(join(root, '.git')))('scripts/release.ts', () => {
  let clone: string;
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: clone,
      encoding: 'utf8',
    });
  const release = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/release.ts', ...args], {
      cwd: clone,
      encoding: 'utf8',
      env: { ...process.env, GIT_COMMITTER_NAME: 't', GIT_COMMITTER_EMAIL: 't@example.com' },
    });
  const commit = (changelog: string): void => {
    writeFileSync(join(clone, 'CHANGELOG.md'), `# Changelog\n\n${changelog}`);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'Ready');
  };

  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), 'eni-agent-release-'));
    execFileSync('git', ['clone', '--quiet', '--no-tags', root, clone]);
    for (const path of [
      'scripts/command-line.ts',
      'scripts/release.ts',
      'scripts/release',
      'package.json',
      'package-lock.json',
    ])
      cpSync(join(root, path), join(clone, path), { recursive: true });
  });
  afterEach(() => rmSync(clone, { recursive: true }));

  it('tags what is checked out with the section of the changelog', () => {
    commit(section);
    expect(release()).toMatchObject({ status: 0, stderr: '' });
    expect(git('tag', '--list', '--format=%(refname:short) %(objecttype) %(contents)').trim()).toBe(
      `v${version} tag eni-agent ${version}, 2026-11-30\n\n### Added\n\n- Everything.`,
    );
    const again = release();
    expect(again.status).toBe(1);
    expect(again.stderr).toContain(`there is a tag v${version} already`);
  });

  it('only says so in a dry run', () => {
    commit(section);
    const { status, stdout } = release('--dry-run');
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^would tag [0-9a-f]+ as v${version}:\n\neni-agent ${version}, `));
    expect(git('tag', '--list')).toBe('');
  });

  it.each([
    ['not everything is committed', () => writeFileSync(join(clone, 'README.md'), '')],
    ['package-lock.json has 0.0.1', () => raise('package-lock.json', '0.0.1')],
    ['CHANGELOG.md has no section', () => commit('## [Unreleased]\n\n- Much.\n')],
  ])('refuses: %s', (why, spoil) => {
    commit(section);
    spoil();
    const { status, stderr } = release();
    expect(status).toBe(1);
    expect(stderr).toContain(`no release: ${why}`);
    expect(git('tag', '--list')).toBe('');
  });

  it('verifies the tag that starts the workflow', () => {
    expect(release('--verify', `v${version}`).status).toBe(0);
    expect(release('--verify', 'v9.9.9')).toMatchObject({ status: 1 });
  });

  function raise(file: string, wanted: string): void {
    const path = join(clone, file);
    writeFileSync(
      path,
      JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), version: wanted }),
    );
    git('commit', '--quiet', '--all', '--message', 'Raised');
  }
});
