import type { Env } from './parse-parameters.ts';
import { quoteValue } from './quote-value.ts';

/** What the caller says beside the parameters. */
export interface OcfEnvironment {
  /** Called by Pacemaker or something that acts like it, rather than by a person. */
  readonly inCluster: boolean;
  /** How long the caller waits before it kills the whole process group. */
  readonly timeoutMs: number;
  /** 0 for what does not recur. */
  readonly intervalMs: number;
  readonly checkLevel: number;
  /** Name of the resource, for log lines. */
  readonly resource: string;
  /** Emptied at boot. */
  readonly runDirectory: string;
  readonly exitReasonPrefix: string;
  readonly logging: {
    /** undefined: do not log to syslog. */
    readonly facility: string | undefined;
    readonly tag: string | undefined;
    readonly file: string | undefined;
    readonly debug: boolean;
  };
  /** What could not be understood and was replaced by a default. */
  readonly warnings: readonly string[];
}

/** Pacemaker's own default, too. */
export const defaultTimeoutMs = 20_000;

const meta = 'OCF_RESKEY_CRM_meta_';

/** Never throws: what makes no sense becomes a default and a warning. */
export function readEnvironment(env: Env): OcfEnvironment {
  const warnings: string[] = [];
  const number = (name: string, fallback: number): number => {
    const text = env[name] ?? '';
    if (/^\d{1,12}$/.test(text)) return Number(text);
    if (text !== '')
      warnings.push(`${name} must be a whole number, not ${quoteValue(text)}; going on with ${fallback}`);
    return fallback;
  };
  const timeoutMs = number(`${meta}timeout`, defaultTimeoutMs);
  return {
    inCluster: Object.keys(env).some(
      (name) => name.startsWith(meta) || name === 'OCF_RESKEY_crm_feature_set',
    ),
    timeoutMs: timeoutMs > 0 ? timeoutMs : defaultTimeoutMs,
    intervalMs: number(`${meta}interval`, 0),
    checkLevel: number('OCF_CHECK_LEVEL', 0),
    resource: text(env, 'OCF_RESOURCE_INSTANCE') ?? 'eni',
    runDirectory: absolutePath(env, 'HA_RSCTMP') ?? '/run/resource-agents',
    exitReasonPrefix: text(env, 'OCF_EXIT_REASON_PREFIX') ?? 'ocf-exit-reason:',
    logging: {
      facility: facility(env),
      tag: text(env, 'HA_LOGTAG'),
      file: absolutePath(env, 'HA_LOGFILE'),
      debug: ['1', 'true', 'yes', 'on'].includes((env['HA_debug'] ?? '').toLowerCase()),
    },
    warnings,
  };
}

/** A monitor that does not recur: Pacemaker asks whether the resource runs where it does not expect it. */
export function isProbe(action: string, environment: OcfEnvironment): boolean {
  return action === 'monitor' && environment.inCluster && environment.intervalMs === 0;
}

/**
 * When an action has to have answered, in milliseconds from the start of the process: 10 % and at least 500 ms before the
 * caller would kill it unheard; half of the time where there is too little for that.
 */
export function deadlineMs(timeoutMs: number): number {
  return Math.max(timeoutMs / 2, timeoutMs - Math.max(timeoutMs / 10, 500));
}

function text(env: Env, name: string): string | undefined {
  const value = env[name] ?? '';
  return value === '' ? undefined : value;
}

function absolutePath(env: Env, name: string): string | undefined {
  const path = text(env, name);
  return path?.startsWith('/') === true && !path.includes('\0') ? path : undefined;
}

/** Configuration files write "none" for "no syslog". */
function facility(env: Env): string | undefined {
  const name = text(env, 'HA_LOGFACILITY');
  return name !== undefined && name !== 'none' && /^[a-z][a-z0-9]{0,15}$/.test(name) ? name : undefined;
}
