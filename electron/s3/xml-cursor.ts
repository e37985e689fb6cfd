import { decodeReferences } from './xml-references.ts';

/** Why bytes are not the XML that was expected. */
export class MalformedXml extends Error {
  override readonly name = 'MalformedXml';
}

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const COLON = 0x3a;
const BANG = 0x21;
const QUESTION = 0x3f;
const AMPERSAND = 0x26;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const LAST_SPACE = 0x20;
const FIRST_BEYOND_ASCII = 0x80;
const ZERO = 0x30;
const NINE = 0x39;
/** So many any number can hold exactly. */
const MOST_DIGITS = 15;
const DIGITS = /^\d{1,15}$/;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** The name of an element as it is looked for. */
export const elementName = (name: string): Uint8Array => Buffer.from(name);

/**
 * Walks over the elements of an XML document in UTF-8, byte by byte, without building anything of it. Knows elements,
 * attributes (skipped), comments, CDATA and references; a document type is refused. Throws `MalformedXml`.
 */
export class XmlCursor {
  /** Whether the element that was opened last has no content and no end tag. */
  isEmpty = false;
  readonly #bytes: Buffer;
  #at: number;
  /** The name of the element opened last: where it begins, where its local part does, and where it ends. */
  #nameFrom = 0;
  #localFrom = 0;
  #nameTo = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#at = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  }

  /** Goes on to the next tag: true for a start, false for the end of the element that it is in, or of the document. */
  open(): boolean {
    while (true) {
      const tag = this.#tagFrom(this.#at);
      const next = this.#bytes[tag + 1];
      if (tag === this.#bytes.length || next === SLASH) {
        this.#at = tag;
        return false;
      }
      if (next === QUESTION) this.#at = this.#after('?>', tag);
      else if (next === BANG) this.#at = this.#afterDeclaration(tag);
      else {
        this.#readStart(tag + 1);
        return true;
      }
    }
  }

