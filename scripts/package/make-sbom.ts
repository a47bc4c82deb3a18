import { createHash } from 'node:crypto';
import type { Project } from './project.ts';
import { runTool } from './run-tool.ts';

interface Sbom {
  serialNumber: string;
  metadata: { timestamp: string; component: { name: string } };
  components: { name: string; 'bom-ref': string }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

/**
 * The software bill of materials (CycloneDX) of a package that brings `runtime`, a package of npm, or no Node at all: what
 * `npm sbom` says, without the Nodes that are not in it. The same for the same sources.
 */
export async function makeSbom(
  { root, name }: Project,
  runtime: string | undefined,
  madeAt: Date,
): Promise<string> {
  const options = ['--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only', '--loglevel=error'];
  const sbom = JSON.parse(
    await runTool('npm', ['sbom', ...options], { cwd: root, timeoutMs: 60_000 }),
  ) as Sbom;
  const absent = (ref: string) =>
    ref.startsWith('node-linux-') && (runtime === undefined || !ref.startsWith(`${runtime}@`));
  sbom.components = sbom.components.filter((component) => !absent(component['bom-ref']));
  sbom.dependencies = sbom.dependencies
    .filter(({ ref }) => !absent(ref))
    .map((dependency) => ({
      ...dependency,
      dependsOn: dependency.dependsOn.filter((ref) => !absent(ref)),
    }));
  sbom.metadata.component.name = name;
  sbom.metadata.timestamp = madeAt.toISOString();
  sbom.serialNumber = '';
  const digits = createHash('sha256').update(JSON.stringify(sbom)).digest('hex');
  const uuid = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
  ];
  sbom.serialNumber = `urn:uuid:${uuid.join('-')}-${digits.slice(20, 32)}`;
  return `${JSON.stringify(sbom, undefined, 2)}\n`;
}
