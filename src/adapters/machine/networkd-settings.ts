import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { NetworkdSettings } from '../../domain/admin-ports.ts';

/** Where systemd looks for settings of networkd, what counts less first. */
const folders = ['/usr/lib/systemd', '/usr/local/lib/systemd', '/run/systemd', '/etc/systemd'];

/** What networkd was told; undefined where it does not run. `root` is put before every path. */
export function readNetworkdSettings(root = ''): NetworkdSettings | undefined {
  if (!existsSync(`${root}/run/systemd/netif/state`)) return undefined;
  const files = folders.map((folder) => `${root}${folder}/networkd.conf`).filter((path) => existsSync(path));
  // A drop-in counts by its name, wherever it lies, and the place that counts most hides the others.
  const dropIns = new Map<string, string>();
  for (const folder of folders.map((path) => `${root}${path}/networkd.conf.d`)) {
    for (const name of listConf(folder)) dropIns.set(name, `${folder}/${name}`);
  }
  const inOrder = [
    ...files.slice(-1),
    ...[...dropIns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path),
  ];
  const settings = new Map(inOrder.flatMap((path) => networkSection(readFileSync(path, 'utf8'))));
  const manages = (key: string) =>
    !['no', 'false', 'off', '0'].includes(settings.get(key)?.toLowerCase() ?? 'yes');
  return {
    managesForeignRules: manages('ManageForeignRoutingPolicyRules'),
    managesForeignRoutes: manages('ManageForeignRoutes'),
  };
}

function listConf(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.conf')) : [];
}

function networkSection(text: string): readonly (readonly [string, string])[] {
  let section = '';
  return text.split('\n').flatMap((line) => {
    const heading = /^\s*\[(.*)\]\s*$/.exec(line)?.[1];
    if (heading !== undefined) section = heading;
    const [, key, value] = /^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return section === 'Network' && key !== undefined && value !== undefined ? [[key, value] as const] : [];
  });
}
