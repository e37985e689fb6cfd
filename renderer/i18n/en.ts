import { batch } from './en/batch.ts';
import { connect } from './en/connect.ts';
import { credentials } from './en/credentials.ts';
import { deleted, deletion, repair } from './en/deletion.ts';
import { errors } from './en/errors.ts';
import { grid } from './en/grid.ts';
import { jobs } from './en/jobs.ts';
import { keys } from './en/keys.ts';
import { links } from './en/links.ts';
import { names } from './en/names.ts';
import { save } from './en/save.ts';
import { shell } from './en/shell.ts';
import { upload } from './en/upload.ts';
import { viewer } from './en/viewer.ts';

/** Every sentence of the window, by area. The other languages are typed against this table. */
export const en = {
  shell,
  connect,
  credentials,
  grid,
  deletion,
  deleted,
  repair,
  errors,
  viewer,
  links,
  names,
  keys,
  save,
  batch,
  upload,
  jobs,
} as const;
