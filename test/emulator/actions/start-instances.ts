import { startInstance } from '../model/power.ts';
import { defineAction } from '../wire/action.ts';
import { instanceId, list, required } from '../wire/fields.ts';
import { changeInstances, renderChange } from './change-instances.ts';

export const startInstances = defineAction({
  name: 'StartInstances',
  throttle: 'power',
  parameters: { InstanceId: list(required(instanceId)) },
  run(input, context) {
    const changes = changeInstances(input.InstanceId, context, (id) => startInstance(context.cloud, id));
    return { instancesSet: changes.map(renderChange) };
  },
});
