import { ec2Actions } from '../emulator/actions/index.ts';
import type { DenyRule } from '../emulator/identity/policies.ts';

interface PolicyDocument {
  readonly Statement: readonly { readonly Effect: string; readonly Action: readonly string[] }[];
}

/** Denies every call that a policy document does not allow, as IAM does. Resources are not looked at. */
export function denyAllBut(policy: string): DenyRule[] {
  const { Statement } = JSON.parse(policy) as PolicyDocument;
  const allowed = new Set(
    Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action),
  );
  return [...ec2Actions.keys()]
    .filter((action) => !allowed.has(`ec2:${action}`))
    .map((action) => ({ action }));
}
