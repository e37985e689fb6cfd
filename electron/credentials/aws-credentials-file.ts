import { mkdir, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppFailure, toAppError } from '../../shared/app-error.ts';
import { toWriteFailure } from '../files/file-error.ts';
import { replaceAtomically, type TemporaryWatch } from '../files/write.ts';
import { editSection, isReadableHeading, type SectionEdit, settingsOf, UnclearText } from './aws-file-text.ts';
import { awsFilePath, readAwsFile } from './aws-files.ts';
import type { TypedKeys } from './credentials.ts';
import { DEFAULT_PROFILE } from './profiles.ts';
import { endOfKeyId } from './variables.ts';

/** What the AWS CLI gives its own files and their folder. */
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
/** Another program that writes the file at the same moment is let go first so many times. */
const MAX_ATTEMPTS = 5;

const KEY_ID = 'aws_access_key_id';
const SECRET = 'aws_secret_access_key';
const TOKEN = 'aws_session_token';

/** What a person is asked before anything is written; holds no secret. */
export interface ProfileWrite {
  /** The file that is written: behind a symbolic link, what it points to. */
  path: string;
  profile: string;
  /** Last four characters of the key id that goes away; null where the profile has none there. */
  replaces: string | null;
  with: string;
  /** Path of the copy that is made first; null where there is no file yet. */
  backup: string | null;
  /** ~/.aws/config where it gets a region as well; else null. */
  config: string | null;
}

interface ProfileKeysRequest {
  profile: string;
  keys: TypedKeys;
  /** Of a new profile; empty for none. */
  region: string;
}

export interface AwsCredentialsFiles {
  /** Looks at the files and writes nothing. Throws `not-readable` or `aws-file-unclear`. */
  plan(request: ProfileKeysRequest): Promise<ProfileWrite>;
  /**
   * Writes the keys of a profile into ~/.aws/credentials and its region into ~/.aws/config, all else kept. A copy of each
   * is laid beside it first. Throws `not-readable`, `not-writable`, `disk-full` or `aws-file-unclear`.
   */
  write(request: ProfileKeysRequest): Promise<void>;
}

interface AwsCredentialsFilesOptions {
  now?: () => Date;
  /** Told of the temporaries, which hold secrets. */
  watch?: TemporaryWatch;
}

/** The person's AWS files, as AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE say, looked up at each call. */
export function awsCredentialsFiles(options: AwsCredentialsFilesOptions = {}): AwsCredentialsFiles {
  const { now = () => new Date(), watch } = options;
  return {
    async plan(request) {
      const file = await resolveLink(path.resolve(awsFilePath('credentials')));
      const text = await readText(file);
      const replaced = settings(file, text ?? '', request.profile).get(KEY_ID);
      edited(file, text ?? '', keysEdit(request));
      const config = request.region === '' ? null : await resolveLink(path.resolve(awsFilePath('config')));
      if (config !== null) edited(config, (await readText(config)) ?? '', regionEdit(request));
      return {
        path: file,
        profile: request.profile,
        replaces: replaced === undefined || replaced === '' ? null : endOfKeyId(replaced),
        with: endOfKeyId(request.keys.accessKeyId),
        backup: text === null ? null : backupPath(file, now()),
        config,
      };
    },
    async write(request) {
      await editFile(path.resolve(awsFilePath('credentials')), keysEdit(request), { now, watch });
      if (request.region !== '')
        await editFile(path.resolve(awsFilePath('config')), regionEdit(request), { now, watch });
    },
  };
}

/** Other keys for a profile of ~/.aws/credentials; a session token that does not belong to them is removed. */
export function keysEdit({ profile, keys }: Pick<ProfileKeysRequest, 'profile' | 'keys'>): SectionEdit {
  const changes = new Map([
    [KEY_ID, keys.accessKeyId],
    [SECRET, keys.secretAccessKey],
    [TOKEN, keys.sessionToken || null],
  ]);
  return { section: profile, heading: profile, changes };
}

