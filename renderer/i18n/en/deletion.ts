export const deletion = {
  title_one: 'Delete {{number}} picture?',
  title_other: 'Delete {{number}} pictures?',
  text_one: '{{objects}} object ({{bytes}}) is removed from the bucket “{{bucket}}”. This cannot be undone.',
  text_other: '{{objects}} objects ({{bytes}}) are removed from the bucket “{{bucket}}”. This cannot be undone.',
  measuring: 'Counting what belongs to them…',
  confirm_one: 'Delete {{number}} picture',
  confirm_other: 'Delete {{number}} pictures',
  done_one: '{{number}} picture deleted.',
  done_other: '{{number}} pictures deleted.',
  failed_one: '{{number}} of {{total}} could not be deleted.',
  failed_other: '{{number}} of {{total}} could not be deleted.',
  cancelled: 'Deleting was stopped. {{number}} of {{total}} are gone.',
} as const;
