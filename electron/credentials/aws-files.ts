import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { externalDataInterceptor, getHomeDir } from '@smithy/shared-ini-file-loader';
import { AppFailure } from '../../shared/app-error.ts';
import { toReadFailure } from '../files/file-error.ts';

const variables = { config: 'AWS_CONFIG_FILE', credentials: 'AWS_SHARED_CREDENTIALS_FILE' } as const;
const names = ['config', 'credentials'] as const;
/** Ten thousand profiles; what is larger is none of these files. */
export const MAX_AWS_FILE_BYTES = 4 * 1024 * 1024;

type Environment = Readonly<Record<string, string | undefined>>;

/** The path that the SDK's loader reads, as it spells it. */
export function awsFilePath(name: keyof typeof variables, environment: Environment = process.env): string {
  const given = environment[variables[name]] || path.join(getHomeDir(), '.aws', name);
  return given.startsWith('~/') ? path.join(getHomeDir(), given.slice(2)) : given;
}

/** Throws `file-not-found` or `not-readable`, the latter also where it is no file that could be read to its end. */
export async function readAwsFile(file: string): Promise<Buffer> {
  try {
    if (isOrdinary(await stat(file))) return await readFile(file);
  } catch (thrown) {
    throw toReadFailure(thrown, file);
  }
  throw new AppFailure({ code: 'not-readable', path: file });
}

/**
 * Lets the SDK take a pipe, a device or a file past all measure for an empty one. Its clients and providers read both
 * files by themselves and as a whole: the first would keep them, and the end of the app, waiting for ever.
 */
export async function shieldAwsFiles(): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const file = awsFilePath(name);
      const facts = await stat(file).catch(() => null);
      if (facts === null || isOrdinary(facts)) Reflect.deleteProperty(externalDataInterceptor.getFileRecord(), file);
      else externalDataInterceptor.interceptFile(file, '');
    }),
  );
}

const isOrdinary = (facts: Stats): boolean => facts.isFile() && facts.size <= MAX_AWS_FILE_BYTES;
