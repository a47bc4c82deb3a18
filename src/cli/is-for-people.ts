import { requestOf } from '../ocf/actions.ts';

/**
 * Whether a person called the program, not Pacemaker through the agent, which gives one action that there is and no
 * option. `status` and `help` are aliases of monitor and usage in the agent alone, which never passes them on.
 */
export function isForPeople([first = '', ...rest]: readonly string[]): boolean {
  if (first === 'status' || requestOf(first) === undefined) return true;
  return rest.some((word) => word.startsWith('-'));
}
