import { AgentError } from '../domain/errors.ts';
import { parameterTable, type OcfParameters, type ParameterSpec } from './parameters.ts';
import { quoteValue } from './quote-value.ts';
import { invalid } from './value-types.ts';

export type Env = Readonly<Record<string, string | undefined>>;

const specs: readonly (readonly [string, ParameterSpec])[] = Object.entries(parameterTable);

/**
 * Reads all parameters from OCF_RESKEY_ variables; empty values count as absent, as Pacemaker has it.
 * Throws AgentError of kind `parameter` that names the first wrong one and says what would be right.
 */
export function parseParameters(env: Env): OcfParameters {
  const parameters = collect((spec) => parseOne(spec, env));
  rejectUnusableEndpoint(env, parameters.endpointUrl);
  return parameters;
}

/**
 * The same for stop, which must release the ENI whatever else is wrong: all but eni_id fall back to their defaults, each
 * with a warning. Throws AgentError of kind `parameter` only when eni_id cannot be an ENI id.
 */
export function parseForStop(env: Env): { parameters: OcfParameters; warnings: readonly string[] } {
  const warnings: string[] = [];
  const parameters = collect((spec) => {
    try {
      return parseOne(spec, env);
    } catch (error) {
      if (spec.required === true || !(error instanceof AgentError)) throw error;
      warnings.push(`${error.message}; going on with ${spec.default === '' ? 'none' : spec.default}`);
      return spec.type.parse(spec.default);
    }
  });
  return { parameters, warnings };
}

/** Every spec belongs to one property, so the collected values have the type that the table implies. */
function collect(valueOf: (spec: ParameterSpec) => unknown): OcfParameters {
  return Object.fromEntries(specs.map(([key, spec]) => [key, valueOf(spec)])) as OcfParameters;
}

function parseOne(spec: ParameterSpec, env: Env): unknown {
  const given = env[`OCF_RESKEY_${spec.name}`] ?? '';
  const must = `parameter ${spec.name} must be ${spec.type.expected}`;
  if (given === '' && spec.required === true) throw new AgentError('parameter', `${must}; it is not set`);
  const value = spec.type.parse(given === '' ? spec.default : given);
  if (value === invalid) throw new AgentError('parameter', `${must}, not ${quoteValue(given)}`);
  return value;
}

/** The SDK refuses a custom endpoint together with FIPS or dual-stack only at its first call: say it early and plainly. */
function rejectUnusableEndpoint(env: Env, endpointUrl: string | undefined): void {
  const source = endpointUrl === undefined ? endpointVariable(env) : 'parameter endpoint_url';
  const variant = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'].find(
    (name) => env[name] === 'true',
  );
  if (source === undefined || variant === undefined) return;
  throw new AgentError('parameter', `${source} cannot be combined with ${variant}=true: unset one of them`);
}

function endpointVariable(env: Env): string | undefined {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  return ['AWS_ENDPOINT_URL_EC2', 'AWS_ENDPOINT_URL'].find((name) => (env[name] ?? '') !== '');
}
