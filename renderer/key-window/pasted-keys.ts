import type { KeysEntry } from '../../shared/key-entry.ts';

/** What a pasted text says; a field that it does not name is absent. */
type PastedKeys = Partial<Pick<KeysEntry, 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'profile' | 'region'>>;

/** As the AWS files, the variables, the CLI, MinIO and the pages of the consoles call them, in lower case without separators. */
const NAMES: ReadonlyMap<string, keyof PastedKeys> = new Map([
  ['awsaccesskeyid', 'accessKeyId'],
  ['accesskeyid', 'accessKeyId'],
  ['awssecretaccesskey', 'secretAccessKey'],
  ['accesskey', 'accessKeyId'],
  ['secretaccesskey', 'secretAccessKey'],
  ['secretkey', 'secretAccessKey'],
  ['awssessiontoken', 'sessionToken'],
  ['sessiontoken', 'sessionToken'],
  ['region', 'region'],
  ['awsregion', 'region'],
  ['awsdefaultregion', 'region'],
]);
const SECTION = /^\s*\[(?:profile\s+)?([^\]]+)\]\s*$/;
/** `name = value`, `export NAME=value`, `set NAME=value`, `$Env:NAME="value"`, `"Name": "value",` and `A name: value`. */
const SETTING = /^\s*(?:export\s+|set\s+|\$env:)?["']?([\w-][\w -]*?)["']?\s*[=:]\s*(.*?)[,;]?\s*$/i;
const QUOTED = /^(["'])(.*)\1$/;
/** The file that the AWS console offers for download. */
const CSV_HEADING = /^\uFEFF?access key id,\s*secret access key\s*$/i;

/** The keys in a pasted block, or null where it names none: then it is an ordinary paste into one field. */
export function readPastedKeys(text: string): PastedKeys | null {
  const lines = text.trim().split(/\r?\n/);
  const found =
    keysOfJson(text) ?? (CSV_HEADING.test(lines[0] ?? '') ? keysOfCsv(lines[1] ?? '') : keysOfSettings(lines));
  return found.accessKeyId === undefined && found.secretAccessKey === undefined && found.sessionToken === undefined
    ? null
    : found;
}

/** What a program prints or a page offers for download, also on one line; null where it is no JSON. */
function keysOfJson(text: string): PastedKeys | null {
  const found: PastedKeys = {};
  const take = (name: string, value: unknown): unknown => {
    const field = fieldNamed(name);
    if (field !== undefined && typeof value === 'string' && value !== '') found[field] ??= value;
    return value;
  };
  try {
    // The reviver sees every member, however deep: the CLI puts keys into `Credentials` or `AccessKey`.
    JSON.parse(text, take);
    return found;
  } catch {
    return null;
  }
}

function keysOfSettings(lines: readonly string[]): PastedKeys {
  const found: PastedKeys = {};
  for (const [index, line] of lines.entries()) {
    const section = SECTION.exec(line);
    if (section !== null) found.profile ??= unquoted(section[1] ?? '');
    // On a page, the value stands under its name.
    const [, name = line, value = lines[index + 1] ?? ''] = SETTING.exec(line) ?? [];
    const field = fieldNamed(name);
    if (field !== undefined && value.trim() !== '') found[field] ??= unquoted(value);
  }
  return found;
}

const fieldNamed = (name: string): keyof PastedKeys | undefined =>
  NAMES.get(name.toLowerCase().replaceAll(/[\s_-]/g, ''));

function keysOfCsv(line: string): PastedKeys {
  const [accessKeyId = '', secretAccessKey = ''] = line.split(',').map((cell) => unquoted(cell.trim()));
  return { accessKeyId, secretAccessKey };
}

const unquoted = (value: string): string => QUOTED.exec(value.trim())?.[2] ?? value.trim();
