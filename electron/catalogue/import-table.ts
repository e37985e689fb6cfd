import { parse } from 'csv-parse/sync';
import { AppFailure } from '../../shared/app-error.ts';
import type { ImportedName } from './names-records.ts';

interface NameTable {
  /** By uuid, in lower case. Names are NFC without extension; extensions lower case without dot, empty where unknown. */
  names: Map<string, ImportedName>;
  /** Rows of the table, the skipped ones included. */
  rows: number;
  /** Rows without a uuid or a usable name. */
  skipped: number;
}

type Cell = 'uuid' | 'name' | 'extension';
type Row = Readonly<Record<Cell, string>>;

/** What the web application's table calls its columns, and what people rename them to; the first that is there counts. */
const COLUMN_NAMES: Readonly<Record<Cell, readonly string[]>> = {
  uuid: ['uuid', 'id'],
  name: ['file_name', 'filename', 'name'],
  extension: ['file_extension', 'fileextension', 'extension'],
};
const DELIMITERS = [',', ';', '\t'] as const;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** No file system takes longer names. */
const MAX_NAME_LENGTH = 1000;
const EXTENSION = /^[^\s./\\]{1,16}$/u;
const BYTE_ORDER_MARK = /^\uFEFF/;

/** UTF-8, or what Excel writes in its stead: UTF-16 with a byte order mark, and EUC-KR from a Korean Windows. */
function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('euc-kr').decode(bytes);
  }
}

/**
 * Reads the web application's table of names: CSV with a header row (comma, semicolon or tab), or JSON (an array of
 * objects, or `{ rows: [...] }`). Bytes are taken as {@link decodeText} says. Throws `not-a-table`, with `path` and what is wrong, where it is neither.
 */
export function readNameTable(table: string | Buffer, path = ''): NameTable {
  const content = (typeof table === 'string' ? table : decodeText(table)).replace(BYTE_ORDER_MARK, '');
  const read = /^\s*[[{]/.test(content) ? readJson : readCsv;
  try {
    return collect(read(content));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new AppFailure({ code: 'not-a-table', path, detail }, { cause: error });
  }
}

function collect(rows: readonly (Row | null)[]): NameTable {
  const names = new Map<string, ImportedName>();
  let skipped = 0;
  for (const row of rows) {
    const uuid = row?.uuid.trim().toLowerCase() ?? '';
    const name = row === null ? null : readName(row);
    if (name === null || !UUID.test(uuid)) skipped += 1;
    else names.set(uuid, name);
  }
  return { names, rows: rows.length, skipped };
}

/** The name may or may not hold the extension: it goes only where it is the same. */
function readName(row: Row): ImportedName | null {
  const given = row.extension.trim().replace(/^\./, '').toLowerCase().normalize('NFC');
  const extension = EXTENSION.test(given) ? given : '';
  const full = row.name.trim().normalize('NFC');
  const ending = `.${extension}`;
  const holdsIt = extension !== '' && full.length > ending.length && full.toLowerCase().endsWith(ending);
  const name = holdsIt ? full.slice(0, -ending.length) : full;
  return name === '' || name.length > MAX_NAME_LENGTH ? null : { name, extension };
}

function readCsv(text: string): Row[] {
  const [header = [], ...rows] = parse(text, {
    delimiter: delimiterOf(text),
    relaxColumnCount: true,
    relaxQuotes: true,
    skipEmptyLines: true,
  });
  const columns = findColumns(header);
  return rows.map((row) => ({
    uuid: row[columns.uuid] ?? '',
    name: row[columns.name] ?? '',
    extension: row[columns.extension] ?? '',
  }));
}

/** The one that the first line has most of. */
function delimiterOf(text: string): string {
  const [line = ''] = text.trimStart().split(/[\r\n]/, 1);
  const count = (delimiter: string): number => line.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** Places of the columns in the header; -1 for a missing extension, which is no reason to refuse the names. */
function findColumns(header: readonly string[]): Record<Cell, number> {
  const titles = header.map((title) => title.trim().toLowerCase());
  const find = (cell: Cell): number =>
    COLUMN_NAMES[cell].map((title) => titles.indexOf(title)).find((at) => at >= 0) ?? -1;
  const columns = { uuid: find('uuid'), name: find('name'), extension: find('extension') };
  if (columns.uuid < 0) throw new Error('no column uuid');
  if (columns.name < 0) throw new Error('no column file_name');
  return columns;
}

function readJson(text: string): (Row | null)[] {
  const value: unknown = JSON.parse(text);
  const rows = Array.isArray(value) ? value : isRecord(value) ? value.rows : null;
  if (!Array.isArray(rows)) throw new Error('no list of rows');
  const first: unknown = rows.find(isRecord);
  if (rows.length > 0) findColumns(isRecord(first) ? Object.keys(first) : []);
  return rows.map((row: unknown) => (isRecord(row) ? readRecord(row) : null));
}

function readRecord(record: Readonly<Record<string, unknown>>): Row {
  const cells = new Map(Object.entries(record).map(([title, value]) => [title.trim().toLowerCase(), cellText(value)]));
  const read = (cell: Cell): string =>
    COLUMN_NAMES[cell].map((title) => cells.get(title)).find((text) => text !== undefined) ?? '';
  return { uuid: read('uuid'), name: read('name'), extension: read('extension') };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const cellText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
