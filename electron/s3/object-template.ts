import type { ListedObject } from './bucket.ts';
import { readUsualDate } from './listed-values.ts';

/** What the usual values look like; any other is left to the rules of XML. Each is one group. */
const USUAL = {
  key: '([^<&\\x80-\\xff]+)',
  modified: '(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)',
  etag: '(?!W/)(?:&quot;|"|)([^<&"\\x80-\\xff]*)(?:&quot;|"|)',
  bytes: '(\\d{1,15})',
} as const;
/** Of what nobody asks for. */
const ANY_TEXT = '[^<]*';

type Field = keyof typeof USUAL;

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['Key', 'key'],
  ['LastModified', 'modified'],
  ['ETag', 'etag'],
  ['Size', 'bytes'],
]);

const TAG = /<(\/?)([\w.:-]+)(\/?)>/g;
const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;
const GROUPS = 5;

/**
 * How a server writes the objects of a list: the same tags in the same order, with other values between them. What was
 * read once by the rules of XML shows the tags; an object with the very same ones is read by one regular expression.
 */
export class ObjectTemplate {
  /** Where in the text the object read last ends. */
  end = 0;
  readonly #pattern: RegExp;
  readonly #key: number;
  readonly #modified: number;
  readonly #etag: number;
  readonly #bytes: number;

  private constructor(pattern: RegExp, fields: readonly Field[]) {
    this.#pattern = pattern;
    const groupOf = (field: Field): number => fields.indexOf(field) + 1 || GROUPS;
    this.#key = groupOf('key');
    this.#modified = groupOf('modified');
    this.#etag = groupOf('etag');
    this.#bytes = groupOf('bytes');
  }

  /** From what stands between a start tag and the end of its end tag; null for what is not plain tags, each once. */
  static learn(text: string): ObjectTemplate | null {
    const fields: Field[] = [];
    /** With those that are empty. */
    const asked: string[] = [];
    let pattern = '';
    let depth = 1;
    let last = { end: 0, isStart: false };
    for (const { 0: tag, 1: slash, 2: name = '', 3: isEmpty, index } of text.matchAll(TAG)) {
      const between = text.slice(last.end, index);
      // A comment, an attribute, CDATA: left to whoever knows all of XML.
      if (between.includes('<')) return null;
      const local = name.slice(name.lastIndexOf(':') + 1);
      if (depth === 1 && slash === '' && FIELDS.has(local)) asked.push(local);
      const field = depth === 2 ? FIELDS.get(local) : undefined;
      if (slash === '' || !last.isStart) pattern += between.replace(SPECIAL, '\\$&');
      else if (field === undefined) pattern += ANY_TEXT;
      else {
        fields.push(field);
        pattern += USUAL[field];
      }
      pattern += tag.replace(SPECIAL, '\\$&');
      if (isEmpty === '') depth += slash === '' ? 1 : -1;
      last = { end: index + tag.length, isStart: slash === '' && isEmpty === '' };
    }
    const isWhole = depth === 0 && last.end === text.length;
    if (!isWhole || !fields.includes('key') || new Set(asked).size < asked.length) return null;
    return new ObjectTemplate(new RegExp(pattern, 'y'), fields);
  }

  /** The object right after the start tag that ends at `from`; null where it is written in any other way. */
  read(text: string, from: number): ListedObject | null {
    const pattern = this.#pattern;
    pattern.lastIndex = from;
    const found = pattern.exec(text);
    if (found === null) return null;
    this.end = pattern.lastIndex;
    const date = found[this.#modified];
    const modified = date === undefined ? 0 : readUsualDate(date);
    if (Number.isNaN(modified)) return null;
    const bytes = Number(found[this.#bytes] ?? 0);
    return { key: found[this.#key] ?? '', bytes, modified, etag: found[this.#etag] ?? '' };
  }
}
