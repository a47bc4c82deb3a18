/** Access key ids, and anything as long and shapeless as a secret key or a session token. */
const secrets = /\b(?:AKIA|ASIA)[0-9A-Z]{12,}\b|[A-Za-z0-9+/=]{40,}/g;

/**
 * The text without what may be a credential. AWS quotes signed headers in some refusals, so everything that leaves the
 * process in words passes through here.
 */
export function redact(text: string): string {
  return text.replace(secrets, '[redacted]');
}
