import { rebootInstance } from '../model/power.ts';
import { defineAction } from '../wire/action.ts';
import { instanceId, list, required } from '../wire/fields.ts';
import { changeInstances } from './change-instances.ts';

export const rebootInstances = defineAction({
  name: 'RebootInstances',
  throttle: 'power',
  parameters: { InstanceId: list(required(instanceId)) },
  run(input, context) {
    changeInstances(input.InstanceId, context, (id) => rebootInstance(context.cloud, id));
    return { return: true };
  },
});
