import { constants } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { opaqueId } from '../../shared/connection.ts';
import { toWriteFailure } from '../files/file-error.ts';
import { writeAtomically } from '../files/write.ts';

/** Only the owner may read or write the file. */
const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
const FILE_VERSION = 1;

const sealedSchema = v.object({
  keysId: opaqueId,
  /** What the person called them; may be empty. */
  label: v.string(),
  keyIdEnd: v.string(),
  /** Base64 of what the keyring made of the keys. */
  secret: v.string(),
});
const fileSchema = v.object({ version: v.literal(FILE_VERSION), keys: v.array(v.unknown()) });

/** One set of typed keys as it lies on the disk. */
export type SealedKeys = v.InferOutput<typeof sealedSchema>;

/** The file of sealed keys. Changes throw `not-writable` or `disk-full`. */
interface KeyFile {
  list(): Promise<SealedKeys[]>;
  /** Adds one, or takes the place of the one with its id. */
  put(sealed: SealedKeys): Promise<void>;
  remove(keysId: string): Promise<void>;
}

interface Content {
  keys: SealedKeys[];
  /** Whether the file holds anything that writing it anew would lose. */
  isDamaged: boolean;
}

/** A missing or damaged file counts as empty, a damaged entry as absent; neither is overwritten before it was set aside. */
export function openKeyFile(file: string): KeyFile {
  let turn: Promise<unknown> = Promise.resolve();

  /** One change at a time: two at once would each write a list without the other's. */
  const change = (act: (keys: SealedKeys[]) => SealedKeys[]): Promise<void> => {
    const done = turn.then(async () => {
      const { keys, isDamaged } = await read(file);
      if (isDamaged) await setAside(file);
      await write(file, act(keys));
    });
    turn = done.catch(() => undefined);
    return done;
  };

  return {
    async list() {
      await turn;
      return (await read(file)).keys;
    },
    put: (sealed) =>
      change((keys) => {
        const at = keys.findIndex(({ keysId }) => keysId === sealed.keysId);
        return at === -1 ? [...keys, sealed] : keys.with(at, sealed);
      }),
    async remove(keysId) {
      await turn;
      const { keys } = await read(file);
      if (keys.some((one) => one.keysId === keysId)) await change((all) => all.filter((one) => one.keysId !== keysId));
    },
  };
}

async function read(file: string): Promise<Content> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    return { keys: [], isDamaged: !isMissing };
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), fileSchema), text);
  if (!parsed.success) return { keys: [], isDamaged: true };
  const keys = parsed.output.keys.flatMap((entry) => {
    const sealed = v.safeParse(sealedSchema, entry);
    return sealed.success ? [sealed.output] : [];
  });
  return { keys, isDamaged: keys.length < parsed.output.keys.length };
}

/** Copies the file to a name that nothing has yet. */
async function setAside(file: string): Promise<void> {
  for (let number = 1; ; number++) {
    const aside = number === 1 ? `${file}.damaged` : `${file}.damaged-${number}`;
    try {
      return await copyFile(file, aside, constants.COPYFILE_EXCL);
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') continue;
      throw toWriteFailure(thrown, file);
    }
  }
}

async function write(file: string, keys: readonly SealedKeys[]): Promise<void> {
  const content = `${JSON.stringify({ version: FILE_VERSION, keys }, null, 2)}\n`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
  } catch (thrown) {
    throw toWriteFailure(thrown, file);
  }
  await writeAtomically(file, { content }, { signal: new AbortController().signal, mode: OWNER_ONLY });
}