  /** Whether the element opened last has this name, in whatever namespace. */
  is(name: Uint8Array): boolean {
    const bytes = this.#bytes;
    const from = this.#localFrom;
    if (this.#nameTo - from !== name.length) return false;
    for (let at = 0; at < name.length; at++) if (bytes[from + at] !== name[at]) return false;
    return true;
  }

  /** Right after the tag that was read last. */
  get position(): number {
    return this.#at;
  }

  /** Goes on right after the end tag of the element opened last, which the caller found by itself. */
  leaveAt(position: number): void {
    this.#at = position;
  }

  /** The local name of the element opened last, for a message. */
  get element(): string {
    return this.#bytes.toString('utf8', this.#localFrom, this.#nameTo);
  }

  /**
   * The text of the element opened last, which must hold nothing else. `decode` is given it with its references, where
   * it has any.
   */
  text(decode: (text: string) => string = decodeReferences): string {
    if (this.isEmpty) return '';
    const bytes = this.#bytes;
    const from = this.#at;
    let isPlain = true;
    let at = from;
    for (let byte = bytes[at]; byte !== LESS; byte = bytes[++at]) {
      if (byte === undefined) throw new MalformedXml('text without an end');
      if (byte === AMPERSAND || byte >= FIRST_BEYOND_ASCII) isPlain = false;
    }
    if (bytes[at + 1] !== SLASH) return this.#mixedText(from);
    this.#close(at, this.#nameFrom, this.#nameTo);
    return isPlain ? bytes.toString('latin1', from, at) : decode(bytes.toString('utf8', from, at));
  }

  /** The number that is the text of the element opened last: 0 for none, NaN for what is not at most 15 digits. */
  count(): number {
    const bytes = this.#bytes;
    const from = this.#at;
    let number = 0;
    let at = from;
    for (let byte = bytes[at] ?? LESS; byte >= ZERO && byte <= NINE; byte = bytes[++at] ?? LESS)
      number = number * 10 + byte - ZERO;
    if (this.isEmpty || at === from || at - from > MOST_DIGITS || bytes[at] !== LESS || bytes[at + 1] !== SLASH) {
      const text = this.text().trim();
      if (text === '') return 0;
      return DIGITS.test(text) ? Number(text) : Number.NaN;
    }
    this.#close(at, this.#nameFrom, this.#nameTo);
    return number;
  }

  /** Leaves the element opened last with all that is in it. */
  skip(): void {
    this.each(skipElement);
  }

  /** Calls back for each element in the one opened last, which must leave it by `text`, `skip` or `each`. */
  each(visit: (cursor: XmlCursor) => void): void {
    if (this.isEmpty) return;
    const from = this.#nameFrom;
    const to = this.#nameTo;
    while (this.open()) visit(this);
    this.#close(this.#at, from, to);
  }

  /** Nothing but blanks and comments may follow. */
  expectEnd(): void {
    const from = this.#at;
    if (this.open() || this.#at < this.#bytes.length || this.#bytes.toString('utf8', from).trim() !== '')
      throw new MalformedXml('something after the end');
  }

  #tagFrom(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < bytes.length && bytes[at] !== LESS) at++;
    return at;
  }

  /** Text with comments or CDATA in it. */
  #mixedText(start: number): string {
    const bytes = this.#bytes;
    let gathered = '';
    let from = start;
    while (true) {
      const tag = this.#tagFrom(from);
      gathered += decodeReferences(bytes.toString('utf8', from, tag));
      if (bytes[tag + 1] === SLASH) {
        this.#close(tag, this.#nameFrom, this.#nameTo);
        return gathered;
      }
      if (bytes[tag + 1] === QUESTION) from = this.#after('?>', tag);
      else if (bytes[tag + 1] === BANG) {
        from = this.#afterDeclaration(tag);
        if (this.#has(CDATA, tag)) gathered += bytes.toString('utf8', tag + CDATA.length, from - CDATA_END.length);
      } else throw new MalformedXml('an element where text was expected');
    }
  }

  #readStart(from: number): void {
    const bytes = this.#bytes;
    let at = from;
    this.#localFrom = from;
    for (let byte = bytes[at]; byte !== GREATER && byte !== SLASH; byte = bytes[++at]) {
      if (byte === undefined) throw new MalformedXml('a tag without an end');
      if (byte <= LAST_SPACE) break;
      if (byte === COLON) this.#localFrom = at + 1;
    }
    if (at === from) throw new MalformedXml('a tag without a name');
    this.#nameFrom = from;
    this.#nameTo = at;
    const end = bytes[at] === GREATER ? at : this.#endOfAttributes(at);
    this.isEmpty = bytes[end - 1] === SLASH;
    this.#at = end + 1;
  }

  #endOfAttributes(from: number): number {
    const bytes = this.#bytes;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === GREATER) return at;
      if (byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE) at = this.#after(String.fromCharCode(byte), at + 1) - 1;
    }
    throw new MalformedXml('a tag without an end');
  }

  /** At `tag` must be the end tag of the name that stands at these places. */
  #close(tag: number, from: number, to: number): void {
    const bytes = this.#bytes;
    if (bytes[tag + 1] !== SLASH) throw new MalformedXml('an element without an end');
    let at = tag + 2;
    for (let name = from; name < to; name++, at++)
      if (bytes[at] !== bytes[name]) throw new MalformedXml('the end of another element');
    while ((bytes[at] ?? GREATER) <= LAST_SPACE) at++;
    if (bytes[at] !== GREATER) throw new MalformedXml('the end of another element');
    this.#at = at + 1;
  }

  /** The place after a comment or CDATA. */
  #afterDeclaration(tag: number): number {
    if (this.#has(COMMENT, tag)) return this.#after('-->', tag + COMMENT.length);
    if (this.#has(CDATA, tag)) return this.#after(CDATA_END, tag + CDATA.length);
    throw new MalformedXml('a document type');
  }

  #has(wanted: string, at: number): boolean {
    return this.#bytes.toString('latin1', at, at + wanted.length) === wanted;
  }

  /** The place after the next occurrence. */
  #after(wanted: string, from: number): number {
    const at = this.#bytes.indexOf(wanted, from, 'latin1');
    if (at < 0) throw new MalformedXml(`no ${wanted}`);
    return at + wanted.length;
  }
}

const COMMENT = '<!--';
const CDATA = '<![CDATA[';
const CDATA_END = ']]>';

const skipElement = (cursor: XmlCursor): void => cursor.skip();
