import { afterAll, afterEach, beforeAll } from 'vitest';
import { oneArmed } from '../lab/topology.ts';
import { ClusterLab } from './lab.ts';
import type { ClusterLabOptions, NodeName } from './lab-options.ts';
import { settle } from './settle.ts';

/** The laboratory of a group of scenarios, and who holds the ENI when a scenario begins. */
export interface Stage {
  readonly lab: ClusterLab;
  readonly active: NodeName;
  readonly passive: NodeName;
}

/**
 * Brings a laboratory up before the first test of the group, takes back after each test what it did, and removes it after
 * the last. What it returns may be read inside tests only.
 */
export function useLab(options: Partial<ClusterLabOptions> = {}): Stage {
  let lab: ClusterLab;
  let active: NodeName;
  const look = (): void => {
    active = lab.holder()!;
  };
  beforeAll(async () => {
    lab = await ClusterLab.up({ world: (name) => oneArmed({ lab: name }), ...options });
    look();
  });
  afterEach(async () => {
    await settle(lab);
    look();
  });
  afterAll(() => lab.down());
  return {
    get lab() {
      return lab;
    },
    get active() {
      return active;
    },
    get passive() {
      return lab.peerOf(active);
    },
  };
}
