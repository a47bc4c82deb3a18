import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes, type ExitAction } from '../../src/ocf/exit-codes.ts';
import { onNode } from '../integration/agent/node-state.ts';
import { hasNobody } from '../integration/agent/has-nobody.ts';
import { cast } from '../lab/topology.ts';
import { withFiles } from '../lab/with-files.ts';
import type { Stage } from './stage.ts';

const {
  OCF_SUCCESS: ok,
  OCF_ERR_GENERIC: failed,
  OCF_ERR_INSTALLED: missing,
  OCF_DEGRADED: degraded,
} = exitCodes;

/** Something that is wrong with the node itself. */
export interface HostTrouble {
  readonly name: string;
  /** Begins it, and answers the words before the agent that put it into it. */
  readonly begin: (stage: Stage) => Promise<readonly string[]>;
  /** What the actions may answer where they find something to do; left out: what they answer without it. */
  readonly allowed: Partial<Record<ExitAction, readonly number[]>>;
  readonly reason: RegExp;
  /** What the agent keeps is not there any more afterwards. */
  readonly costsMemory?: true;
}

const ip = '/usr/bin/ip';

/** A program in the place of `ip`. */
const fakeIp = (body: string) => async (stage: Stage) => {
  const path = join(stage.lab.folder, 'fake-ip');
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return withFiles([path, ip]);
};

/** The folders in which the agent keeps things, treated so before each call. `$1` and `$2` are their paths. */
const folders = (script: string) => async (stage: Stage) => {
  const paths = ['state', 'run'].map((name) => join(stage.lab.folder, cast.nodeA, name));
  for (const path of paths) await mkdir(path, { recursive: true, mode: 0o700 });
  return ['sh', '-c', `${script}; shift 2; exec "$@"`, 'sh', ...paths];
};

const useless: HostTrouble['allowed'] = {
  start: [failed],
  monitor: [ok, degraded],
  probe: [degraded],
  'validate-all': [failed],
  'reload-agent': [failed],
};

/** A configuration takes two runs of `ip`, one of which fails. */
const perhaps: HostTrouble['allowed'] = {
  start: [ok, failed],
  monitor: [ok, degraded],
  probe: [ok, degraded],
  'validate-all': [ok, failed],
  'reload-agent': [ok, failed],
};

const wrongIp = /\bip\b|no answer in time from the host network|JSON/;

const programs: readonly HostTrouble[] = [
  {
    name: 'ip is missing',
    begin: () => Promise.resolve(withFiles(['/dev/null', ip])),
    allowed: {
      start: [missing],
      monitor: [ok, degraded],
      probe: [degraded],
      'validate-all': [missing],
      'reload-agent': [missing],
    },
    reason: /install iproute2/,
  },
  {
    name: 'ip fails',
    begin: fakeIp('echo "RTNETLINK answers: Cannot allocate memory" >&2; exit 2'),
    allowed: useless,
    reason: /Cannot allocate memory/,
  },
  { name: 'ip hangs', begin: fakeIp('exec sleep 30'), allowed: useless, reason: wrongIp },
  ...[
    ['says nothing', 'true'],
    ['says random bytes', 'head -c 500 /dev/urandom'],
    ['says half an answer', `printf '[{"ifindex":3,"ifname":"ens6","fla'`],
    ['says other things', 'echo "{}"; echo "[1]"; echo "[]"; echo "[]"; echo "[]"'],
    ['does not stop talking', 'yes'],
  ].map(([what = '', body = '']) => ({
    name: `ip ${what}`,
    begin: fakeIp(body),
    allowed: useless,
    reason: wrongIp,
  })),
  {
    name: 'ip fails every other time',
    begin: async (stage) => {
      const [copy, turn] = ['real-ip', 'turn'].map((name) => join(stage.lab.folder, name));
      await onNode(stage.lab, cast.nodeA, ['cp', ip, copy ?? '']);
      return fakeIp(
        `if [ -e ${turn} ]; then rm -f ${turn}; exec ${copy} "$@"; fi; : >${turn}; echo busy >&2; exit 1`,
      )(stage);
    },
    allowed: perhaps,
    reason: /busy/,
  },
];

const storage: readonly HostTrouble[] = [
  {
    name: 'what is kept is on a read-only disk',
    begin: folders('for d in "$1" "$2"; do mount --bind "$d" "$d"; mount -o remount,bind,ro "$d"; done'),
    allowed: {},
    reason: /^/,
  },
  {
    name: 'the disk is full',
    begin: folders(
      'for d in "$1" "$2"; do mount -t tmpfs -o size=16k,mode=700 full "$d"; cat /dev/zero >"$d/ballast" 2>/dev/null; done',
    ),
    allowed: {},
    reason: /^/,
  },
  {
    name: 'the folders are files',
    begin: folders('for d in "$1" "$2"; do rm -rf "$d"; : >"$d"; done'),
    allowed: {},
    costsMemory: true,
    reason: /^/,
  },
];

const nobody: HostTrouble = {
  name: 'no permissions',
  begin: () => Promise.resolve(['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']),
  allowed: {
    start: [ok, failed],
    stop: [ok, failed],
    monitor: [ok, degraded],
    probe: [ok, degraded],
    'reload-agent': [ok, failed],
  },
  reason: /permitted|permission|EACCES|EPERM/i,
};

/** What may be wrong with a node while any action runs. */
export const hostTroubles: readonly HostTrouble[] = [...programs, ...storage, ...(hasNobody ? [nobody] : [])];
