export const names = {
  coverage: '{{number}} of {{total}} names known',
  readRest: 'Read the rest…',
  readMenu: 'Read names from the bucket…',
  reading: 'Reading names…',
  readTitle: 'Read the names of the other pictures?',
  readTitleNone: 'Names of the pictures',
  counting: 'Counting what is to be asked…',
  cost_one: 'One picture has no name here, and its stored file may carry one. Asking takes one request.',
  cost_other:
    '{{number}} pictures have no name here, and their stored files may carry one. Asking takes {{number}} requests, one for each picture.',
  how: 'No picture is downloaded. A service that charges for requests counts every one of them. It goes on in the background, can be stopped at any time, and ends by itself after {{limit}} files in a row that carry nothing.',
  allNamed: 'Every picture has a name.',
  allRead:
    'The files of all pictures without a name were looked at already, and carry none. You can import names from a table, or give a picture a name in its details.',
  runsNow: 'The names are being read right now.',
  readNow: 'Read names',
  notInDemo: 'The demo needs no names from a bucket.',
  edit: 'Change the name',
  editField: 'Name of the picture',
  takeBack: 'Back to the stored name',
  own: 'Your own name, kept on this computer',
  keys: 'Enter saves, Esc gives up. Left empty, the stored name comes back.',
  problems: {
    'too-long': 'This name is too long. Shorten it.',
    'control-characters': 'A name cannot contain line breaks or control characters.',
  },
} as const;
