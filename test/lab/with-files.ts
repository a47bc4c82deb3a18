/**
 * Words before a command that run it with other files in place of the system's: `[instead, path]` each. Only that
 * command sees them. To be used where mounts are private already, as they are under `ip netns exec`.
 */
export function withFiles(
  ...replacements: readonly (readonly [instead: string, path: string])[]
): readonly string[] {
  const script =
    'while [ "$1" != -- ]; do mount --bind "$1" "$2" || exit 125; shift 2; done; shift; exec "$@"';
  return ['sh', '-c', script, 'sh', ...replacements.flat(), '--'];
}
