import type { Architecture } from './architectures.ts';
import type { Project } from './project.ts';

/** What a package for hosts is made from. */
export interface HostPackage {
  readonly project: Project;
  readonly architecture: Architecture;
  /** All files that it installs, laid out. */
  readonly tree: string;
  /** A folder of its own to work in. */
  readonly scratch: string;
  /** Where it goes. */
  readonly out: string;
  /** As Debian and RPM write it, without a revision. */
  readonly version: string;
  readonly maintainer: string;
  /** SPDX expression. */
  readonly licences: string;
  /** What its files and it itself are dated. */
  readonly madeAt: Date;
  /** Packed fast rather than well. */
  readonly quick: boolean;
}
