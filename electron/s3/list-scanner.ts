import type { ListedObject } from './bucket.ts';
import { unquoteEtag } from './etag.ts';
import { decodeListedKey } from './listed-values.ts';
import { ObjectTemplate } from './object-template.ts';
import { elementName, MalformedXml, XmlCursor } from './xml-cursor.ts';

/** One reply to ListObjectsV2. */
export interface ListPage {
  /** Of the bucket. */
  name: string;
  /** In the order of the reply. */
  objects: ListedObject[];
  /** Whether the keys are known to rise by their bytes: nobody needs to look again. */
  isInOrder: boolean;
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

/** Ways to write an object that one page may show: with and without a checksum, an owner, a date of restoring. */
const MOST_TEMPLATES = 8;

/** Decoded at a time: keys and ETags keep the stretch that they were cut from in memory, so it is not the whole page. */
const STRETCH_BYTES = 8 * 1024;

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
  const found = new FoundPage(xml);
  cursor.each((element) => found.take(element));
  cursor.expectEnd();
  return found.page();
}

class FoundPage {
  readonly #xml: Buffer;
  readonly #objects: ListedObject[] = [];
  /** The one that fitted last comes first. */
  readonly #templates: ObjectTemplate[] = [];
  #object: ListedObject = { key: '', bytes: 0, modified: 0, etag: '' };
  #name: string | undefined;
  #isTruncated: boolean | undefined;
  #nextToken: string | undefined;
  #keyCount: number | undefined;
  #encodingType: string | undefined;
  /** A stretch of the bytes as a text, one character for each. */
  #text = '';
  #textFrom = 0;
  #textTo = 0;
  /** Where the key before stands; nothing comes before the first. */
  #keyFrom = 0;
  #keyTo = 0;
  #isInOrder = true;
  #hasEncodedKeys = false;

  constructor(xml: Buffer) {
    this.#xml = xml;
  }

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
    if (this.#encodingType === 'url' && this.#hasEncodedKeys)
      for (const object of this.#objects) object.key = decodeListedKey(object.key);
    return {
      name: this.#name,
      objects: this.#objects,
      isInOrder: this.#isInOrder,
      isTruncated: this.#isTruncated,
      nextToken: this.#nextToken,
      keyCount: this.#keyCount,
      encodingType: this.#encodingType,
    };
  }

  #readObject(cursor: XmlCursor): ListedObject {
    const template = this.#templateFor(cursor.position);
    if (template === null) return this.#readByRules(cursor);
    cursor.leaveAt(this.#textFrom + template.end);
    this.#noteKey(template);
    return {
      key: this.#text.slice(template.keyFrom, template.keyTo),
      bytes: template.bytes,
      modified: template.modified,
      etag: this.#text.slice(template.etagFrom, template.etagTo),
    };
  }

  /** The template that has read what stands there, which is the first from then on. */
  #templateFor(from: number): ObjectTemplate | null {
    for (let index = 0; index < this.#templates.length; index++) {
      const template = this.#templates[index];
      if (template === undefined || !this.#isReadBy(template, from)) continue;
      if (index > 0) this.#templates.unshift(...this.#templates.splice(index, 1));
      return template;
    }
    return null;
  }

  #isReadBy(template: ObjectTemplate, from: number): boolean {
    if (from < this.#textTo && template.read(this.#text, from - this.#textFrom)) return true;
    const mayBeCutOff = from > this.#textFrom && this.#textTo < this.#xml.length;
    if (!mayBeCutOff) return false;
    this.#decodeFrom(from);
    return template.read(this.#text, 0);
  }

  #decodeFrom(from: number): void {
    this.#textFrom = from;
    this.#textTo = Math.min(this.#xml.length, from + STRETCH_BYTES);
    this.#text = this.#xml.toString('latin1', from, this.#textTo);
    if (this.#text.includes('%') || this.#text.includes('+')) this.#mayBeEncoded();
  }

  /** Of keys that are encoded, the order is not that of these bytes. */
  #mayBeEncoded(): void {
    this.#isInOrder = false;
    this.#hasEncodedKeys = true;
  }

  #noteKey({ keyFrom, keyTo }: ObjectTemplate): void {
    const from = this.#textFrom + keyFrom;
    const to = this.#textFrom + keyTo;
    this.#isInOrder &&= isBefore(this.#xml, this.#keyFrom, this.#keyTo, from, to);
    this.#keyFrom = from;
    this.#keyTo = to;
  }

  #readByRules(cursor: XmlCursor): ListedObject {
    const from = cursor.position;
    this.#object = { key: '', bytes: 0, modified: 0, etag: '' };
    cursor.each(this.#takeValue);
    if (this.#object.key === '') throw new NotAList('a listed object without a key');
    const learned = this.#templates.length < MOST_TEMPLATES ? this.#learn(from, cursor.position) : null;
    if (learned !== null && this.#isReadBy(learned, from)) this.#noteKey(learned);
    else this.#mayBeEncoded();
    return this.#object;
  }

  #learn(from: number, to: number): ObjectTemplate | null {
    const template = ObjectTemplate.learn(this.#xml.toString('latin1', from, to));
    if (template !== null) this.#templates.push(template);
    return template;
  }

  /** Made once, not for each object. */
  readonly #takeValue = (cursor: XmlCursor): void => {
    if (cursor.is(KEY)) this.#object.key = cursor.text();
    else if (cursor.is(LAST_MODIFIED)) this.#object.modified = readDate(cursor.text());
    else if (cursor.is(ETAG)) this.#object.etag = unquoteEtag(cursor.text());
    else if (cursor.is(SIZE)) this.#object.bytes = readCount(cursor);
    else cursor.skip();
  };
}

/** Whether the bytes of one key come before those of the other. */
function isBefore(xml: Uint8Array, from: number, to: number, nextFrom: number, nextTo: number): boolean {
  const length = Math.min(to - from, nextTo - nextFrom);
  for (let at = 0; at < length; at++) {
    const byte = xml[from + at] ?? 0;
    const next = xml[nextFrom + at] ?? 0;
    if (byte !== next) return byte < next;
  }
  return to - from < nextTo - nextFrom;
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

function readDate(text: string): number {
  const ms = text === '' ? 0 : Date.parse(text.trim());
  if (Number.isNaN(ms)) throw new MalformedXml(`${text.trim()} instead of a date`);
  return ms;
}
