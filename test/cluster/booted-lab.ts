import { ec2LikeLatency } from '../emulator/model/settings.ts';
import { oneArmed } from '../lab/topology.ts';
import { readGuide } from './guide.ts';
import { setUpLab } from './lab-setup.ts';

/**
 * A laboratory in a process of its own, for a test that kills it: two nodes with their services up. Prints its name when
 * they run and takes everything down when its standard input ends.
 */
const lab = await setUpLab({
  world: (name) => oneArmed({ lab: name }),
  guide: readGuide(),
  latency: ec2LikeLatency,
});
await Promise.all([...lab.hosts.values()].map((host) => host.powerOn()));
console.log(lab.name);
process.stdin.once('end', () => void lab.tearDown()).resume();
