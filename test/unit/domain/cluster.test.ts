import { describe, expect, it } from 'vitest';
import {
  agentInCluster,
  eniResources,
  fenceTargets,
  instancesByNode,
  type Cib,
  type CibResource,
} from '../../../src/domain/cluster.ts';

function resource(id: string, agent: string, parameters: CibResource['parameters'] = {}): CibResource {
  return { id, agent, parameters, meta: {}, operations: [] };
}
const cib = (...resources: CibResource[]): Cib => ({
  properties: {},
  resourceDefaults: {},
  operationDefaults: {},
  resources,
  nodes: [],
  constraints: [],
});

describe('of a configuration', () => {
  it('the resources of this agent are found under the name that Pacemaker gives it', () => {
    const [first, second] = [resource('nat', agentInCluster), resource('vpn', 'ocf:forward3d:eni')];
    const others = [resource('ip', 'ocf:heartbeat:IPaddr2'), resource('x', 'ocf:other:eni')];
    expect(eniResources(cib(first, ...others, second))).toEqual([first, second]);
  });

  it.each(['a:i-0a;b:i-0b', ' a = i-0a , b=i-0b', 'a:i-0a b:i-0b'])(
    'the map of a fence device is read as Pacemaker reads it: %j',
    (map) => {
      const device = resource('fence', 'stonith:fence_aws', { pcmk_host_map: map });
      expect(fenceTargets(cib(device))).toEqual([
        { device: 'fence', node: 'a', target: 'i-0a' },
        { device: 'fence', node: 'b', target: 'i-0b' },
      ]);
    },
  );

  it('only what fence devices are told counts, and only ids of instances name instances', () => {
    const map = { pcmk_host_map: 'a:i-0a;b:server-b;c:i-0c;d:x-i-0d;e:i-0e.local' };
    const foreign = resource('x', 'ocf:heartbeat:Dummy', { pcmk_host_map: 'd:i-0d' });
    const found = instancesByNode(cib(foreign, resource('fence', 'stonith:fence_aws', map)));
    expect([...found]).toEqual([
      ['a', 'i-0a'],
      ['c', 'i-0c'],
    ]);
    expect(fenceTargets(cib(resource('fence', 'stonith:fence_aws')))).toEqual([]);
  });
});
