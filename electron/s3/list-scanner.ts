import type { ListedObject } from './bucket.ts';
import { unquoteEtag } from './etag.ts';
import { DateReader, decodeListedKey } from './listed-values.ts';
import { elementName, MalformedXml, XmlCursor } from './xml-cursor.ts';
import { decodeReferences } from './xml-references.ts';

/** One reply to ListObjectsV2. */
export interface ListPage {
  /** Of the bucket. */
  name: string;
  /** In the order of the reply. */
  objects: ListedObject[];
  isTruncated: boolean;
  /** Undefined where the server names none. */
  nextToken: string | undefined;
  /** What the server says that it listed, common prefixes included; undefined where it does not say. */
  keyCount: number | undefined;
  /** How the keys were written; they are decoded already. */
  encodingType: string | undefined;
}

const ROOT = elementName('ListBucketResult');
const CONTENTS = elementName('Contents');
const NAME = elementName('Name');
const IS_TRUNCATED = elementName('IsTruncated');
const NEXT_CONTINUATION_TOKEN = elementName('NextContinuationToken');
const KEY_COUNT = elementName('KeyCount');
const ENCODING_TYPE = elementName('EncodingType');
const KEY = elementName('Key');
const LAST_MODIFIED = elementName('LastModified');
const ETAG = elementName('ETag');
const SIZE = elementName('Size');

/** Whole XML that is no list of objects. */
export class NotAList extends Error {
  override readonly name = 'NotAList';
}

/**
 * Reads a reply to ListObjectsV2 from its bytes, in about a tenth of the time that a parser takes: a list of a million
 * keys is a thousand of them. Elements may come in any order, with any others between them. Throws `NotAList`
 * for a page of a login and the like, `MalformedXml` for a list that broke off.
 */
export function scanList(xml: Buffer): ListPage {
  const cursor = new XmlCursor(xml);
  if (!cursor.open()) throw new NotAList('a list without the name of its bucket');
  if (!cursor.is(ROOT)) throw new NotAList(`<${cursor.element}> instead of a list`);
  const found = new FoundPage();
  cursor.each((element) => found.take(element));
  cursor.expectEnd();
  return found.page();
}

class FoundPage {
  readonly #objects: ListedObject[] = [];
  readonly #dates = new DateReader();
  #object: ListedObject = { key: '', bytes: 0, modified: 0, etag: '' };
  #name: string | undefined;
  #isTruncated: boolean | undefined;
  #nextToken: string | undefined;
  #keyCount: number | undefined;
  #encodingType: string | undefined;

  take(cursor: XmlCursor): void {
    if (cursor.is(CONTENTS)) this.#objects.push(this.#readObject(cursor));
    else if (cursor.is(NAME)) this.#name = cursor.text();
    else if (cursor.is(IS_TRUNCATED)) this.#isTruncated = readBoolean(cursor.text());
    else if (cursor.is(NEXT_CONTINUATION_TOKEN)) this.#nextToken = cursor.text() || undefined;
    else if (cursor.is(KEY_COUNT)) this.#keyCount = readCount(cursor);
    else if (cursor.is(ENCODING_TYPE)) this.#encodingType = cursor.text().trim();
    else cursor.skip();
  }

  page(): ListPage {
    if (this.#name === undefined || this.#name === '') throw new NotAList('a list without the name of its bucket');
    if (this.#isTruncated === undefined) throw new NotAList('a list that does not say whether it is the last');
    // Only here, because the encoding may be named after the keys.
    if (this.#encodingType === 'url') for (const object of this.#objects) object.key = decodeListedKey(object.key);
    return {
      name: this.#name,
      objects: this.#objects,
      isTruncated: this.#isTruncated,
      nextToken: this.#nextToken,
      keyCount: this.#keyCount,
      encodingType: this.#encodingType,
    };
  }

  #readObject(cursor: XmlCursor): ListedObject {
    this.#object = { key: '', bytes: 0, modified: 0, etag: '' };
    cursor.each(this.#takeValue);
    if (this.#object.key === '') throw new NotAList('a listed object without a key');
    return this.#object;
  }

  /** Made once, not for each object. */
  readonly #takeValue = (cursor: XmlCursor): void => {
    if (cursor.is(KEY)) this.#object.key = cursor.text();
    else if (cursor.is(LAST_MODIFIED)) this.#object.modified = readDate(this.#dates, cursor.text());
    else if (cursor.is(ETAG)) this.#object.etag = unquoteEtag(cursor.text(readEtag));
    else if (cursor.is(SIZE)) this.#object.bytes = readCount(cursor);
    else cursor.skip();
  };
}

function readBoolean(text: string): boolean {
  const word = text.trim();
  if (word !== 'true' && word !== 'false') throw new MalformedXml(`${word} instead of true or false`);
  return word === 'true';
}

function readCount(cursor: XmlCursor): number {
  const count = cursor.count();
  if (Number.isNaN(count)) throw new MalformedXml('a size that is no number');
  return count;
}

const QUOTE = '&quot;';

/** The usual ETag has no reference but its quotes. */
const readEtag = (text: string): string =>
  text.startsWith(QUOTE) && text.indexOf('&', 1) === text.length - QUOTE.length && text.endsWith(QUOTE)
    ? text.slice(QUOTE.length, -QUOTE.length)
    : decodeReferences(text);

function readDate(dates: DateReader, text: string): number {
  const ms = text === '' ? 0 : dates.read(text.trim());
  if (Number.isNaN(ms)) throw new MalformedXml(`${text.trim()} instead of a date`);
  return ms;
}
