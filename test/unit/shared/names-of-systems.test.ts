import path from 'node:path';
import fc from 'fast-check';
import { it } from 'vitest';
import { distinctName, MAX_FILE_NAME_BYTES, nameKey } from '../../../shared/file-name.ts';
import { nameFrom, readTemplate, type TemplateFacts } from '../../../shared/name-template.ts';
import { exampleFacts } from '../../support/template-facts.ts';

const FOLDERS = 100;
const NAMES_A_FOLDER = 1_000;
const SECONDS = 60;

/** What a system asks of a name, as its own documentation says it. */
interface System {
  label: string;
  /** The characters that it takes in no name; NUL in none of them. */
  forbidden: RegExp;
  /** Names that are something else there. */
  reserved: RegExp;
  /** The folder that a name, put after it, leads into, and the file there. */
  parse(name: string): { dir: string; base: string };
  folder: string;
  /** Of a name, in what the limit of 255 counts. */
  length(name: string): number;
  /** The same for names that are one file there. */
  fold(name: string): string;
}

const bytesOf = (name: string): number => Buffer.byteLength(name);

const systems: readonly System[] = [
  {
    // Microsoft, "Naming Files, Paths, and Namespaces"; the length is of NTFS. Case is folded a character at a time.
    label: 'Windows',
    forbidden: /[<>:"/\\|?*\n]|[. ]$/u,
    reserved: /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])[ ]*(?:\..*)?$/isu,
    parse: (name) => path.win32.parse(path.win32.resolve('C:\\pictures', name)),
    folder: 'C:\\pictures',
    length: (name) => name.length,
    fold: (name) =>
      [...name].map((each) => (each.toUpperCase().length === each.length ? each.toUpperCase() : each)).join(''),
  },
  {
    // Apple, "Apple File System Guide": any case, composed or not. The Finder shows `:` as `/`; a dot in front hides a file.
    label: 'macOS',
    forbidden: /[/:]|^\./u,
    reserved: /^\.{1,2}$/u,
    parse: (name) => path.posix.parse(path.posix.resolve('/pictures', name)),
    folder: '/pictures',
    length: bytesOf,
    fold: (name) => name.normalize('NFD').toLowerCase().normalize('NFD'),
  },
  {
    // The Linux kernel's NAME_MAX, and path_resolution(7).
    label: 'Linux',
    forbidden: /\/|^\./u,
    reserved: /^\.{1,2}$/u,
    parse: (name) => path.posix.parse(path.posix.resolve('/pictures', name)),
    folder: '/pictures',
    length: bytesOf,
    fold: (name) => name,
  },
];

const dangerous = [
  ...'/\\:*?"<>|. \u0000\n\u202E\u200B\u200D\uD800\uDC00é',
  'e\u0301',
  '한',
  '한'.normalize('NFD'),
  '👩‍👩‍👧',
  'ß',
];
/** Names as people and attackers make them, and not seldom the same one in another spelling. */
const hostileName = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...dangerous), maxLength: 20 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), fc.integer({ min: 20, max: 300 }))
      .map(([text, times]) => text.repeat(times)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('CON', 'nul', 'CLOCK$', 'COM¹', 'lpt3', 'aux ', '..', '.', '../', 'C:'),
        fc.string({ maxLength: 8 }),
      )
      .map((parts) => parts.join('')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'a',
      'A',
      'é',
      'e\u0301',
      'É',
      'ﬀ',
      'x'.repeat(300),
      'X'.repeat(260),
      '가'.normalize('NFD'),
      '가',
    ),
  },
);
const template = fc
  .constantFrom('{name}_{size}.{ext}', '{name}', '{album} {name}', '{counter}-{name}_{size}', '{name}{uuid}')
  .map((text) => {
    const read = readTemplate(text);
    if (read.template === null) throw new Error(`expected ${text} to be a template`);
    return read.template;
  });
const extension = fc.constantFrom('png', 'jpg', 'webp', 'JPEG');
const picture = fc.record({
  name: fc.option(hostileName, { freq: 20 }),
  base: hostileName,
  extension,
  foreign: fc.boolean(),
});

/** Names that one folder of files is given, with the extension that each is to have. */
function namesOf(
  pictures: readonly Pick<TemplateFacts, 'base' | 'extension' | 'foreign' | 'name'>[],
  text: Parameters<typeof nameFrom>[0],
) {
  const taken = new Set<string>();
  return pictures.map((facts, index) => {
    const plain = nameFrom(text, { ...exampleFacts, ...facts, counter: index + 1, total: pictures.length });
    const name = distinctName(plain, (candidate) => taken.has(nameKey(candidate)));
    taken.add(nameKey(name));
    return { name, extension: facts.extension };
  });
}

it(
  `case 40: the names of 100,000 files are contained, short enough, distinct and of their extension by the rules of ${systems.map(({ label }) => label).join(', ')}`,
  () => {
    const folder = fc.tuple(fc.array(picture, { minLength: NAMES_A_FOLDER, maxLength: NAMES_A_FOLDER }), template);
    fc.assert(
      fc.property(folder, ([pictures, text]) => {
        const names = namesOf(pictures, text);
        for (const system of systems) {
          for (const { name, extension: wanted } of names) {
            const problem = problemOf(system, name, wanted);
            if (problem !== null) throw new Error(`${system.label}, ${problem}: ${JSON.stringify(name)}`);
          }
          const distinct = new Set(names.map(({ name }) => system.fold(name)));
          if (distinct.size < names.length) throw new Error(`${system.label}: names of one file`);
        }
      }),
      { numRuns: FOLDERS, endOnFailure: true },
    );
  },
  SECONDS * 1_000,
);

/** Why a system would not take a name for the file that is meant; null where it does. */
function problemOf(system: System, name: string, wanted: string): string | null {
  if (system.forbidden.test(name) || [...name].some((character) => character < ' ')) return 'a forbidden character';
  if (system.reserved.test(name)) return 'a reserved name';
  const { dir, base } = system.parse(name);
  if (dir !== system.folder || base !== name) return 'outside of the folder';
  if (system.length(name) > MAX_FILE_NAME_BYTES || bytesOf(name) > MAX_FILE_NAME_BYTES) return 'too long';
  return path.posix.extname(name) === `.${wanted}` ? null : 'another extension';
}
