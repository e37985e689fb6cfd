/**
 * The text of ~/.aws/credentials and ~/.aws/config, line by line. Reads it as the SDK's loader does, so that what is
 * changed is what the SDK will find; every line that is not meant stays as it is, to the byte.
 */

/** A line of the file: what stands before its end, and how it ends (nothing at the very end of some files). */
interface Line {
  body: string;
  end: string;
}

/** A setting in the outermost level of a section. */
interface Setting {
  /** Number of the line in the file. */
  at: number;
  /** As the CLI's reader compares names. */
  name: string;
  value: string;
}

interface Section {
  /** As the SDK's loader calls it; null where it takes no notice of it. */
  name: string | null;
  /** Number of the line of the heading. */
  at: number;
  settings: Setting[];
}

/** A value to give a setting; null takes it away. */
export type Changes = ReadonlyMap<string, string | null>;

export interface SectionEdit {
  /** The section's name as the SDK's loader gives it. */
  section: string;
  /** What stands between the brackets where the section has to be added. */
  heading: string;
  changes: Changes;
}

/** Why a text is better left alone, in a few English words. */
export class UnclearText extends Error {}

/** The SDK's loader: `[profile name]` and the like; any other heading of two words is none to it. */
const KIND_AND_NAME = /^([\w-]+)\s(["'])?([\w-@+.%:/]+)\2$/;
const SECTION_KINDS: ReadonlySet<string> = new Set(['profile', 'sso-session', 'services']);
/** A heading that makes the SDK's loader refuse the whole file. */
const REFUSED_HEADINGS: ReadonlySet<string> = new Set(['__proto__', 'profile __proto__']);
const COMMENT = /(^|\s)[;#]/;
const LINE = /[^\n]*\n|[^\n]+$/g;
/** Programs disagree on whether a carriage return by itself ends a line; NUL stands in no text. */
const UNCLEAR_CHARACTERS = /\r(?!\n)|\0/;
const SETTING = /^(\s*)([^\s=:]+)(\s*)([=:])(\s*)/;
const DEFAULT_LINE_END = '\n';

/** The settings of a section, the last one of a name counting; empty where there is no such section. */
export function settingsOf(text: string, section: string): ReadonlyMap<string, string> {
  const settings = sectionsOf(linesOf(text)).filter(({ name }) => name === section);
  return new Map(settings.flatMap((one) => one.settings.map(({ name, value }) => [name, value])));
}

/**
 * The text with settings of one section given or taken away. Where the section stands more than once, or the setting does,
 * all of them are changed: programs disagree on which one counts. Throws {@link UnclearText}.
 */
export function editSection(text: string, edit: SectionEdit): string {
  // Lines that were indented under a setting without a value are settings of the section once it has one.
  const edited = editOnce(text, edit);
  return edited === text ? text : editSection(edited, edit);
}

function editOnce(text: string, { section, heading, changes }: SectionEdit): string {
  const lines = linesOf(text);
  const sections = sectionsOf(lines);
  const mine = sections.filter(({ name }) => name === section);
  const lineEnd = lines.find(({ end }) => end !== '')?.end ?? DEFAULT_LINE_END;
  const added = [...changes].flatMap(([name, value]) =>
    value === null || mine.some(({ settings }) => settings.some((setting) => setting.name === name))
      ? []
      : [[name, value] as const],
  );
  const [first] = mine;
  if (first === undefined) return appended(lines, heading, added, lineEnd);

  const insertAt = placeForNew(first, changes, lines);
  const indent = indentOf(lines[first.settings[0]?.at ?? first.at]?.body ?? '');
  const settings = new Map(mine.flatMap((one) => one.settings.map((setting) => [setting.at, setting])));
  const result: Line[] = [];
  const insert = (): void => {
    const last = result.at(-1);
    if (last !== undefined && last.end === '') last.end = lineEnd;
    result.push(...added.map(([name, value]) => ({ body: `${indent}${assignment(name, value)}`, end: lineEnd })));
  };
  for (const [at, line] of lines.entries()) {
    if (at === insertAt) insert();
    const setting = settings.get(at);
    const value = setting === undefined ? undefined : changes.get(setting.name);
    const changed = setting === undefined || value === undefined ? line : withValue(line, setting.name, value);
    if (changed !== null) result.push(changed);
  }
  if (insertAt === lines.length) insert();
  return joined(result);
}

/**
 * Whether a section of this name can be read back from its own heading. The SDK's loader knows no name with brackets,
 * with a comment in it or with exactly one space.
 */
export function isReadableHeading(heading: string, section: string): boolean {
  if (/[[\]\r\n\0]/.test(heading) || heading.trim() !== heading || COMMENT.test(`[${heading}`)) return false;
  // A name that every object has already is lost in the loader's table.
  return !REFUSED_HEADINGS.has(heading) && !(section in {}) && sectionName(heading) === section;
}

function linesOf(text: string): Line[] {
  if (UNCLEAR_CHARACTERS.test(text)) throw new UnclearText('no plain text');
  return (text.match(LINE) ?? []).map((whole) => {
    const end = /\r?\n$/.exec(whole)?.[0] ?? '';
    return { body: whole.slice(0, whole.length - end.length), end };
  });
}

function sectionsOf(lines: readonly Line[]): Section[] {
  const sections: Section[] = [];
  /** Within `s3 =` and the like: indented lines belong to it, not to the section. */
  let isNested = false;
  for (const [at, { body }] of lines.entries()) {
    const said = withoutComment(body).trim();
    if (said.startsWith('[') && said.endsWith(']')) {
      const heading = said.slice(1, -1);
      if (REFUSED_HEADINGS.has(heading)) throw new UnclearText(`a section named ${heading}`);
      sections.push({ name: sectionName(heading), at, settings: [] });
      isNested = false;
      continue;
    }
    const isIndented = indentOf(body) !== '';
    const match = SETTING.exec(said);
    if (match !== null && !(isNested && isIndented)) {
      const value = said.slice(match[0].length);
      sections.at(-1)?.settings.push({ at, name: (match[2] ?? '').toLowerCase(), value });
    }
    const sign = said.indexOf('=');
    if (sign <= 0) continue;
    if (sign === said.length - 1) isNested = true;
    else if (!isIndented) isNested = false;
  }
  return sections;
}

function sectionName(heading: string): string | null {
  const match = KIND_AND_NAME.exec(heading);
  if (match === null) return heading === '' ? null : heading;
  const [, kind = '', , name = ''] = match;
  return SECTION_KINDS.has(kind) ? `${kind}.${name}` : null;
}

/** What the SDK's loader takes for the line; the rest is a comment, with the space before it. */
const withoutComment = (body: string): string => body.slice(0, COMMENT.exec(body)?.index ?? body.length);

const indentOf = (body: string): string => /^\s*/.exec(body)?.[0] ?? '';

/**
 * After the last setting that is changed as well, else before the first setting of the section. Never further down: a line
 * behind `s3 =` would cut its indented lines off, and one that is less indented than the next would swallow it.
 */
function placeForNew({ at, settings }: Section, changes: Changes, lines: readonly Line[]): number {
  const [first] = settings;
  if (first === undefined) return at + 1;
  const indentAt = (line: number): string => indentOf(lines[line]?.body ?? '');
  const kin = settings.filter(
    (one) => changes.has(one.name) && one.value !== '' && indentAt(one.at) === indentAt(first.at),
  );
  const last = kin.at(-1);
  return last === undefined ? first.at : last.at + 1;
}

/** The line with another value, its comment kept; null where nothing of it stays. */
function withValue({ body, end }: Line, name: string, value: string | null): Line | null {
  const comment = body.slice(withoutComment(body).trimEnd().length);
  if (value === null) return comment.trim() === '' ? null : { body: `${indentOf(body)}${comment.trimStart()}`, end };
  const [, indent = '', , before = ' ', sign = '=', after = ' '] = SETTING.exec(body) ?? [];
  const kept = sign === '=' ? `${before}=${after}` : ' = ';
  return { body: `${indent}${assignment(name, value, kept)}${comment}`, end };
}

/** A value that looks like a comment after a space is put right behind the sign. */
const assignment = (name: string, value: string, between = ' = '): string =>
  `${name}${/^[;#]/.test(value) ? '=' : between}${value}`;

/** The lines with a section of its own at the end, one blank line before it. */
function appended(
  lines: readonly Line[],
  heading: string,
  settings: readonly (readonly [string, string])[],
  lineEnd: string,
): string {
  const text = joined(lines);
  const last = lines.at(-1);
  const gap = last === undefined ? '' : `${last.end === '' ? lineEnd : ''}${last.body.trim() === '' ? '' : lineEnd}`;
  const section = [`[${heading}]`, ...settings.map(([name, value]) => assignment(name, value))];
  return `${text}${gap}${section.map((line) => `${line}${lineEnd}`).join('')}`;
}

const joined = (lines: readonly Line[]): string => lines.map(({ body, end }) => body + end).join('');
