import { ChevronRight } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import type { ProfileConnection, SavedConnection } from '../../shared/contract.ts';
import { errorText } from '../i18n/error-text.ts';
import type { OpenRequest } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox, TextField } from '../ui/field.tsx';
import styles from './connect-form.module.css';
import { type FormField, fieldOf } from './form-errors.ts';
import { ProfileField } from './profile-field.tsx';
import { useProfiles } from './use-profiles.ts';

type Fields = Omit<ProfileConnection, 'kind'>;
type Complaint = { field: FormField; sentence: string };

const emptyFields: Fields = { profile: '', bucket: '', prefix: '', region: '', endpoint: '', pathStyle: false };

interface ConnectFormProps {
  /** What is being opened now. */
  opening: OpenRequest | null;
  /** Why the last attempt of this form failed. */
  error: AppError | null;
  /** A remembered connection that could not be opened: its fields stand in the form. */
  toMend: SavedConnection | null;
}

/** A profile of ~/.aws and a bucket; the rest under Advanced. */
export function ConnectForm({ opening, error, toMend }: ConnectFormProps) {
  const { t } = useTranslation();
  const openConnection = useStore((state) => state.openConnection);
  const profiles = useProfiles();
  const [fields, setFields] = useState<Fields>(emptyFields);
  const [missing, setMissing] = useState<Complaint | null>(null);
  const [isAdvanced, setAdvanced] = useState(false);
  const [mended, setMended] = useState<SavedConnection | null>(null);
  if (toMend !== null && toMend !== mended) {
    setMended(toMend);
    setFields(fieldsOf(toMend));
    setAdvanced(toMend.endpoint !== '' || toMend.region !== '');
  }

  const profile = fields.profile || profiles?.[0]?.name || '';
  const refused = error && fieldOf(error);
  const complaint = missing ?? (error && refused ? { field: refused, sentence: errorText(error) } : null);
  const complaintAt = (field: FormField) => (complaint?.field === field ? complaint.sentence : null);
  const showsAdvanced = isAdvanced || complaint?.field === 'region' || complaint?.field === 'endpoint';
  const change = (patch: Partial<Fields>) => {
    setFields({ ...fields, ...patch });
    setMissing(null);
  };
  const isOpening = opening?.kind === 'profile';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isOpening) return;
    const wanted = { ...trimmed(fields), profile };
    const lacking = whatLacks(wanted, t);
    setMissing(lacking);
    if (!lacking) void openConnection({ kind: 'profile', ...wanted });
  };
  return (
    <form className={styles.form} noValidate onSubmit={submit}>
      <ProfileField
        profiles={profiles}
        value={profile}
        error={complaintAt('profile')}
        onChange={(value) => change({ profile: value })}
      />
      <div className={styles.pair}>
        <TextField
          label={t('connect.bucket')}
          placeholder={t('connect.bucketPlaceholder')}
          value={fields.bucket}
          error={complaintAt('bucket')}
          onChange={(bucket) => change({ bucket })}
        />
        <TextField
          label={t('connect.prefix')}
          note={t('connect.optional')}
          placeholder={t('connect.prefixPlaceholder')}
          value={fields.prefix}
          onChange={(prefix) => change({ prefix })}
        />
      </div>
      <button
        type="button"
        className={styles.advancedToggle}
        aria-expanded={showsAdvanced}
        onClick={() => setAdvanced(!showsAdvanced)}
      >
        <ChevronRight aria-hidden="true" />
        {t('connect.advanced')}
      </button>
      {showsAdvanced ? <AdvancedFields fields={fields} change={change} complaintAt={complaintAt} /> : null}
      {error && !refused ? (
        <p className={styles.failure} role="alert" data-selectable>
          {errorText(error)}
        </p>
      ) : null}
      <Button className={styles.submit ?? ''} type="submit" size="l" busy={isOpening}>
        {isOpening ? t('connect.connecting') : t('connect.connect')}
      </Button>
    </form>
  );
}

interface AdvancedFieldsProps {
  fields: Fields;
  change: (patch: Partial<Fields>) => void;
  complaintAt: (field: FormField) => string | null;
}

function AdvancedFields({ fields, change, complaintAt }: AdvancedFieldsProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.advanced}>
      <div className={styles.pair}>
        <TextField
          label={t('connect.region')}
          placeholder={t('connect.regionPlaceholder')}
          value={fields.region}
          error={complaintAt('region')}
          onChange={(region) => change({ region })}
        />
        <TextField
          label={t('connect.endpoint')}
          placeholder="https://"
          title={t('connect.endpointHint')}
          value={fields.endpoint}
          error={complaintAt('endpoint')}
          onChange={(endpoint) => change({ endpoint })}
        />
      </div>
      <Checkbox
        label={t('connect.pathStyle')}
        hint={t('connect.pathStyleHint')}
        checked={fields.pathStyle}
        onChange={(pathStyle) => change({ pathStyle })}
      />
    </div>
  );
}

const fieldsOf = ({ profile, bucket, prefix, region, endpoint, pathStyle }: SavedConnection): Fields => ({
  profile,
  bucket,
  prefix,
  region,
  endpoint,
  pathStyle,
});

const trimmed = (fields: Fields): Fields => ({
  ...fields,
  bucket: fields.bucket.trim(),
  prefix: fields.prefix.trim(),
  region: fields.region.trim(),
  endpoint: fields.endpoint.trim(),
});

type Translate = ReturnType<typeof useTranslation>['t'];

/** What has to be given before it is worth asking main. */
function whatLacks(fields: Fields, t: Translate): Complaint | null {
  if (fields.profile === '') return { field: 'profile', sentence: t('connect.profileMissing') };
  if (fields.bucket === '') return { field: 'bucket', sentence: t('connect.bucketMissing') };
  const isEndpoint = fields.endpoint === '' || /^https?:\/\/./i.test(fields.endpoint);
  return isEndpoint ? null : { field: 'endpoint', sentence: t('connect.endpointInvalid') };
}
