import { keyOf } from './key.ts';
import type { World } from './world.ts';

/** Collects the worlds of an exploration as they are once every agent is gone, each of them once. */
export function createQuietWorlds(): { add(world: World): void; all(): World[] } {
  const worlds = new Map<string, World>();
  return {
    add(world) {
      const nodes = world.nodes.map((node) => ({ ...node, op: undefined, role: 'off' as const }));
      const quiet: World = { ...world, nodes, thefts: undefined };
      const key = keyOf(quiet);
      if (!worlds.has(key)) worlds.set(key, quiet);
    },
    all: () => [...worlds.values()],
  };
}
