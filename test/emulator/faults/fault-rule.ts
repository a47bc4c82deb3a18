/** What a fault does to a request that it strikes. Several rules may strike one request: their effects add up. */
export type FaultEffect =
  /** A refusal of the service, which does nothing else. IMDS uses the status alone. */
  | { readonly kind: 'error'; readonly code: string; readonly message?: string; readonly status?: number }
  /** Everything happens, `delayMs` later. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Everything waits until the rule is removed. */
  | { readonly kind: 'hold' }
  /** Nothing happens and no answer comes. */
  | { readonly kind: 'hang' }
  /** Nothing happens; the connection is reset (TCP RST). */
  | { readonly kind: 'reset' }
  /** The call takes effect, its answer never arrives: the connection is reset, or stays silent. */
  | { readonly kind: 'lost-reply'; readonly ending?: 'reset' | 'hang' }
  /** The call takes effect. `body`: half of the document in a complete HTTP answer; `connection`: cut off in mid-answer. */
  | { readonly kind: 'truncated'; readonly mode?: 'body' | 'connection' }
  /** The call takes effect; the document is not well-formed. */
  | { readonly kind: 'malformed' }
  /** Another answer instead: an HTML page, an empty body, a 5xx of a load balancer, … Nothing else happens. */
  | {
      readonly kind: 'content';
      readonly body: string;
      readonly status?: number;
      readonly contentType?: string;
    }
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
  /** The clock of AWS is off by this much for the request: its Date header and its check of the signature's time. */
  | { readonly kind: 'clock-skew'; readonly skewMs: number }
  /** The answer comes in pieces of `bytes` every `everyMs`. */
  | { readonly kind: 'drip'; readonly everyMs: number; readonly bytes?: number }
  /** A describe answers from this long ago. */
  | { readonly kind: 'stale'; readonly lagMs: number };

export interface FaultMatch {
  readonly service?: 'ec2' | 'sts' | 'imds';
  /** The action, or for IMDS the path after `/latest/`; `*` stands for anything. Left out: every call. */
  readonly action?: string;
  /** Instance id, access key or role name of the caller. */
  readonly caller?: string;
  readonly dryRun?: boolean;
  /** Parameters with exactly these values. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface FaultRule {
  /** Given by the emulator if left out. */
  readonly id?: string;
  readonly match: FaultMatch;
  /** Which of the matching requests to strike, counted from 1: some numbers, or a range. Left out: all. */
  readonly occurrences?: readonly number[] | { readonly from: number; readonly to?: number };
  readonly effect: FaultEffect;
}

const effectKinds: Record<FaultEffect['kind'], true> = {
  error: true,
  delay: true,
  hold: true,
  hang: true,
  reset: true,
  'lost-reply': true,
  truncated: true,
  malformed: true,
  content: true,
  redirect: true,
  'clock-skew': true,
  drip: true,
  stale: true,
};
const ruleNames = ['id', 'match', 'occurrences', 'effect'];
const matchNames = ['service', 'action', 'caller', 'dryRun', 'parameters'];

/** Throws where a rule, which may come from another process, has a name that means nothing: it would never strike. */
export function checkRule(rule: FaultRule): void {
  const unknown =
    Object.keys(rule).find((name) => !ruleNames.includes(name)) ??
    Object.keys(rule.match).find((name) => !matchNames.includes(name)) ??
    (Object.hasOwn(effectKinds, rule.effect.kind) ? undefined : rule.effect.kind);
  if (unknown !== undefined) throw new Error(`a fault rule knows no "${unknown}"`);
}

/** What a rule sees of a request. */
export interface FaultTarget {
  readonly service: 'ec2' | 'sts' | 'imds';
  readonly action: string;
  readonly callers: readonly (string | undefined)[];
  readonly parameters: Readonly<Record<string, string>>;
}

export function matches(match: FaultMatch, target: FaultTarget): boolean {
  return (
    (match.service === undefined || match.service === target.service) &&
    (match.action === undefined || wildcardMatches(match.action, target.action)) &&
    (match.caller === undefined || target.callers.includes(match.caller)) &&
    (match.dryRun === undefined || match.dryRun === (target.parameters['DryRun'] === 'true')) &&
    Object.entries(match.parameters ?? {}).every(([name, value]) => target.parameters[name] === value)
  );
}

export function strikes(occurrences: FaultRule['occurrences'], count: number): boolean {
  if (occurrences === undefined) return true;
  if ('from' in occurrences) return count >= occurrences.from && count <= (occurrences.to ?? Infinity);
  return occurrences.includes(count);
}

function wildcardMatches(pattern: string, value: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`).test(value);
}
