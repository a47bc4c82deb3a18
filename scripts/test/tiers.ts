/** A tier of tests, in the order in which they run: what is quick and needs little comes first. */
export interface Tier {
  readonly name: string;
  readonly about: string;
  /** Commands without which nothing of the tier can run. */
  readonly tools: readonly string[];
  /** Runs the built program. */
  readonly needsBuild: boolean;
  /** `namespaces`: root, or a user namespace in its place. */
  readonly privilege: 'none' | 'namespaces' | 'root';
}

/** Longer than any tier takes in its short form; only a runner that hangs reaches it. */
export const tierTimeoutMs = Number(process.env['ENI_AGENT_TIER_MINUTES'] ?? 30) * 60_000;

export const tiers: readonly Tier[] = [
  {
    name: 'unit',
    about: 'pure functions and tables',
    tools: ['xmllint'],
    needsBuild: false,
    privilege: 'none',
  },
  {
    name: 'contract',
    about: 'fakes and real adapters behave alike; the emulator keeps what it promises',
    tools: [],
    needsBuild: false,
    privilege: 'none',
  },
  {
    name: 'model',
    about: 'every decision, explored against a model of EC2',
    tools: [],
    needsBuild: false,
    privilege: 'none',
  },
  {
    name: 'integration',
    about: 'the built program as a process, on real links in network namespaces',
    tools: ['ip', 'nft', 'strace', 'xmllint'],
    needsBuild: true,
    privilege: 'namespaces',
  },
  {
    name: 'matrix',
    about: 'a sample of every fault at every call, kills at every step, garbage at every input',
    tools: ['ip', 'nft', 'openssl'],
    needsBuild: true,
    privilege: 'namespaces',
  },
  {
    name: 'cluster',
    about: 'real Corosync and Pacemaker nodes',
    tools: ['ip', 'nft', 'corosync', 'pacemakerd', 'crm', 'pcs'],
    needsBuild: true,
    privilege: 'root',
  },
];
