/** Examples of each command, shown by --help and in the manual: what it is for, and what to type. */
export const exampleTable: Readonly<Record<string, readonly (readonly [what: string, command: string])[]>> = {
  'eni-agent': [
    ['the ENIs of this cluster at a glance', 'eni-agent status'],
    ['one ENI, on any host that may ask EC2', 'eni-agent status --eni-id eni-0123456789abcdef0'],
  ],
  status: [
    ['the ENIs of the cluster that this node is in', 'eni-agent status'],
    ['one ENI, without a cluster', 'eni-agent status --eni-id eni-0123456789abcdef0 --region eu-west-1'],
    ['who holds it', "eni-agent status --json | jq -r '.enis[].ec2.eni.attachment.instanceId'"],
  ],
  doctor: [
    [
      'on each node, before the resource is started for the first time',
      'eni-agent doctor --eni-id eni-0123456789abcdef0',
    ],
    [
      'what is to be repaired',
      'eni-agent doctor --json | jq -r \'.enis[].checks[] | select(.state == "fail") | .fix\'',
    ],
  ],
  'iam-policy': [
    [
      'for one ENI and two nodes, fencing included',
      'eni-agent iam-policy --eni-id eni-0123456789abcdef0 --instance i-0aaaaaaaaaaaaaaa1 i-0bbbbbbbbbbbbbbb2 --fence',
    ],
  ],
  'crm-config': [
    ['for crmsh', 'eni-agent crm-config --eni-id eni-0123456789abcdef0 --source-dest-check disabled'],
    ['for pcs', 'eni-agent crm-config --shell pcs --eni-id eni-0123456789abcdef0'],
  ],
  install: [
    [
      'after npm, which alone changes nothing for Pacemaker',
      'npm install -g ./eni-agent-1.2.3.tgz && eni-agent install',
    ],
  ],
  uninstall: [['before npm removes the rest', 'eni-agent uninstall && npm uninstall -g eni-agent']],
  completion: [['in this shell', 'source <(eni-agent completion bash)']],
  start: [
    [
      'attach it to this node, and say what is done',
      'eni-agent start --eni-id eni-0123456789abcdef0 --timeout 120000 -v',
    ],
  ],
  stop: [['detach it from this node', 'eni-agent stop --eni-id eni-0123456789abcdef0 --timeout 120000 -v']],
  monitor: [
    ['is it here? the kernel alone', 'eni-agent monitor --eni-id eni-0123456789abcdef0'],
    ['and EC2 as well', 'eni-agent monitor --eni-id eni-0123456789abcdef0 --check-level 10 -v'],
  ],
  'validate-all': [
    ['could this node hold it?', 'eni-agent validate-all --eni-id eni-0123456789abcdef0 --check-level 10'],
  ],
  'reload-agent': [['apply another MTU', 'eni-agent reload-agent --eni-id eni-0123456789abcdef0 --mtu 1500']],
  'meta-data': [['what Pacemaker reads', 'eni-agent meta-data']],
};

/** The examples of a command as text behind its help. */
export function examplesOf(command: string): string {
  const examples = exampleTable[command] ?? [];
  return examples.length === 0
    ? ''
    : `\nExamples:\n${examples.map(([what, line]) => `  # ${what}\n  ${line}`).join('\n')}`;
}
