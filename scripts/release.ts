import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from './command-line.ts';
import { sectionOf } from './release/changelog.ts';

const usage = `npm run release -- [options]
  --dry-run     only say what would be tagged
  --verify TAG  only say whether TAG is the one of the version in package.json
`;

/**
 * Tags the commit that is checked out as a release of the version in package.json,
 * with its section of CHANGELOG.md as the message. Refuses unless everything is committed, package-lock.json has the
 * same version, CHANGELOG.md has a section of it with a date, and there is no such tag. Pushes nothing. Pushing the tag is what
 * makes the packages; the workflow that it starts verifies it first.
 */
const root = join(import.meta.dirname, '..');
const { values } = readCommandLine(usage, {
  options: { 'dry-run': { type: 'boolean', default: false }, verify: { type: 'string' } },
});

const version = versionIn('package.json');
const tag = `v${version}`;
const problems = values.verify === undefined ? whyNot() : wrongTag(values.verify);
if (problems.length > 0) {
  for (const problem of problems) console.error(`no release: ${problem}`);
  process.exitCode = 1;
} else if (values.verify !== undefined) console.log(`${tag} is the tag of this version`);
else release();

function whyNot(): string[] {
  const section = sectionOf(read('CHANGELOG.md'), version);
  const locked = versionIn('package-lock.json');
  return [
    ...(git('status', '--porcelain') === '' ? [] : ['not everything is committed']),
    ...(git('tag', '--list', tag) === ''
      ? []
      : [`there is a tag ${tag} already: raise the version in package.json`]),
    ...(locked === version ? [] : [`package-lock.json has ${locked}: run npm install --package-lock-only`]),
    ...(section === undefined
      ? [`CHANGELOG.md has no section "## [${version}] - DATE": give what is unreleased this heading`]
      : []),
  ];
}

function wrongTag(given: string): string[] {
  return given === tag ? [] : [`the tag ${given} is not ${tag}, which package.json asks for`];
}

function release(): void {
  const { date, text } = sectionOf(read('CHANGELOG.md'), version) ?? { date: '', text: '' };
  const message = `eni-agent ${version}, ${date}\n\n${text}\n`;
  if (values['dry-run']) {
    console.log(`would tag ${git('rev-parse', '--short', 'HEAD')} as ${tag}:\n\n${message}`);
    return;
  }
  // Lines that begin with # are headings here, not comments.
  git('tag', '--annotate', '--cleanup=verbatim', '--message', message, tag);
  console.log(`tagged as ${tag}; packages are made when it is pushed: git push origin ${tag}`);
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', timeout: 30_000 }).trim();
}

function versionIn(file: string): string {
  return (JSON.parse(read(file)) as { version: string }).version;
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
