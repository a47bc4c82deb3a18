/** Commands that are no actions of the resource agent. `status` is an alias of monitor in the agent alone. */
const commands: readonly string[] = ['', 'status', 'doctor', 'iam-policy', 'crm-config', 'completion'];

/** Whether a person called the program, not Pacemaker through the agent, which gives one action and no option. */
export function isForPeople([first = '', ...rest]: readonly string[]): boolean {
  if (first === 'help') return rest.length > 0;
  return commands.includes(first) || first.startsWith('-') || rest.some((word) => word.startsWith('-'));
}
