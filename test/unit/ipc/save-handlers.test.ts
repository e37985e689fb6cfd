import { describe, expect, it } from 'vitest';
import type { HandlerParts } from '../../../electron/ipc/handler-parts.ts';
import { saveHandlers } from '../../../electron/ipc/save-handlers.ts';
import type { BatchRequest } from '../../../electron/transfers/batch-pictures.ts';
import type { Request } from '../../../shared/contract.ts';

const request: Request<'save/batch'> = {
  connectionId: 'c1',
  what: { kind: 'groups', groupIds: Uint32Array.of(4) },
  size: 'largest',
  choice: { kind: 'as-stored' },
  template: '{name}_{size}.{ext}',
  existing: 'skip',
};

/** The handlers over what a batch needs of main; `folder` is the person's answer. */
function scene(folder: string | null) {
  const asked: string[] = [];
  const started: BatchRequest[] = [];
  const catalogue = {
    ids: async () => {
      asked.push('ids');
      return Uint32Array.of(1, 2, 3);
    },
    group: async (groupId: number) => ({ name: `group ${groupId}` }),
  };
  const parts = {
    connections: { get: () => ({ catalogue }) },
    dialogs: {
      askFolder: async () => {
        asked.push('folder');
        return folder;
      },
    },
    batches: {
      start: (_connection: unknown, batch: BatchRequest) => {
        started.push(batch);
        return 'j1';
      },
    },
  };
  const handlers = saveHandlers(parts as unknown as HandlerParts);
  const save = (change: Partial<Request<'save/batch'>> = {}) => handlers['save/batch']({ ...request, ...change });
  return { asked, started, save };
}

describe('saving many pictures', () => {
  it('begins nothing where the person dismisses the dialog', async () => {
    const { started, save } = scene(null);
    expect(await save()).toBeNull();
    expect(started).toEqual([]);
  });

  it('tells a single picture by its name, and many by none', async () => {
    const { started, save } = scene('/pictures');
    expect(await save()).toEqual({ jobId: 'j1' });
    await save({ what: { kind: 'groups', groupIds: Uint32Array.of(4, 5) } });
    expect(started.map(({ subject, folder }) => [subject, folder])).toEqual([
      ['group 4', '/pictures'],
      [null, '/pictures'],
    ]);
  });

  it('takes what a view holds before it asks for a folder, for the view may be made anew meanwhile', async () => {
    const { asked, started, save } = scene('/pictures');
    await save({ what: { kind: 'view', viewId: 'v1' } });
    expect(asked).toEqual(['ids', 'folder']);
    expect(started[0]?.groupIds).toEqual(Uint32Array.of(1, 2, 3));
  });

  it('refuses a template that is none, and asks for no folder', async () => {
    const { asked, save } = scene('/pictures');
    for (const template of ['', '../{name}', '{nome}']) {
      await expect(save({ template })).rejects.toMatchObject({ error: { code: 'bad-request', channel: 'save/batch' } });
    }
    expect(asked).toEqual([]);
  });
});
