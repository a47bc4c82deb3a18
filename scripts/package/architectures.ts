/** A kind of machine that packages are made for, and how everybody calls it. */
export interface Architecture {
  /** Node's name for it. */
  readonly node: 'x64' | 'arm64';
  readonly debian: string;
  readonly rpm: string;
}

export const architectures: readonly Architecture[] = [
  { node: 'x64', debian: 'amd64', rpm: 'x86_64' },
  { node: 'arm64', debian: 'arm64', rpm: 'aarch64' },
];

/** The npm package that holds the Node of that kind of machine. */
export function runtimePackage({ node }: Architecture): string {
  return `node-linux-${node}`;
}
