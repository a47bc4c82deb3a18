import { CloudError } from '../model/cloud-error.ts';
import type { Cloud } from '../model/cloud.ts';
import type { ThrottleClass } from '../model/settings.ts';
import { boolean, structure, type Read, type Shape } from './fields.ts';
import type { ParameterNode } from './query.ts';
import type { XmlBody } from './xml.ts';

/** What a call runs on. `asOfMs` is the time whose state describes show, Infinity for now. */
export interface ActionContext {
  readonly cloud: Cloud;
  readonly asOfMs: number;
  /** False: the request is for a region that holds nothing of ours. */
  readonly ourRegion: boolean;
}

/** A call of the API with its parameters still unread. */
export interface Action {
  readonly name: string;
  readonly throttleClass: (parameters: ParameterNode) => ThrottleClass;
  /** Reads the parameters; throws what EC2 refuses them with. */
  prepare(parameters: ParameterNode): PreparedAction;
}

export interface PreparedAction {
  readonly dryRun: boolean;
  run(context: ActionContext): ResponseBody;
}

/** The elements of an answer, without its root. */
export type ResponseBody = Readonly<Record<string, XmlBody>>;

/** Every call takes DryRun; the rest is in its own table of parameters. */
export function defineAction<S extends Shape>(definition: {
  name: string;
  throttle: ThrottleClass;
  parameters: S;
  run(input: Read<S>, context: ActionContext): ResponseBody;
}): Action {
  const fields = structure({ ...definition.parameters, DryRun: boolean });
  return {
    name: definition.name,
    throttleClass: (parameters) =>
      definition.throttle === 'describe' && !isNarrow(parameters) ? 'describe-all' : definition.throttle,
    prepare(parameters) {
      const input = fields.read(parameters, '');
      return {
        dryRun: input.DryRun === true,
        run: (context) => definition.run(input, context),
      };
    },
  };
}

/** EC2 gives describes with ids, filters or pages a larger bucket than those that ask for everything. */
function isNarrow(parameters: ParameterNode): boolean {
  return [...parameters.children.keys()].some((key) => key !== 'DryRun');
}

/** The records with the given ids, or all; throws `notFound` with the ids that do not exist. */
export function selectById<T>(
  records: readonly T[],
  ids: readonly string[],
  idOf: (record: T) => string,
  notFound: (missing: readonly string[]) => CloudError,
): T[] {
  if (ids.length === 0) return [...records];
  const byId = new Map(records.map((record) => [idOf(record), record]));
  const missing = ids.filter((id) => !byId.has(id));
  if (missing.length > 0) throw notFound(missing);
  return ids.flatMap((id) => byId.get(id) ?? []);
}
