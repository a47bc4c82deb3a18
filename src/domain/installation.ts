/** What `install` made. */
export interface Installed {
  /** The version's folder, which is what Pacemaker uses from now on. */
  readonly folder: string;
  /** Why there is no code cache, which costs time at each start and nothing else. */
  readonly withoutCache: string | undefined;
  /** Processes that still run an earlier version, which therefore stays until the next installation. */
  readonly stillUsedBy: readonly number[];
}

/** Puts the program that runs into the place where Pacemaker finds it. All throw AgentError. */
export interface Installer {
  /** A package of the operating system brought the program that runs. */
  readonly isPackage: boolean;
  /** Such a package is on this host, be it this program or another one. */
  hasPackage(): boolean;
  /**
   * Makes a folder for this version and then, in one step, the version in use; whoever starts the agent meanwhile gets a
   * whole version, the earlier one or this one. Earlier versions go once nobody runs them any more.
   */
  install(version: string): Promise<Installed>;
  /** Takes away what `install` made; what a package brought stays for its package manager to remove. */
  uninstall(): Promise<void>;
  /** Whether Pacemaker's daemons run on this host. */
  pacemakerRuns(): boolean;
}
