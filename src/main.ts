import { readFileSync, realpathSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KernelPorts } from './actions/action-context.ts';
import { createBootMemory, createConfiguredAddresses } from './adapters/files/boot-memory.ts';
import { createFactsFile } from './adapters/files/facts-file.ts';
import { systemClock } from './adapters/clock/system-clock.ts';
import { createLazyLog } from './adapters/log/lazy-log.ts';
import { createSysfsLinks } from './adapters/sysfs/sysfs-links.ts';
import { createChunkLoader } from './chunks/chunk-loader.ts';
import { runtimeId } from './chunks/code-cache.ts';
import type { HeavyOptions } from './chunks/create-ports.ts';
import type { CliProgram } from './cli/cli-program.ts';
import { isForPeople } from './cli/is-for-people.ts';
import type { Log } from './domain/ports.ts';
import { dispatch } from './ocf/dispatch.ts';
import type { OcfEnvironment } from './ocf/environment.ts';
import { exitCodes } from './ocf/exit-codes.ts';

// The bundle is CommonJS: these are what it finds around itself.
declare const __dirname: string;
declare const require: NodeJS.Require;
/** Put in by the build. */
declare const AGENT_VERSION: string;

const stateFolder = '/var/lib/eni-agent';

const directory = __dirname;
const loadChunk = createChunkLoader({ directory, runtime: runtimeId(process), require });
const owner = { uid: process.geteuid?.() ?? -1, pid: process.pid };

/** Why a file that was asked for is not complete. */
let unwritten: string | undefined;

const program: CliProgram = {
  version: AGENT_VERSION,
  nodeVersion: process.version,
  clock: systemClock,
  /** When asked only: Node makes a whole stream to find out. */
  get onTerminal() {
    return process.stderr.isTTY;
  },
  get colours() {
    const { NO_COLOR = '', TERM } = process.env;
    return process.stdout.isTTY && NO_COLOR === '' && TERM !== 'dumb';
  },
  env: process.env,
  out(text) {
    unwritten = writeAll(1, text) ?? unwritten;
  },
  err: (text) => void writeAll(2, text),
  metaData: () => readFileSync(join(directory, 'eni.xml'), 'utf8'),

  openLog(environment, parameters) {
    const { debug, facility, tag, file } = environment.logging;
    const level = debug ? 'debug' : (parameters?.logLevel ?? 'warn');
    const { resource } = environment;
    return createLazyLog({
      level,
      openLogger: () => loadChunk('log').createPinoLogger({ level, resource, pretty: process.stderr.isTTY }),
      syslog:
        facility === undefined ? undefined : { facility, tag: tag ?? `eni(${resource})[${process.pid}]` },
      file,
    });
  },

  openTools(environment, _parameters, log) {
    const kernel = openKernel(environment, log);
    return {
      clock: systemClock,
      kernel,
      loadHeavyActions: () => loadChunk('ec2').createHeavyActions(heavyOptions(environment, kernel, log)),
    };
  },

  openSurvey: (environment, parameters, log) =>
    loadChunk('survey').openSurvey(heavyOptions(environment, openKernel(environment, log), log), parameters),
  openCluster: () => loadChunk('survey').openCluster(),
  openMachine: () => loadChunk('survey').openMachine(),
  openInstaller: () =>
    loadChunk('survey').openInstaller({
      source: realpathSync(dirname(directory)),
      node: process.execPath,
      uid: owner.uid,
      clock: systemClock,
    }),
};

function openKernel(environment: OcfEnvironment, log: Log): KernelPorts {
  return {
    links: createSysfsLinks(),
    facts: createFactsFile(process.env['ENI_AGENT_STATE_DIR'] ?? stateFolder, owner, log),
    configured: createConfiguredAddresses(environment.runDirectory, owner, log),
  };
}

function heavyOptions(environment: OcfEnvironment, kernel: KernelPorts, log: Log): HeavyOptions {
  return {
    env: process.env,
    kernel,
    memory: createBootMemory(environment.runDirectory, owner, log),
    clock: systemClock,
    log,
    loadRare: () => loadChunk('credentials').createRareSources,
    loadSdk: () => loadChunk('sdk').awsSdk,
  };
}

/**
 * Synchronous, because the process ends right after; a pipe that is full for the moment is tried again. Answers why the text
 * could not be written, such as ENOSPC; a reader who has gone has read what he wanted.
 */
function writeAll(fd: number, text: string): string | undefined {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return undefined;
      if (code !== 'EAGAIN') return code;
    }
  }
  return undefined;
}

async function main(argv: readonly string[]): Promise<number> {
  const words = argv.slice(2);
  const code = await (isForPeople(words)
    ? loadChunk('cli').runCli(argv, program)
    : dispatch(words[0], program));
  if (unwritten === undefined || code !== exitCodes.OCF_SUCCESS) return code;
  program.err(`eni-agent: standard output could not be written: ${unwritten}\n`);
  return exitCodes.OCF_ERR_GENERIC;
}

// Certificates are verified whatever the environment says.
delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
void main(process.argv).then((code) => process.exit(code));
