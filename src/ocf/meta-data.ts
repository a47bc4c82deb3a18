import { actionTable, type ActionSpec } from './actions.ts';
import { parameterTable, type ParameterSpec } from './parameters.ts';

/** What the agent is, for meta-data and usage. */
export const agentName = 'eni';
export const agentShortdesc = 'Keeps one EC2 Elastic Network Interface attached to one node';
export const agentLongdesc = `Keeps one AWS EC2 Elastic Network Interface (ENI) attached to exactly one healthy node of the cluster and
configures it there. The ENI brings its private addresses, its Elastic IP, its MAC address and its security groups along, so what
other hosts use as a gateway or service address moves as a whole. All nodes must be in the Availability Zone of the ENI.

Configure two monitors: one every 10 s, which looks at the kernel of the node alone and calls no API, and one with
OCF_CHECK_LEVEL=10 every 60 s, which asks EC2 as well and reports a node that works now but could not fail over as degraded.`;

/**
 * The published DTD describes OCF 1.0. This internal subset, which comes first and therefore wins, adds what OCF 1.1
 * knows beyond it, so that one document is valid under both.
 */
const doctype = `<!DOCTYPE resource-agent SYSTEM "ra-api-1.dtd" [
<!ATTLIST parameter unique-group CDATA #IMPLIED reloadable (0|1) "0">
<!ATTLIST action name CDATA #REQUIRED>
]>`;

/** The agent's meta-data: an XML document of OCF Resource Agent API 1.1. `version` is the agent's own. */
export function renderMetaData(version: string): string {
  // No encoding is declared: crmsh hands the text to a parser that then refuses it. UTF-8 is the default of XML anyway.
  return `<?xml version="1.0"?>
${doctype}
<resource-agent name="${agentName}" version="${escapeXml(version)}">
<version>1.1</version>
<longdesc lang="en">
${escapeXml(agentLongdesc)}
</longdesc>
<shortdesc lang="en">${escapeXml(agentShortdesc)}</shortdesc>
<parameters>
${Object.values(parameterTable).map(renderParameter).join('\n')}
</parameters>
<actions>
${actionTable.map(renderAction).join('\n')}
</actions>
</resource-agent>
`;
}

function renderParameter(spec: ParameterSpec): string {
  const attributes = [
    ['name', spec.name],
    ['unique-group', spec.uniqueGroup],
    ['required', spec.required === true ? '1' : '0'],
    ['reloadable', spec.reloadable ? '1' : '0'],
  ] as const;
  const content = [
    ['type', spec.type.metaType],
    ['default', spec.default === '' ? undefined : spec.default],
  ] as const;
  return `<parameter${renderAttributes(attributes)}>
<longdesc lang="en">
${escapeXml(spec.longdesc)}
</longdesc>
<shortdesc lang="en">${escapeXml(spec.shortdesc)}</shortdesc>
<content${renderAttributes(content)}/>
</parameter>`;
}

function renderAction({ name, timeout, interval, depth }: ActionSpec): string {
  const attributes = { name, timeout, interval, depth };
  return `<action${renderAttributes(Object.entries(attributes))}/>`;
}

function renderAttributes(attributes: readonly (readonly [string, string | undefined])[]): string {
  return attributes
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escapeXml(value)}"`))
    .join('');
}

/** For text and for attribute values in double quotes; characters that XML 1.0 cannot hold at all are dropped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
