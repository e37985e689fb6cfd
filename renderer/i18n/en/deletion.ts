export const deletion = {
  title_one: 'Delete {{number}} picture?',
  title_other: 'Delete {{number}} pictures?',
  text_one: '{{objects}} object ({{bytes}}) is removed from the bucket “{{bucket}}”.',
  text_other: '{{objects}} objects ({{bytes}}) are removed from the bucket “{{bucket}}”.',
  final: 'You can undo this for 10 seconds, and not after that.',
  restorable: 'You can undo this for 10 seconds, and restore from “Recently deleted” after that.',
  measuring: 'Counting what belongs to them…',
  confirm_one: 'Delete {{number}} picture',
  confirm_other: 'Delete {{number}} pictures',
  seconds: '{{number}} s',
  timeLeft: 'Time left to undo',
  done_one: '{{number}} picture deleted.',
  done_other: '{{number}} pictures deleted.',
  failed_one: '{{number}} of {{total}} could not be deleted.',
  failed_other: '{{number}} of {{total}} could not be deleted.',
  cancelled: 'Deleting was stopped. {{number}} of {{total}} are gone.',
} as const;

export const deleted = {
  title: 'Recently deleted',
  text: '“{{bucket}}” keeps what is deleted. Select what you want back.',
  reading: 'Looking for deleted pictures…',
  found: 'Found so far: {{number}}. Still looking…',
  more: 'Load more',
  restore: 'Restore',
  failed: 'The deleted pictures cannot be listed',
  emptyTitle: 'Nothing was deleted',
  emptyText: 'Pictures that are deleted from this bucket can be restored from here.',
} as const;

export const repair = {
  text_one:
    '{{number}} picture lacks its thumbnail: an upload may have been broken off. What is missing can be made again, or the rest deleted.',
  text_other:
    '{{number}} pictures lack their thumbnail: uploads may have been broken off. What is missing can be made again, or the rest deleted.',
  all: 'Repair all',
  action: 'Repair',
} as const;
