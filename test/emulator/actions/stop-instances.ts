import { stopInstance } from '../model/power.ts';
import { defineAction } from '../wire/action.ts';
import { boolean, instanceId, list, required } from '../wire/fields.ts';
import { changeInstances, renderChange } from './change-instances.ts';

export const stopInstances = defineAction({
  name: 'StopInstances',
  throttle: 'power',
  parameters: { InstanceId: list(required(instanceId)), Force: boolean },
  run(input, context) {
    const changes = changeInstances(input.InstanceId, context, (id) =>
      stopInstance(context.cloud, id, input.Force ?? false),
    );
    return { instancesSet: changes.map(renderChange) };
  },
});
