import { NamespaceProcess } from '../lab/namespace-process.ts';

const script = new URL('../emulator/relay.ts', import.meta.url);
const timeoutMs = 10_000;

/** Makes a unix socket of the emulator reachable at an address inside a network namespace. Throws if not within 10 s. */
export async function startRelay(netns: string, tcp: string, unix: string): Promise<NamespaceProcess> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const relay = new NamespaceProcess(netns, script, ['--tcp', tcp, '--unix', unix], () => resolve(false));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((answer) => (timer = setTimeout(answer, timeoutMs, true)));
  const isLate = await Promise.race([promise, late]);
  clearTimeout(timer);
  if (!isLate) return relay;
  await relay.stop();
  throw new Error(`no relay at ${tcp} of ${netns} within ${timeoutMs} ms`);
}
