import { requestOf } from '../ocf/actions.ts';

/**
 * Whether a person called the program, not Pacemaker through the agent, which gives one action that there is and no
 * option. `status` is an alias of monitor in the agent alone, which never passes it on.
 */
export function isForPeople([first = '', ...rest]: readonly string[]): boolean {
  if (first === 'status' || requestOf(first) === undefined) return true;
  return first === 'help' ? rest.length > 0 : rest.some((word) => word.startsWith('-'));
}
