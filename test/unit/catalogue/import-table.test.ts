import { describe, expect, it } from 'vitest';
import { readNameTable } from '../../../electron/catalogue/import-table.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { uuidOf } from './support.ts';

const first = uuidOf(0xa);
const second = uuidOf(0xb);

function detailOf(table: string): string {
  try {
    readNameTable(table, '/home/me/table.csv');
  } catch (error) {
    if (error instanceof AppFailure && error.error.code === 'not-a-table')
      return `${error.error.path}: ${error.error.detail}`;
  }
  return 'it was taken';
}

describe('a table of names', () => {
  it('is CSV as the web application writes it', () => {
    const table = `uuid,file_name,file_extension\n${first},경복궁 야경,jpg\n${second},"a, ""b""\nc",PNG\n`;
    expect(readNameTable(table)).toEqual({
      names: new Map([
        [first, { name: '경복궁 야경', extension: 'jpg' }],
        [second, { name: 'a, "b"\nc', extension: 'png' }],
      ]),
      rows: 2,
      skipped: 0,
    });
  });

  it.each([
    ['a byte order mark and CRLF', `\uFEFFuuid,file_name,file_extension\r\n${first},x,jpg\r\n`],
    ['semicolons', `"uuid";"file_name";"file_extension"\n${first};x;jpg`],
    ['tabs', `uuid\tfile_name\tfile_extension\n${first}\tx\tjpg`],
    ['other columns and order', `file_extension,created,File_Name, ID \njpg,2020,x,${first}`],
    ['an id beside the uuid', `id,uuid,file_name,file_extension\n17,${first},x,jpg`],
    ['blanks, a dot and upper case', `uuid,file_name,file_extension\n ${first.toUpperCase()} , x ,.JPG`],
    ['the extension in the name', `uuid,file_name,file_extension\n${first},x.JPG,jpg`],
    ['blank lines', `\n\nuuid,file_name,file_extension\n\n${first},x,jpg\n\n`],
    ['a JSON array', JSON.stringify([{ uuid: first, file_name: 'x', file_extension: 'jpg', more: { deep: [1] } }])],
    ['JSON rows', `\uFEFF ${JSON.stringify({ rows: [{ id: first, file_name: 'x.jpg', file_extension: 'jpg' }] })}`],
  ])('may have %s', (_, table) => {
    expect(readNameTable(table)).toEqual({
      names: new Map([[first, { name: 'x', extension: 'jpg' }]]),
      rows: 1,
      skipped: 0,
    });
  });

  it('keeps an ending that is not the extension, and a name that is nothing but it', () => {
    const table = `uuid,file_name,file_extension\n${first},photo.jpeg,jpg\n${second},.jpg,jpg`;
    expect([...readNameTable(table).names.values()].map(({ name }) => name)).toEqual(['photo.jpeg', '.jpg']);
  });

  it('composes names', () => {
    const table = `uuid,file_name\n${first},${'한글'.normalize('NFD')}`;
    expect(readNameTable(table).names.get(first)).toEqual({ name: '한글', extension: '' });
  });

  it('skips and counts rows without a uuid or a name; of two rows of one uuid the later counts', () => {
    const table = `uuid,file_name,file_extension\n${first},old,jpg\nnot-a-uuid,x,jpg\n${second},,jpg\n${second}\n${first},new,jpg`;
    const { names, rows, skipped } = readNameTable(table);
    expect({ rows, skipped }).toEqual({ rows: 5, skipped: 3 });
    expect(names).toEqual(new Map([[first, { name: 'new', extension: 'jpg' }]]));
    expect(readNameTable(JSON.stringify([{ uuid: first, file_name: 'x' }, null, 3, { uuid: second }]))).toMatchObject({
      rows: 4,
      skipped: 3,
    });
  });

  it('may be empty', () => {
    expect(readNameTable('uuid,file_name,file_extension')).toMatchObject({ rows: 0, skipped: 0 });
    expect(readNameTable('[]')).toMatchObject({ rows: 0, skipped: 0 });
  });

  it('is read from what Excel on Windows writes', () => {
    const korean = Buffer.concat([
      Buffer.from(`uuid,file_name\r\n${first},`),
      Buffer.from([0xb0, 0xe6, 0xba, 0xb9, 0xb1, 0xc3]),
    ]);
    expect(readNameTable(korean).names.get(first)?.name).toBe('경복궁');
    const unicode = Buffer.from(`\uFEFFuuid\tfile_name\r\n${first}\t경복궁`, 'utf16le');
    expect(readNameTable(unicode).names.get(first)?.name).toBe('경복궁');
    expect(readNameTable(Buffer.from(`uuid,file_name\n${first},경복궁`)).names.get(first)?.name).toBe('경복궁');
  });

  it('is refused with what is wrong', () => {
    expect(detailOf('')).toBe('/home/me/table.csv: no column uuid');
    expect(detailOf('just some text')).toContain('no column uuid');
    expect(detailOf('uuid,title\n1,2')).toContain('no column file_name');
    expect(detailOf('{"a": 1}')).toContain('no list of rows');
    expect(detailOf('[{"title": 1}]')).toContain('no column uuid');
    expect(detailOf('[{"uuid": ')).toMatch(/JSON/);
    expect(detailOf('uuid,file_name\n1,"never closed')).toMatch(/[Qq]uote/);
  });
});
