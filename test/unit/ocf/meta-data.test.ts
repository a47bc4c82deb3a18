import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionTable, requestOf } from '../../../src/ocf/actions.ts';
import { escapeXml, renderMetaData } from '../../../src/ocf/meta-data.ts';
import { parameterTable, type ParameterSpec } from '../../../src/ocf/parameters.ts';
import { renderUsage } from '../../../src/ocf/usage.ts';
import { invalid } from '../../../src/ocf/value-types.ts';
import { parseXml, type XmlElement } from './parse-xml.ts';

const dtdFolder = '/usr/share/resource-agents';
const xml = renderMetaData('1.2.3');
const agent = parseXml(xml);
const specs: readonly ParameterSpec[] = Object.values(parameterTable);

const children = (element: XmlElement, name: string) =>
  element.children.filter((child) => child.name === name);
const only = (element: XmlElement, name: string): XmlElement => {
  const [found, ...more] = children(element, name);
  if (found === undefined || more.length > 0)
    throw new Error(`not exactly one <${name}> in <${element.name}>`);
  return found;
};

describe('meta-data', () => {
  it.skipIf(!existsSync(`${dtdFolder}/ra-api-1.dtd`))('are valid under the DTD of OCF 1.0', () => {
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', '--valid', '-'], {
      cwd: dtdFolder,
      input: xml,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('name the agent, its version and that of the API, and describe it in English', () => {
    expect(agent.name).toBe('resource-agent');
    expect(agent.attributes).toEqual({ name: 'eni', version: '1.2.3' });
    expect(agent.children.map(({ name }) => name)).toEqual([
      'version',
      'longdesc',
      'shortdesc',
      'parameters',
      'actions',
    ]);
    expect(only(agent, 'version').text).toBe('1.1');
    for (const name of ['longdesc', 'shortdesc']) {
      expect(only(agent, name)).toMatchObject({
        attributes: { lang: 'en' },
        text: expect.stringMatching(/\w/) as string,
      });
    }
  });

  it('hold each parameter once, in the order of the table, as OCF 1.1 has it', () => {
    const parameters = children(only(agent, 'parameters'), 'parameter');
    expect(parameters.map(({ attributes }) => attributes['name'])).toEqual(specs.map(({ name }) => name));
    for (const { attributes, children: parts } of parameters) {
      expect(
        Object.keys(attributes).every((name) =>
          ['name', 'unique-group', 'required', 'reloadable'].includes(name),
        ),
      ).toBe(true);
      expect([attributes['required'], attributes['reloadable']]).toEqual([
        expect.stringMatching(/^[01]$/),
        expect.stringMatching(/^[01]$/),
      ]);
      expect(parts.map(({ name }) => name)).toEqual(['longdesc', 'shortdesc', 'content']);
      expect(parts[2]?.attributes['type']).toMatch(/^(?:string|integer|boolean)$/);
    }
  });

  it('require eni_id alone, and say that no two resources may share it', () => {
    const parameters = children(only(agent, 'parameters'), 'parameter').map(({ attributes }) => attributes);
    expect(parameters.filter(({ required }) => required === '1')).toEqual([
      { name: 'eni_id', 'unique-group': 'eni_id', required: '1', reloadable: '0' },
    ]);
  });

  it('let change without a restart what the next action reads anew, and nothing that shapes the network', () => {
    const fixed = specs.filter(({ reloadable }) => !reloadable).map(({ name }) => name);
    expect(fixed).toEqual(['eni_id', 'egress', 'interface_config', 'route_table', 'instance_id']);
    const parameters = children(only(agent, 'parameters'), 'parameter').map(({ attributes }) => attributes);
    expect(parameters.filter(({ reloadable }) => reloadable === '0').map(({ name }) => name)).toEqual(fixed);
  });

  it('describe each parameter, and give its default where it has one', () => {
    for (const [index, element] of children(only(agent, 'parameters'), 'parameter').entries()) {
      const spec = specs[index]!;
      expect(only(element, 'longdesc').text.trim()).toBe(spec.longdesc);
      expect(only(element, 'shortdesc').text).toBe(spec.shortdesc);
      expect(only(element, 'content').attributes).toEqual({
        type: spec.type.metaType,
        ...(spec.default === '' ? {} : { default: spec.default }),
      });
    }
  });

  it('have every parameter and action on lines of their own, for people who read them', () => {
    expect(xml.match(/^<parameter name=/gm)).toHaveLength(specs.length);
    expect(xml.match(/^<action name=/gm)).toHaveLength(actionTable.length);
  });

  it('give defaults that the agent itself accepts', () => {
    for (const { name, default: preset, type, required } of specs) {
      if (required !== true) expect([name, type.parse(preset)]).not.toContain(invalid);
    }
  });

  it('recommend both monitors, and a time limit for every action', () => {
    const actions = children(only(agent, 'actions'), 'action').map(({ attributes }) => attributes);
    expect(actions.filter(({ name }) => name === 'monitor')).toEqual([
      { name: 'monitor', timeout: '20s', interval: '10s', depth: '0' },
      { name: 'monitor', timeout: '60s', interval: '60s', depth: '10' },
    ]);
    expect(new Set(actions.map(({ name }) => name))).toEqual(
      new Set(['start', 'stop', 'monitor', 'validate-all', 'reload-agent', 'meta-data']),
    );
    for (const { timeout } of actions) expect(timeout).toMatch(/^\d+s$/);
  });

  it('escape what XML would take for markup', () => {
    expect(parseXml(`<a b="${escapeXml(`<>&"'\u0000é😀`)}">${escapeXml(']]><![CDATA[&amp;')}</a>`)).toEqual({
      name: 'a',
      attributes: { b: `<>&"'é😀` },
      text: ']]><![CDATA[&amp;',
      children: [],
    });
  });
});

it('whatever a text holds, XML gives back what of it XML can hold', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[<>&"'\]\[!\-a-z\t]{0,30}$/));
  fc.assert(
    fc.property(text, text, (attribute, content) => {
      const kept = (value: string) =>
        value.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '');
      expect(parseXml(`<a b="${escapeXml(attribute)}">${escapeXml(content)}</a>`)).toMatchObject({
        attributes: { b: kept(attribute) },
        text: kept(content).trim(),
      });
    }),
  );
});

it('usage names every action and every parameter', () => {
  const usage = renderUsage();
  for (const { name } of actionTable) expect(usage).toMatch(new RegExp(`^  ${name} `, 'm'));
  for (const { name } of specs) expect(usage).toMatch(new RegExp(`^  OCF_RESKEY_${name} `, 'm'));
});

it.each([
  ['start', 'start'],
  ['stop', 'stop'],
  ['monitor', 'monitor'],
  ['status', 'monitor'],
  ['validate-all', 'validate-all'],
  ['reload-agent', 'reload-agent'],
  ['meta-data', 'meta-data'],
  ['usage', 'usage'],
  ['help', undefined],
  ['promote', undefined],
  ['demote', undefined],
  ['notify', undefined],
  ['migrate_to', undefined],
  ['migrate_from', undefined],
  ['reload', undefined],
  ['Start', undefined],
  ['constructor', undefined],
  ['', undefined],
  [undefined, undefined],
])('the argument %j asks for %j', (argument, request) => {
  expect(requestOf(argument)).toBe(request);
});
