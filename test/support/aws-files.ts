import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface AwsFiles {
  writeConfig(text: string): Promise<void>;
  writeCredentials(text: string): Promise<void>;
  /** Puts the environment back and removes the files. */
  remove(): Promise<void>;
}

const VARIABLES = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_PROFILE'] as const;

/** Makes this process read AWS files of its own in place of the person's; they do not exist until written. */
export async function useAwsFiles(): Promise<AwsFiles> {
  const folder = await mkdtemp(path.join(tmpdir(), 'contact-sheet-aws-'));
  const config = path.join(folder, 'config');
  const credentials = path.join(folder, 'credentials');
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  process.env.AWS_CONFIG_FILE = config;
  process.env.AWS_SHARED_CREDENTIALS_FILE = credentials;
  delete process.env.AWS_PROFILE;
  return {
    writeConfig: (text) => writeFile(config, text),
    writeCredentials: (text) => writeFile(credentials, text),
    remove: async () => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
