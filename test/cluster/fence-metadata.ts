const parameters = [
  ['action', 'string', 'reboot', 'What to do'],
  ['plug', 'string', '', 'Instance id of the node'],
  ['region', 'string', '', 'Region of the instances'],
  ['power_timeout', 'second', '60', 'How long an instance may take to stop or start'],
] as const;

const actions = ['on', 'off', 'reboot', 'status', 'monitor', 'list', 'metadata', 'validate-all'];

/** What the stand-in for fence_aws says about itself: those parameters of the real one that the guide uses. */
export const fenceMetadata = `<?xml version="1.0"?>
<resource-agent name="fence_aws" shortdesc="Power switch of the laboratory's instances">
  <longdesc>Stops and starts instances of the EC2 emulator in the place of fence_aws.</longdesc>
  <parameters>
${parameters
  .map(
    ([name, type, value, text]) => `    <parameter name="${name}" unique="0" required="0">
      <getopt mixed="--${name}=[${name}]"/>
      <content type="${type}" default="${value}"/>
      <shortdesc lang="en">${text}</shortdesc>
    </parameter>`,
  )
  .join('\n')}
  </parameters>
  <actions>
${actions.map((name) => `    <action name="${name}"${name === 'on' ? ' automatic="0"' : ''}/>`).join('\n')}
  </actions>
</resource-agent>
`;
