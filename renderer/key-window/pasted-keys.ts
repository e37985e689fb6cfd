import type { KeysEntry } from '../../shared/key-entry.ts';

/** What a pasted text says; a field that it does not name is absent. */
export type PastedKeys = Partial<
  Pick<KeysEntry, 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'profile' | 'region'>
>;

/** As the AWS files, the variables and the JSON of the CLI call them, in lower case without separators. */
const NAMES: ReadonlyMap<string, keyof PastedKeys> = new Map([
  ['awsaccesskeyid', 'accessKeyId'],
  ['accesskeyid', 'accessKeyId'],
  ['awssecretaccesskey', 'secretAccessKey'],
  ['secretaccesskey', 'secretAccessKey'],
  ['awssessiontoken', 'sessionToken'],
  ['sessiontoken', 'sessionToken'],
  ['region', 'region'],
  ['awsregion', 'region'],
  ['awsdefaultregion', 'region'],
]);
const SECTION = /^\s*\[(?:profile\s+)?([^\]]+)\]\s*$/;
/** `name = value`, `export NAME=value`, `set NAME=value`, `$Env:NAME="value"` and `"Name": "value",`. */
const SETTING = /^\s*(?:export\s+|set\s+|\$env:)?["']?([\w-]+)["']?\s*[=:]\s*(.*?)[,;]?\s*$/i;
const QUOTED = /^(["'])(.*)\1$/;
/** The file that the AWS console offers for download. */
const CSV_HEADING = /^\uFEFF?access key id,\s*secret access key\s*$/i;

/** The keys in a pasted block, or null where it names none: then it is an ordinary paste into one field. */
export function readPastedKeys(text: string): PastedKeys | null {
  const lines = text.trim().split(/\r?\n/);
  const found = CSV_HEADING.test(lines[0] ?? '') ? keysOfCsv(lines[1] ?? '') : keysOfSettings(lines);
  return found.accessKeyId === undefined && found.secretAccessKey === undefined && found.sessionToken === undefined
    ? null
    : found;
}

function keysOfSettings(lines: readonly string[]): PastedKeys {
  const found: PastedKeys = {};
  for (const line of lines) {
    const section = SECTION.exec(line);
    if (section !== null) found.profile ??= unquoted(section[1] ?? '');
    const [, name = '', value = ''] = SETTING.exec(line) ?? [];
    const field = NAMES.get(name.toLowerCase().replaceAll(/[_-]/g, ''));
    if (field !== undefined && value !== '') found[field] ??= unquoted(value);
  }
  return found;
}

function keysOfCsv(line: string): PastedKeys {
  const [accessKeyId = '', secretAccessKey = ''] = line.split(',').map((cell) => unquoted(cell.trim()));
  return { accessKeyId, secretAccessKey };
}

const unquoted = (value: string): string => QUOTED.exec(value.trim())?.[2] ?? value.trim();
