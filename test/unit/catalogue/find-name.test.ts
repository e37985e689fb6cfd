import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { fold } from '../../../electron/catalogue/text-pattern.ts';
import { object, SLOW_MS, uuidOf, wholeGroup } from './support.ts';

const IN_NAME_ORDER = { album: null, search: '', sort: 'name', incompleteOnly: false } as const;
/** More than are looked at one by one. */
const MANY = 40_000;

async function called(names: readonly string[]): Promise<LocalCatalogue> {
  const catalogue = await createCatalogue({ prefix: '', namesPath: null });
  await catalogue.addObjects(names.flatMap((_, at) => wholeGroup('ours/', uuidOf(at))));
  for (const [at, name] of names.entries()) await catalogue.learn(at, { name: encodeURIComponent(name) });
  return catalogue;
}

describe('finding by typing', () => {
  it('goes to the next name that begins so, and from the end on to the first', async () => {
    const catalogue = await called(['apple', 'banana 1', 'Banana 2', 'cherry', '바나나', '바다']);
    const { viewId } = await catalogue.openView(IN_NAME_ORDER);
    const find = (text: string, from: number): Promise<number> => catalogue.findName(viewId, text, from);
    expect([await find('ban', 0), await find('ban', 2), await find('ban', 3), await find('ban', 5)]).toEqual([
      1, 2, 1, 1,
    ]);
    expect(await find('BANANA 2', 0)).toBe(2);
    expect(await find('바'.normalize('NFD'), 5)).toBe(5);
    expect(await find('ㅂㄷ', 0)).toBe(5);
    expect(await find('anana', 0)).toBe(-1);
    expect(await find('', 0)).toBe(-1);
    expect(await find('cherry', 99)).toBe(3);
  });

  it('goes by what is shown: a uuid where there is no name, a file name without its extension', async () => {
    const catalogue = await createCatalogue({ prefix: '', namesPath: null });
    await catalogue.addObjects([
      ...wholeGroup('ours/', uuidOf(0xabc)),
      object('IMG_1.jpg'),
      object(`${'é'.normalize('NFD')}t.png`),
    ]);
    const { viewId } = await catalogue.openView(IN_NAME_ORDER);
    const rows = await catalogue.rows(viewId, 0, 3);
    const nameAt = async (text: string): Promise<string | undefined> =>
      rows[await catalogue.findName(viewId, text, 0)]?.name;
    expect(await nameAt('img_1')).toBe('IMG_1');
    expect(await nameAt('img_1.')).toBeUndefined();
    expect(await nameAt('É')).toBe('ét'.normalize('NFD'));
    expect(await nameAt(uuidOf(0xabc).slice(0, 9).toUpperCase())).toBe(uuidOf(0xabc));
  });

  it(
    'finds in any view what looking at each row finds',
    async () => {
      const words = ['가나', '각', 'a', 'Ab', 'b', 'é', 'E\u0301a', '山'];
      const text = fc.constantFrom(...words, 'ㄱ', 'ㄱㄴ', 'ab', 'zz');
      const names = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(names, text, fc.nat({ max: 14 }), async (given, wanted, from) => {
          const catalogue = await called(given);
          const { viewId, count } = await catalogue.openView({ ...IN_NAME_ORDER, sort: 'oldest' });
          const shown = (await catalogue.rows(viewId, 0, count)).map(({ name }) => name);
          const start = from < count ? from : 0;
          const turns = Array.from(shown, (_, at) => (start + at) % count);
          const expected = turns.find((at) => begins(shown[at] ?? '', wanted)) ?? -1;
          expect(await catalogue.findName(viewId, wanted, from)).toBe(expected);
        }),
        { numRuns: 60 },
      );
    },
    SLOW_MS,
  );

  it(
    'finds the last of many, also in a view of some of them',
    async () => {
      const catalogue = await createCatalogue({ prefix: '', namesPath: null });
      const objects = Array.from({ length: MANY }, (_, at) => object(`${at % 3 === 0 ? 'a' : 'b'}/IMG_${at}.jpg`));
      await catalogue.addObjects([...objects, object('b/last.jpg')]);
      for (const album of [null, 'b/']) {
        const { viewId, count } = await catalogue.openView({ ...IN_NAME_ORDER, album });
        expect(await catalogue.findName(viewId, 'last', 3)).toBe(count - 1);
        expect(await catalogue.findName(viewId, 'img_1', count - 1)).toBeLessThan(3);
        expect(await catalogue.findName(viewId, 'none', 3)).toBe(-1);
      }
    },
    SLOW_MS,
  );

  it(
    'ends where a newer call of the same view comes, and only there',
    async () => {
      const catalogue = await createCatalogue({ prefix: '', namesPath: null });
      await catalogue.addObjects(Array.from({ length: MANY }, (_, at) => object(`IMG_${at}.jpg`)));
      const [one, other] = [await catalogue.openView(IN_NAME_ORDER), await catalogue.openView(IN_NAME_ORDER)];
      const found = await Promise.all([
        catalogue.findName(one.viewId, 'img_39999', 0),
        catalogue.findName(other.viewId, 'img_39999', 0),
        catalogue.findName(one.viewId, 'img_39998', 0),
      ]);
      expect(found).toEqual([-1, MANY - 1, MANY - 2]);
      expect(await catalogue.findName(one.viewId, 'img_39999', 0)).toBe(MANY - 1);
    },
    SLOW_MS,
  );

  it('is no answer of a view that is not kept', async () => {
    const catalogue = await called(['a']);
    await expect(catalogue.findName('gone', 'a', 0)).rejects.toMatchObject({ error: { code: 'stale-view' } });
  });
});

/** As a person reads it: initial consonants stand for the syllables that begin with them. */
function begins(name: string, wanted: string): boolean {
  const [characters, given] = [[...fold(name)], [...fold(wanted)]];
  return given.every((one, at) => one === characters[at] || one === initialOf(characters[at] ?? ''));
}

function initialOf(character: string): string | null {
  const index = Math.floor(((character.codePointAt(0) ?? 0) - 0xac00) / 588);
  return 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'[index] ?? null;
}
