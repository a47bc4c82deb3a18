import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Endpoint } from './connection.ts';
import { nonEmpty } from './credentials-provider.ts';
import type { LoadSdk, SdkSettings } from './sdk.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Endpoints of the partitions that have public regions, China's and GovCloud's included; the SDK knows more. */
const suffixes: readonly (readonly [RegExp, string])[] = [
  [/^(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d+$/, 'amazonaws.com'],
  [/^us-gov-[a-z]+-\d+$/, 'amazonaws.com'],
  [/^cn-[a-z]+-\d+$/, 'amazonaws.com.cn'],
];
/** What is plainly the name of a region, and nothing more than that. */
export const regionPattern = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
/** With one of these the SDK's rules of endpoints apply. */
const rareVariables = [
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
];

/** The endpoint that the parameter or the environment names, if any. */
export function namedEndpoint(endpointUrl: string | undefined, env: Env): string | undefined {
  return endpointUrl ?? nonEmpty(env['AWS_ENDPOINT_URL_EC2']) ?? nonEmpty(env['AWS_ENDPOINT_URL']);
}

/**
 * Where EC2 is asked. What nearly all installations have is answered here; everything else (FIPS, dual-stack, a shared file
 * that speaks of endpoints, a region of another partition) by the SDK's rules, which costs the time to load it.
 */
export async function findEndpoint(settings: SdkSettings, env: Env, loadSdk: LoadSdk): Promise<Endpoint> {
  const { region, endpointUrl } = settings;
  const url = isPlain(region, env) ? toUrl(namedEndpoint(endpointUrl, env) ?? publicUrl(region)) : undefined;
  return url === undefined ? loadSdk().findEndpoint(settings) : { url, region };
}

function isPlain(region: string, env: Env): boolean {
  if (rareVariables.some((name) => env[name] !== undefined)) return false;
  // fips-us-east-1 and us-east-1-fips are names of a region and of more than that.
  return regionPattern.test(region) && !region.includes('fips') && !sharedFilesSpeakOfEndpoints(env);
}

function publicUrl(region: string): string | undefined {
  const suffix = suffixes.find(([pattern]) => pattern.test(region))?.[1];
  return suffix === undefined ? undefined : `https://ec2.${region}.${suffix}`;
}

/** undefined for one that a request cannot be sent to as it stands. */
function toUrl(text: string | undefined): URL | undefined {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.search + url.hash + url.username + url.password !== '') return undefined;
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** Every setting about endpoints in the shared files has the word in its name. */
function sharedFilesSpeakOfEndpoints(env: Env): boolean {
  const folder = join(nonEmpty(env['HOME']) ?? homedir(), '.aws');
  const files = [
    nonEmpty(env['AWS_CONFIG_FILE']) ?? join(folder, 'config'),
    nonEmpty(env['AWS_SHARED_CREDENTIALS_FILE']) ?? join(folder, 'credentials'),
  ];
  return files.some((file) => /endpoint/i.test(readIfThere(file)));
}

/** The SDK takes a file that it cannot read for none, too. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
