import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { requests } from '../../shared/contract.ts';
import type { Settings, SettingsPatch } from '../../shared/settings.ts';
import { writeAtomically } from '../files/write.ts';

/** What this computer says of itself; never written to disk. */
export type SystemFacts = Pick<Settings, 'systemLanguage' | 'platform'>;
type Chosen = Omit<Settings, keyof SystemFacts>;

const DEFAULTS: Chosen = {
  language: 'system',
  theme: 'system',
  cellSize: 164,
  sort: 'newest',
  dragOutAs: 'as-stored',
};

export interface SettingsStore {
  get(): Settings;
  /** Answers the settings as they are now. They hold for this run even where they cannot be written (the call rejects). */
  patch(change: SettingsPatch): Promise<Settings>;
}

/** Settings in a JSON file. One that is missing, damaged or holds a value that no longer exists falls back to defaults. */
export async function openSettings(file: string, system: SystemFacts): Promise<SettingsStore> {
  let chosen: Chosen = { ...DEFAULTS, ...given(await readChosen(file)) };
  let lastWrite: Promise<unknown> = Promise.resolve();
  const get = (): Settings => ({ ...chosen, ...system });

  const write = async (): Promise<void> => {
    await mkdir(path.dirname(file), { recursive: true });
    const content = `${JSON.stringify(chosen, null, 2)}\n`;
    await writeAtomically(file, { content }, { signal: new AbortController().signal });
  };
  return {
    get,
    async patch(change) {
      chosen = { ...chosen, ...given(change) };
      // One after the other, each with the newest state: the last choice is what stays.
      const mine = lastWrite.then(write);
      lastWrite = mine.catch(() => undefined);
      await mine;
      return get();
    },
  };
}

/** Every value is judged by itself, so that one that is no longer known takes no other along. */
async function readChosen(file: string): Promise<SettingsPatch> {
  const stored = await readObject(file);
  const known = Object.entries(requests['settings/set'].entries).flatMap(([name, schema]) => {
    const parsed = v.safeParse(schema, stored[name]);
    return parsed.success && parsed.output !== undefined ? [[name, parsed.output] as const] : [];
  });
  return v.parse(requests['settings/set'], Object.fromEntries(known));
}

async function readObject(file: string): Promise<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
    return v.parse(v.record(v.string(), v.unknown()), parsed);
  } catch {
    return {};
  }
}

function given(change: SettingsPatch): Partial<Chosen> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
