import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from '@stryker-mutator/api/core';
import { equivalents } from './equivalents.ts';
import type { Verdict } from './run-judges.ts';

export interface Judged {
  readonly mutant: Mutant;
  readonly verdict: Verdict;
}

export interface Score {
  readonly folder: string;
  readonly killed: number;
  readonly timeout: number;
  readonly survived: number;
  readonly uncovered: number;
  /** Per cent of all mutants, the equivalent ones included. */
  readonly percent: number;
}

/** Counts what became of the mutants of a folder. */
export function scoreOf(folder: string, judged: readonly Judged[]): Score {
  const mine = judged.filter(({ mutant }) => mutant.fileName.startsWith(`${folder}/`));
  const count = (fate: Verdict['fate']) => mine.filter(({ verdict }) => verdict.fate === fate).length;
  const [killed, timeout] = [count('killed'), count('timeout')];
  return {
    folder,
    killed,
    timeout,
    survived: count('survived'),
    uncovered: count('uncovered'),
    percent: mine.length === 0 ? 100 : (100 * (killed + timeout)) / mine.length,
  };
}

export function renderScores(scores: readonly Score[]): string {
  return scores
    .map(
      ({ folder, percent, killed, timeout, survived, uncovered }) =>
        `${folder.padEnd(12)} ${percent.toFixed(1).padStart(5)} %  ${killed} killed, ${timeout} out of time, ${survived} survived, ${uncovered} not covered`,
    )
    .join('\n');
}

/** Each mutant that nobody noticed, with the line it is in, and why it makes no difference where that is known. */
export function renderSurvivors(root: string, judged: readonly Judged[]): string {
  const left = judged.filter(({ verdict }) => verdict.fate === 'survived' || verdict.fate === 'uncovered');
  return left
    .map(({ mutant, verdict }) => {
      const text = readFileSync(join(root, mutant.fileName), 'utf8');
      const line = text.split('\n')[mutant.location.start.line] ?? '';
      const place = `${mutant.fileName}:${mutant.location.start.line + 1}:${mutant.location.start.column + 1}`;
      const why = equivalents.find(
        ({ file, source, replacement }) =>
          mutant.fileName.endsWith(file) &&
          line.includes(source) &&
          (replacement === undefined || replacement === mutant.replacement),
      )?.why;
      const fate = why === undefined ? verdict.fate : `equivalent: ${why}`;
      return `${place} ${mutant.mutatorName} (${fate})\n    ${line.trim()}\n    ${original(text, mutant)}  →  ${mutant.replacement}`;
    })
    .join('\n');
}

function original(text: string, { location: { start, end } }: Mutant): string {
  const lines = text.split('\n').slice(start.line, end.line + 1);
  const last = lines.length - 1;
  const cut = lines.map((line, index) => {
    const to = index === last ? end.column : line.length;
    return line.slice(index === 0 ? start.column : 0, to).trim();
  });
  return cut.join(' ');
}
