import type { Progress } from '../section.ts';
import { simulateFailovers, type Fate, type Outcome } from './simulate-failovers.ts';

export interface ScaleRow extends Outcome {
  readonly name: string;
}

const clusters = 200;
const scenarios: readonly { name: string; spreadMs: number; fate: Fate }[] = [
  { name: 'moved by hand, within a minute', spreadMs: 60_000, fate: 'healthy' },
  { name: 'moved by hand, all at once', spreadMs: 0, fate: 'healthy' },
  { name: 'peer stopped by fencing, within a minute', spreadMs: 60_000, fate: 'stopped' },
  { name: 'peer stopped by fencing, all at once', spreadMs: 0, fate: 'stopped' },
  { name: 'peer hung, within a minute', spreadMs: 60_000, fate: 'hung' },
  { name: 'peer hung, all at once', spreadMs: 0, fate: 'hung' },
];

/** 200 clusters of one account and region that fail over together. */
export async function measureScale(progress: Progress): Promise<readonly ScaleRow[]> {
  const rows: ScaleRow[] = [];
  for (const { name, spreadMs, fate } of scenarios) {
    progress(`scale: ${name}`);
    rows.push({ name, ...(await simulateFailovers({ clusters, spreadMs, fate, seed: 1 })) });
  }
  return rows;
}
