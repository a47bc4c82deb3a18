import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderBashCompletion } from '../../src/cli/completion.ts';
import { createCli } from '../../src/cli/create-cli.ts';
import { renderAgentPage, renderCommandPage } from '../docs/man-pages.ts';

/** Writes what packages install beside the program: manual pages, and the completion script for bash. */
export async function writeManuals(directory: string, version: string): Promise<void> {
  const cli = createCli(version);
  await mkdir(join(directory, 'man'));
  await mkdir(join(directory, 'completion'));
  await Promise.all([
    writeFile(join(directory, 'man/eni-agent.8'), renderCommandPage(cli, version)),
    writeFile(join(directory, 'man/ocf_forward3d_eni.7'), renderAgentPage(version)),
    writeFile(join(directory, 'completion/eni-agent'), renderBashCompletion(cli)),
  ]);
}
