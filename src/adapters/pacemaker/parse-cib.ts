import type { Cib, CibOperation, CibResource, Settings } from '../../domain/cluster.ts';
import { AgentError } from '../../domain/errors.ts';
import { descendants, type XmlElement } from '../xml/read-xml.ts';
import { readAnswer } from './read-answer.ts';

/** The configuration as `cibadmin --query` prints it. Throws AgentError `host` on one that has none. */
export function parseCib(text: string): Cib {
  const [configuration] = descendants(
    { name: '', attributes: {}, children: [readAnswer(text)], text: '' },
    'configuration',
  );
  if (configuration === undefined) throw new AgentError('host', "cibadmin's answer has no configuration");
  const section = (name: string) => configuration.children.filter((child) => child.name === name);
  const resources = section('resources').flatMap((element) => element.children);
  const templates = new Map(
    resources.filter(({ name }) => name === 'template').map((element) => [element.attributes['id'], element]),
  );
  const primitives = section('resources').flatMap((element) => descendants(element, 'primitive'));
  return {
    properties: settingsOf(section('crm_config'), 'cluster_property_set'),
    resourceDefaults: settingsOf(section('rsc_defaults'), 'meta_attributes'),
    operationDefaults: settingsOf(section('op_defaults'), 'meta_attributes'),
    nodes: section('nodes')
      .flatMap((element) => descendants(element, 'node'))
      .map((element) => ({
        name: element.attributes['uname'] ?? '',
        attributes: settingsOf([element], 'instance_attributes'),
      })),
    constraints: section('constraints')
      .flatMap((element) => descendants(element, 'rsc_location'))
      .map(({ attributes }) => ({ id: attributes['id'] ?? '', resource: attributes['rsc'] ?? '' })),
    resources: primitives.map((element) =>
      toResource(element, templates.get(element.attributes['template'])),
    ),
  };
}

/** What the resource itself says wins over its template. */
function toResource(element: XmlElement, template: XmlElement | undefined): CibResource {
  const sources = template === undefined ? [element] : [element, template];
  const own = { ...template?.attributes, ...element.attributes };
  const parts = [own['class'], own['provider'], own['type']].filter((part) => part !== undefined);
  return {
    id: element.attributes['id'] ?? '',
    agent: parts.join(':'),
    parameters: settingsOf(sources, 'instance_attributes'),
    meta: settingsOf(sources, 'meta_attributes'),
    operations: operationsOf(sources),
  };
}

function operationsOf(sources: readonly XmlElement[]): readonly CibOperation[] {
  const byKey = new Map<string, CibOperation>();
  for (const source of sources) {
    const blocks = source.children.filter(({ name }) => name === 'operations');
    for (const op of blocks.flatMap((block) => descendants(block, 'op')).filter(isEnabled)) {
      const settings = { ...settingsOf([op], 'meta_attributes'), ...op.attributes };
      const operation = {
        id: op.attributes['id'] ?? '',
        name: settings['name'] ?? '',
        intervalMs: toMs(settings['interval']) ?? 0,
        timeoutMs: toMs(settings['timeout']),
        checkLevel: Number(settingsOf([op], 'instance_attributes')['OCF_CHECK_LEVEL'] ?? '0'),
      };
      const key = `${operation.name} ${operation.intervalMs}`;
      if (!byKey.has(key)) byKey.set(key, operation);
    }
  }
  return [...byKey.values()];
}

function isEnabled({ attributes }: XmlElement): boolean {
  return attributes['enabled'] !== 'false';
}

/**
 * The nvpairs of the direct blocks of that name; of two values the first one counts, as Pacemaker has it. Blocks with a
 * rule are left out: they hold on some nodes, or at some times, alone.
 */
function settingsOf(sources: readonly XmlElement[], block: string): Settings {
  const pairs = sources
    .flatMap(({ children }) => children.filter(({ name }) => name === block))
    .filter(({ children }) => !children.some(({ name }) => name === 'rule'))
    .flatMap((element) => element.children.filter(({ name }) => name === 'nvpair'))
    .map(({ attributes }) => [attributes['name'] ?? '', attributes['value'] ?? ''] as const);
  return Object.fromEntries([...pairs].reverse());
}

const unitsMs: Readonly<Record<string, number>> = {
  '': 1000,
  ms: 1,
  msec: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
};

/** Pacemaker's notation of times; undefined for what is none, or not there. */
export function toMs(text: string | undefined): number | undefined {
  const [, digits, unit = ''] = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text ?? '') ?? [];
  const unitMs = unitsMs[unit.toLowerCase()];
  return digits === undefined || unitMs === undefined ? undefined : Number(digits) * unitMs;
}
