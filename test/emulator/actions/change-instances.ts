import { refuse } from '../model/cloud-error.ts';
import type { StateChange } from '../model/power.ts';
import type { ActionContext } from '../wire/action.ts';
import type { XmlBody } from '../wire/xml.ts';
import { renderState } from './render-instance.ts';

/** Applies a change to each instance named; unknown ids are refused before any is touched. */
export function changeInstances<T>(
  ids: readonly string[],
  context: ActionContext,
  change: (id: string) => T,
): T[] {
  if (ids.length === 0) throw refuse.missing('InstanceId');
  const missing = ids.filter((id) => !context.ourRegion || !context.cloud.instances.get(id));
  if (missing.length > 0) throw refuse.instanceNotFound(missing);
  return ids.map(change);
}

export function renderChange(change: StateChange): XmlBody {
  return {
    instanceId: change.instanceId,
    currentState: renderState(change.currentState),
    previousState: renderState(change.previousState),
  };
}
