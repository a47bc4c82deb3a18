import { CloudError } from '../model/cloud-error.ts';
import type { Principal } from './credential-store.ts';

/** Takes a right away; what no rule denies is allowed. */
export interface DenyRule {
  /** `AttachNetworkInterface`, with or without the service's prefix `ec2:`; `*` for every action. */
  readonly action: string;
  /** Deny only dry runs or only real calls. Left out: both. */
  readonly only?: 'dry-run' | 'real';
  /** Deny only calls with a parameter of exactly this value, an ENI's or an instance's id for example. */
  readonly resource?: string;
}

/** What each user or role must not do, changeable while the emulator runs. */
export class Policies {
  readonly #rules = new Map<string, readonly DenyRule[]>();

  set(principalName: string, rules: readonly DenyRule[]): void {
    this.#rules.set(principalName, rules);
  }

  all(): Readonly<Record<string, readonly DenyRule[]>> {
    return Object.fromEntries(this.#rules);
  }

  /** Throws UnauthorizedOperation (EC2) or AccessDenied (STS) where a rule of the principal, or of `*`, denies it. */
  check(
    principal: Principal,
    call: { service: 'ec2' | 'sts'; action: string; dryRun: boolean; values: readonly string[] },
  ): void {
    const rules = [...(this.#rules.get(principal.name) ?? []), ...(this.#rules.get('*') ?? [])];
    const denied = rules.some(
      (rule) =>
        (rule.action === '*' || rule.action.replace(/^(ec2|sts):/, '') === call.action) &&
        (rule.only === undefined || (rule.only === 'dry-run') === call.dryRun) &&
        (rule.resource === undefined || call.values.includes(rule.resource)),
    );
    if (!denied) return;
    const why = `User: ${principal.arn} is not authorized to perform: ${call.service}:${call.action}`;
    if (call.service === 'sts') throw new CloudError('AccessDenied', why, 403);
    throw new CloudError(
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${why} because no identity-based policy allows the ec2:${call.action} action.`,
      403,
    );
  }
}
