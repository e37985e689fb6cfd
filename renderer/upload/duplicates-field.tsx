import { useTranslation } from 'react-i18next';
import type { Staging } from '../../shared/staging.ts';
import { useFormats } from '../i18n/format.ts';
import { Checkbox } from '../ui/field.tsx';

interface DuplicatesFieldProps {
  staging: Staging;
  isSkipping: boolean;
  onChange: (isSkipping: boolean) => void;
}

/** What to do with pictures that are there already, and how much of the bucket could be compared. */
export function DuplicatesField({ staging, isSkipping, onChange }: DuplicatesFieldProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { duplicates, compared } = staging;
  const coverage = { known: formats.number(compared.known), groups: formats.number(compared.groups) };
  return (
    <Checkbox
      label={t('upload.skipDuplicates', { count: duplicates, number: formats.number(duplicates) })}
      hint={t(hintOf(compared), coverage)}
      checked={isSkipping}
      onChange={onChange}
    />
  );
}

function hintOf({ known, groups }: Staging['compared']) {
  if (known >= groups) return 'upload.comparedAll';
  return known === 0 ? 'upload.comparedNone' : 'upload.compared';
}
