import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface AwsFiles {
  /** Stands for the person's home while the files are in use: logins to SSO are kept below it. */
  readonly home: string;
  /** The folder of both files, `.aws` in that home. */
  readonly folder: string;
  readonly configFile: string;
  readonly credentialsFile: string;
  writeConfig(text: string): Promise<void>;
  writeCredentials(text: string): Promise<void>;
  /** Sets variables of this process until `remove`. */
  setVariables(variables: Readonly<Record<string, string>>): void;
  /** Puts the environment back and removes the files. */
  remove(): Promise<void>;
}

/** Makes this process read AWS files of its own in place of the person's; they do not exist until written. */
export async function useAwsFiles(): Promise<AwsFiles> {
  const home = await mkdtemp(path.join(await realpath(tmpdir()), 'contact-sheet-aws-'));
  const folder = path.join(home, '.aws');
  const [configFile, credentialsFile] = [path.join(folder, 'config'), path.join(folder, 'credentials')];
  await mkdir(folder);
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('AWS_') && name !== 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED')
      delete process.env[name];
  }
  Object.assign(process.env, {
    HOME: home,
    AWS_CONFIG_FILE: configFile,
    AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
    // Nothing of the machine that the tests run on may give keys.
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  return {
    home,
    folder,
    configFile,
    credentialsFile,
    writeConfig: (text) => writeFile(configFile, text),
    writeCredentials: (text) => writeFile(credentialsFile, text),
    setVariables: (variables) => void Object.assign(process.env, variables),
    remove: async () => {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
      await rm(home, { recursive: true, force: true });
    },
  };
}
