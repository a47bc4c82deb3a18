import type { World } from '../emulator/fabric.ts';
import { ec2LikeLatency, type Latency } from '../emulator/model/settings.ts';
import type { ClusterNode } from './cluster-node.ts';
import type { Guide } from './guide.ts';
import type { LabParts } from './lab-setup.ts';

export type NodeName = 'nat-a' | 'nat-b' | 'nat-c';

/**
 * For scenarios in which the nodes lose sight of each other: each begins to fence the other one, and on a busy machine the one that
 * should win may be more than a second late.
 */
export const fairFencingDelaySeconds = 3;

export interface ClusterLabOptions {
  readonly world: (lab: string) => World;
  /** How long the emulated EC2 takes for what; the rest is like EC2. Fencing takes `forceStopMs`, then `startMs`. */
  readonly latency?: Partial<Latency>;
  readonly configureWith?: 'crmsh' | 'pcs';
  /** Of the ENI resource, besides those of the guide. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Must be longer than it takes to silence a fenced node. */
  readonly priorityFencingDelaySeconds?: number;
  readonly guide?: Guide;
  /** Another program in the place of this project's agent. */
  readonly agent?: string;
  /** Installs the agent on each node, which is bare: software can be installed there, and no Node is on its PATH. */
  readonly install?: (node: ClusterNode, parts: LabParts) => Promise<void>;
  /** What is done to the laboratory; what the cloud does is in the emulator's own record. */
  readonly onEvent?: (event: LabEvent) => void;
}

export interface LabEvent {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly what: string;
}

/** EC2's pace for what moves an ENI; instances that stop and start within a second, and so a fence device that acts at once. */
export const instantFencing: Latency = { ...ec2LikeLatency, forceStopMs: 200, stopMs: 1_000, startMs: 200 };

/** The name under which the guide configures the ENI. */
export const eniResource = 'nat-eni';
