import { connect } from './en/connect.ts';
import { deletion } from './en/deletion.ts';
import { errors } from './en/errors.ts';
import { grid } from './en/grid.ts';
import { jobs } from './en/jobs.ts';
import { save } from './en/save.ts';
import { shell } from './en/shell.ts';
import { upload } from './en/upload.ts';
import { viewer } from './en/viewer.ts';

/** Every sentence of the window, by area. The other languages are typed against this table. */
export const en = { shell, connect, grid, deletion, errors, viewer, save, upload, jobs } as const;
