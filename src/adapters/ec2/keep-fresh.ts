import type { Credentials } from '../imds/instance-role-credentials.ts';
import type { CredentialsProvider } from './rare.ts';

/** As long before the end as the SDK renews credentials: the role's next ones are there by then. */
const renewMs = 5 * 60_000;

/** Fetches credentials once for all calls, and anew shortly before they expire or after a failure. */
export function keepFresh(provider: CredentialsProvider): CredentialsProvider {
  let current: Promise<Credentials> | undefined;

  function fetch(): Promise<Credentials> {
    const next = provider();
    current = next;
    next.catch(() => {
      if (current === next) current = undefined;
    });
    return next;
  }

  return async () => {
    const kept = current;
    if (kept !== undefined && isFresh(await kept)) return kept;
    // Another call may have renewed them meanwhile.
    return current === kept || current === undefined ? fetch() : current;
  };
}

function isFresh({ expiration }: Credentials): boolean {
  return expiration === undefined || expiration.getTime() - Date.now() > renewMs;
}
