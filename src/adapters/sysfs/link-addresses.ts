import type { NetworkInterfaceInfo } from 'node:os';

export type InterfaceTable = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * The addresses of one link in the table of os.networkInterfaces(), which files an IPv4 address under its label:
 * `ens6`, or `ens6:1` where somebody labelled it. Link-local addresses are left out. A link that is not running is
 * not in the table at all.
 */
export function linkAddresses(table: InterfaceTable, linkName: string): string[] {
  return Object.entries(table)
    .filter(([label]) => label === linkName || label.startsWith(`${linkName}:`))
    .flatMap(([, infos]) => infos ?? [])
    .map((info) => info.address)
    .filter((address) => !isLinkLocal(address));
}

/** fe80::/10 and 169.254.0.0/16. */
function isLinkLocal(address: string): boolean {
  return /^(fe[89ab][0-9a-f]:|169\.254\.)/i.test(address);
}
