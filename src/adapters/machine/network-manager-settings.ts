import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Where NetworkManager looks for settings. */
const folders = [
  '/usr/lib/NetworkManager/conf.d',
  '/run/NetworkManager/conf.d',
  '/etc/NetworkManager/conf.d',
];

/**
 * Whether NetworkManager was told to leave the link with this MAC address alone: by `unmanaged-devices` of the section
 * [keyfile]; of several the last one counts, unless it says +=. `root` is put before every path.
 */
export function isUnmanaged(mac: string, root = ''): boolean {
  const dropIns = new Map<string, string>();
  for (const folder of folders.map((path) => `${root}${path}`)) {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const name of names.filter((each) => each.endsWith('.conf'))) dropIns.set(name, `${folder}/${name}`);
  }
  const inOrder = [...dropIns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  const files = [`${root}/etc/NetworkManager/NetworkManager.conf`, ...inOrder].filter((path) =>
    existsSync(path),
  );
  const devices = files
    .flatMap((path) => unmanagedDevices(readFileSync(path, 'utf8')))
    .reduce((list, { adds, value }) => (adds ? `${list};${value}` : value), '');
  return devices
    .toLowerCase()
    .split(/[;,\s]+/)
    .includes(`mac:${mac.toLowerCase()}`);
}

function unmanagedDevices(text: string): readonly { readonly adds: boolean; readonly value: string }[] {
  let section = '';
  return text.split('\n').flatMap((line) => {
    section = /^\s*\[(.*)\]\s*$/.exec(line)?.[1] ?? section;
    const [, plus, value] = /^\s*unmanaged-devices\s*(\+?)=\s*(.*)$/.exec(line) ?? [];
    return section === 'keyfile' && value !== undefined ? [{ adds: plus === '+', value }] : [];
  });
}
