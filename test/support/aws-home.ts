import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

/** The SDK caches the home folder by the value of these; the rest would lead elsewhere. */
const HOME_VARIABLES = ['HOME', 'USERPROFILE'] as const;
const OTHER_VARIABLES = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_PROFILE', 'AWS_REGION'] as const;

/** A home folder of its own for one test, with a ~/.aws/config; `variables` hold until the test is over. */
export async function awsHome(config: string, variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const home = await temporaryFolder();
  await mkdir(path.join(home, '.aws'));
  await writeFile(path.join(home, '.aws', 'config'), config);
  for (const name of HOME_VARIABLES) vi.stubEnv(name, home);
  for (const name of OTHER_VARIABLES) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return home;
}
