import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * A home folder of its own for one test, with a ~/.aws/config. Until the test is over this process has `variables` and
 * no other AWS_* ones.
 */
export async function awsHome(config: string, variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const home = await temporaryFolder();
  await mkdir(path.join(home, '.aws'));
  await writeFile(path.join(home, '.aws', 'config'), config);
  for (const name of ['HOME', 'USERPROFILE']) vi.stubEnv(name, home);
  for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_'))) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return home;
}