function regionEdit({ profile, region }: ProfileKeysRequest): SectionEdit {
  const isDefault = profile === DEFAULT_PROFILE;
  return {
    section: isDefault ? profile : `profile.${profile}`,
    heading: isDefault ? profile : `profile ${profile}`,
    changes: new Map([['region', region]]),
  };
}

/** What a symbolic link points to, also where that does not exist yet. */
async function resolveLink(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const target = await readlink(file).catch(() => null);
    return target === null ? file : path.resolve(path.dirname(file), target);
  }
}

/** Null where there is no file. */
async function readText(file: string): Promise<string | null> {
  let content: Buffer;
  try {
    content = await readAwsFile(file);
  } catch (thrown) {
    if (toAppError(thrown).code === 'file-not-found') return null;
    throw thrown;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw unclear(file, 'no UTF-8 text');
  }
}

function edited(file: string, text: string, edit: SectionEdit): string {
  if (!isReadableHeading(edit.heading, edit.section) && settings(file, text, edit.section).size === 0)
    throw unclear(file, 'a profile name that cannot be written');
  return clearly(file, () => editSection(text, edit));
}

const settings = (file: string, text: string, section: string): ReadonlyMap<string, string> =>
  clearly(file, () => settingsOf(text, section));

function clearly<T>(file: string, look: () => T): T {
  try {
    return look();
  } catch (thrown) {
    throw thrown instanceof UnclearText ? unclear(file, thrown.message) : thrown;
  }
}

const unclear = (file: string, detail: string): AppFailure =>
  new AppFailure({ code: 'aws-file-unclear', path: file, detail });

/** Another program wrote the file between the look at it and the rename. */
class ChangedMeanwhile extends Error {}

interface EditContext {
  now: () => Date;
  watch: TemporaryWatch | undefined;
}

async function editFile(named: string, edit: SectionEdit, context: EditContext): Promise<void> {
  const file = await resolveLink(named);
  await mkdir(path.dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER }).catch((thrown: unknown) => {
    throw toWriteFailure(thrown, file);
  });
  for (let attempt = 1; ; attempt++) {
    try {
      return await editOnce(file, edit, context);
    } catch (thrown) {
      if (!(thrown instanceof ChangedMeanwhile)) throw thrown;
      if (attempt === MAX_ATTEMPTS) throw new AppFailure({ code: 'file-changed', path: file });
    }
  }
}

async function editOnce(file: string, edit: SectionEdit, { now, watch }: EditContext): Promise<void> {
  const text = await readText(file);
  const content = edited(file, text ?? '', edit);
  if (content === text) return;
  const backup = text === null ? null : await writeBackup(backupPath(file, now()), text);
  try {
    const produce = async (temporary: string): Promise<void> => {
      await writeFile(temporary, content, { flag: 'wx', mode: OWNER_ONLY });
      if ((await readText(file)) !== text) throw new ChangedMeanwhile();
    };
    await replaceAtomically(file, produce, watch);
  } catch (thrown) {
    // A copy of what was not replaced is one file of secrets too many.
    if (backup !== null) await rm(backup, { force: true }).catch(() => undefined);
    throw thrown;
  }
}

/** Beside the file, by local time: `credentials.backup-20261122-014905`. */
function backupPath(file: string, now: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${file}.backup-${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

/** Answers the path; with a number behind it where an earlier copy has the name already. */
async function writeBackup(wanted: string, text: string): Promise<string> {
  for (let number = 1; ; number++) {
    const backup = number === 1 ? wanted : `${wanted}-${number}`;
    try {
      await writeFile(backup, text, { flag: 'wx', mode: OWNER_ONLY, flush: true });
      return backup;
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') continue;
      await rm(backup, { force: true }).catch(() => undefined);
      throw toWriteFailure(thrown, backup);
    }
  }
}
