import { readUsualDate, USUAL_DATE_LENGTH } from './listed-values.ts';

/** What the usual values look like; any other is left to the rules of XML. */
const USUAL = {
  key: '[^<&\\x80-\\xff]+',
  modified: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z',
  etag: '(?!W/)(?:&quot;|"|)[^<&"\\x80-\\xff]*(?:&quot;|"|)',
  bytes: '\\d{1,15}',
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
const LESS = '<';
const ZERO = 0x30;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;
const QUOTE_REFERENCE = '&quot;';

/** What stands between two tags, and how many characters of tags stand before it; null is what nobody asks for. */
interface Value {
  tags: number;
  field: Field | null;
}

/**
 * How a server writes the objects of a list: the same tags in the same order, with other values between them. What was
 * read once by the rules of XML shows the tags; an object with the very same ones is checked by one regular expression.
 * Of its values only numbers are made: where the texts begin and end is told, for the caller to cut them out.
 */
export class ObjectTemplate {
  keyFrom = 0;
  keyTo = 0;
  etagFrom = 0;
  etagTo = 0;
  bytes = 0;
  modified = 0;
  /** Where in the text the object read last ends. */
  end = 0;
  readonly #pattern: RegExp;
  readonly #values: readonly Value[];

  private constructor(pattern: RegExp, values: readonly Value[]) {
    this.#pattern = pattern;
    this.#values = values;
  }

  /** From what stands between a start tag and the end of its end tag; null for what is not plain tags, each once. */
  static learn(text: string): ObjectTemplate | null {
    const values: Value[] = [];
    let tags = 0;
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
      const field = (depth === 2 ? FIELDS.get(local) : undefined) ?? null;
      if (slash === '' || !last.isStart) {
        pattern += between.replace(SPECIAL, '\\$&');
        tags += between.length;
      } else {
        pattern += field === null ? ANY_TEXT : USUAL[field];
        values.push({ tags, field });
        tags = 0;
      }
      pattern += tag.replace(SPECIAL, '\\$&');
      tags += tag.length;
      if (isEmpty === '') depth += slash === '' ? 1 : -1;
      last = { end: index + tag.length, isStart: slash === '' && isEmpty === '' };
    }
    const isWhole = depth === 0 && last.end === text.length;
    if (!isWhole || !values.some(({ field }) => field === 'key') || new Set(asked).size < asked.length) return null;
    return new ObjectTemplate(new RegExp(pattern, 'y'), values);
  }

  /** Reads the object right after the start tag that ends at `from`; false where it is written in any other way. */
  read(text: string, from: number): boolean {
    const pattern = this.#pattern;
    pattern.lastIndex = from;
    if (!pattern.test(text)) return false;
    this.end = pattern.lastIndex;
    let at = from;
    for (const { tags, field } of this.#values) at = this.#readValue(field, text, at + tags);
    return !Number.isNaN(this.modified);
  }

  /** Where the value that begins at `from` ends; it is as the pattern wants it. */
  #readValue(field: Field | null, text: string, from: number): number {
    if (field === 'modified') {
      this.modified = readUsualDate(text, from);
      return from + USUAL_DATE_LENGTH;
    }
    const end = text.indexOf(LESS, from);
    if (field === 'key') {
      this.keyFrom = from;
      this.keyTo = end;
    } else if (field === 'etag') this.#placeEtag(text, from, end);
    else if (field === 'bytes') this.bytes = readDigits(text, from, end);
    return end;
  }

  #placeEtag(text: string, from: number, end: number): void {
    const first = text.charCodeAt(from);
    const last = text.charCodeAt(end - 1);
    const before = first === QUOTE ? 1 : first === AMPERSAND ? QUOTE_REFERENCE.length : 0;
    const after = last === QUOTE ? 1 : last === SEMICOLON && isReference(text, end) ? QUOTE_REFERENCE.length : 0;
    this.etagFrom = from + before;
    this.etagTo = Math.max(this.etagFrom, end - after);
  }
}

const isReference = (text: string, end: number): boolean => text.charCodeAt(end - QUOTE_REFERENCE.length) === AMPERSAND;

function readDigits(text: string, from: number, end: number): number {
  let number = 0;
  for (let at = from; at < end; at++) number = number * 10 + text.charCodeAt(at) - ZERO;
  return number;
}
