import type { ClusterFailure, ClusterNode, ClusterResource, ClusterStatus } from '../../domain/cluster.ts';
import { AgentError } from '../../domain/errors.ts';
import { descendants, type XmlElement } from '../xml/read-xml.ts';
import { readAnswer } from './read-answer.ts';

/** `crm_mon --output-as=xml`. Throws AgentError `host` on an answer without a summary. */
export function parseCrmMon(text: string): ClusterStatus {
  const document = readAnswer(text);
  const [summary] = descendants(document, 'summary');
  if (summary === undefined) throw new AgentError('host', "crm_mon's answer has no summary");
  const [dc] = descendants(summary, 'current_dc');
  const [options] = descendants(summary, 'cluster_options');
  const nodes = document.children.find(({ name }) => name === 'nodes');
  return {
    quorum: isTrue(dc, 'with_quorum'),
    maintenance: isTrue(options, 'maintenance-mode'),
    nodes: (nodes?.children ?? []).filter(({ name }) => name === 'node').map(toNode),
    resources: descendants(document, 'resource').filter(isPrimitive).map(toResource),
    failures: descendants(document, 'failure').map(toFailure),
  };
}

/** Elements of this name also stand in other sections, without an agent. */
function isPrimitive({ attributes }: XmlElement): boolean {
  return attributes['resource_agent'] !== undefined;
}

function toNode(element: XmlElement): ClusterNode {
  const states = ['unclean', 'pending', 'maintenance', 'standby'] as const;
  const offline = isTrue(element, 'online') ? 'online' : 'offline';
  const special = states.find((state) => isTrue(element, state));
  const state = offline === 'offline' && special !== 'unclean' ? 'offline' : (special ?? offline);
  return { name: element.attributes['name'] ?? '', state };
}

function toResource(element: XmlElement): ClusterResource {
  const { attributes } = element;
  return {
    id: attributes['id'] ?? '',
    // Pacemaker 2 writes two colons after the standard.
    agent: (attributes['resource_agent'] ?? '').replace('::', ':'),
    role: attributes['role'] ?? '',
    nodes: element.children
      .filter(({ name }) => name === 'node')
      .map((node) => node.attributes['name'] ?? ''),
    managed: isTrue(element, 'managed'),
    blocked: isTrue(element, 'blocked'),
    failed: isTrue(element, 'failed'),
  };
}

function toFailure({ attributes }: XmlElement): ClusterFailure {
  // "nat-eni_monitor_10000": the name of a resource may hold underscores, too.
  const [, resource = '', task = ''] = /^(.*)_([a-z-]+)_\d+$/.exec(attributes['op_key'] ?? '') ?? [];
  return {
    resource,
    task,
    node: attributes['node'] ?? '',
    exitCode: Number(attributes['exitcode']),
    reason: attributes['exitreason'] ?? '',
  };
}

function isTrue(element: XmlElement | undefined, name: string): boolean {
  return element?.attributes[name] === 'true';
}
