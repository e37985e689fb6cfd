import type { en } from './en.ts';
import { batch } from './ko/batch.ts';
import { connect } from './ko/connect.ts';
import { credentials } from './ko/credentials.ts';
import { deleted, deletion, repair } from './ko/deletion.ts';
import { errors } from './ko/errors.ts';
import { grid } from './ko/grid.ts';
import { jobs } from './ko/jobs.ts';
import { keys } from './ko/keys.ts';
import { links } from './ko/links.ts';
import { names } from './ko/names.ts';
import { save } from './ko/save.ts';
import { shell } from './ko/shell.ts';
import { upload } from './ko/upload.ts';
import { viewer } from './ko/viewer.ts';
import type { SameSentences } from './sentences.ts';

export const ko: SameSentences<typeof en> = {
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
};
