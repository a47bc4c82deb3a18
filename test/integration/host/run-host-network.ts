/**
 * Plays the agent inside a network namespace: one request per line of standard input, `{ id, op, args }`, one answer
 * per line, `{ id, value }` or `{ id, kind, message }`, as they get done. Options as JSON in the first argument. Ends with its standard input.
 */
import { createInterface } from 'node:readline';
import { createIproute2HostNetwork } from '../../../src/adapters/iproute2/iproute2-host-network.ts';
import { createLinkMonitor } from '../../../src/adapters/iproute2/link-monitor.ts';
import { createSysfsLinks } from '../../../src/adapters/sysfs/sysfs-links.ts';
import type { Clock } from '../../../src/domain/ports.ts';
import { asAgentError } from '../../../src/domain/errors.ts';
import type { PlayerOptions, PlayerRequest } from './host-player.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as PlayerOptions;
const clock: Clock = {
  nowMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
const links = createSysfsLinks(
  options.watch === false ? {} : { changes: createLinkMonitor(options.monitorCommand) },
);
const host = createIproute2HostNetwork({ links, clock, commandTimeoutMs: 2000, ...options });

async function answer(request: PlayerRequest): Promise<unknown> {
  switch (request.op) {
    case 'inspect':
      return host.inspect(request.args);
    case 'configure':
      return host.configure(request.args);
    case 'release':
      return host.release(request.args);
    case 'checkTools':
      return host.checkTools();
    case 'findByMac':
      return links.findByMac(request.args);
    case 'hardwareLinks':
      return links.hardwareLinks();
    case 'waitForChange':
      return links.waitForChange(request.args);
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const startMs = performance.now();
  const { id, ...request } = JSON.parse(line) as PlayerRequest & { id: number };
  answer(request)
    .then((value) => ({ value }))
    .catch((error: unknown) => {
      const { kind, message } = asAgentError(error);
      return { kind, message };
    })
    .then((outcome) => {
      console.log(JSON.stringify({ ...outcome, id, tookMs: performance.now() - startMs }));
    })
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    });
});
