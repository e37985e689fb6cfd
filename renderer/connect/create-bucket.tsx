import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import { type BucketNameProblem, bucketNameProblem, bucketNameWarning } from '../../shared/bucket-name.ts';
import type { S3Server } from '../../shared/connection.ts';
import { endpointPreset } from '../../shared/endpoint-presets.ts';
import { invoke } from '../api.ts';
import { errorText } from '../i18n/error-text.ts';
import { currentLocale } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Combobox } from '../ui/combobox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import styles from './connect-form.module.css';
import { regionOptions } from './region-options.ts';

export interface NewBucket {
  bucket: string;
  region: string;
}

interface CreateBucketProps {
  preset: S3Server['preset'];
  /** Where the bucket is made if the person does not say otherwise. */
  region: string;
  /** The form's server, with another region. */
  serverIn: (region: string) => S3Server;
  onClose: () => void;
  onCreated: (made: NewBucket) => void;
}

/** Makes a bucket under a name that is checked as it is typed. */
export function CreateBucket({ preset, region: usual, serverIn, onClose, onCreated }: CreateBucketProps) {
  const { t } = useTranslation();
  const formId = useId();
  const [name, setName] = useState('');
  const [region, setRegion] = useState(usual);
  const { isCreating, error, create } = useCreation(onCreated);
  const { regions, blocksPublicAccess } = endpointPreset(preset);
  const problem = name === '' ? null : bucketNameProblem(name);
  const sentence = problem && t(`connect.nameProblems.${problem}`);
  const goesOn = problem !== null && isMendedByTypingOn(name, problem);
  const nameError = error !== null && isOfName(error) ? error : null;
  const refusal = nameError?.bucket === name ? errorText(nameError) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isCreating && name !== '' && !problem)
      void create(serverIn(region.trim()), { bucket: name, region: region.trim() });
  };
  return (
    <Dialog
      title={t('connect.createTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            busy={isCreating}
            disabled={name === '' || problem !== null}
          >
            {t('connect.createConfirm')}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.creation} noValidate onSubmit={submit}>
        <TextField
          label={t('connect.newName')}
          placeholder={t('connect.bucketPlaceholder')}
          hint={sentence ?? (bucketNameWarning(name) ? t('connect.nameDots') : t('connect.nameHint'))}
          value={name}
          error={goesOn ? null : (sentence ?? refusal)}
          onChange={setName}
        />
        {regions.length > 1 ? <RegionChoice preset={preset} value={region} onChange={setRegion} /> : null}
        <p className={styles.hint}>{blocksPublicAccess ? t('connect.staysBlocked') : t('connect.staysPrivate')}</p>
        {error && !nameError ? (
          <p className={styles.failure} role="alert" data-selectable>
            {errorText(error)}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}

/** Whoever is still typing is not to be told off for what the next letter mends. */
const isMendedByTypingOn = (name: string, problem: BucketNameProblem): boolean =>
  problem === 'too-short' || (problem === 'ends' && /^[a-z0-9]/.test(name));

const isOfName = (error: AppError) => error.code === 'bucket-taken' || error.code === 'invalid-bucket-name';

/** One bucket being made; closing the dialog gives it up. */
function useCreation(onCreated: (made: NewBucket) => void) {
  const [isCreating, setCreating] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const waits = useRef(false);
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
      if (waits.current) void invoke('buckets/give-up', undefined);
    };
  }, []);
  const create = async (server: S3Server, made: NewBucket) => {
    setError(null);
    setCreating(true);
    waits.current = true;
    const answer = await invoke('buckets/create', { server, bucket: made.bucket });
    waits.current = false;
    if (isGone.current) return;
    setCreating(false);
    if (answer.ok) onCreated({ ...made, bucket: answer.value.name });
    else if (answer.error.code !== 'cancelled') setError(answer.error);
  };
  return { isCreating, error, create };
}

interface RegionChoiceProps {
  preset: S3Server['preset'];
  value: string;
  onChange: (region: string) => void;
}

function RegionChoice({ preset, value, onChange }: RegionChoiceProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Combobox
      label={t('connect.region')}
      listLabel={t('connect.regions')}
      value={value}
      onChange={onChange}
      options={regionOptions(preset, currentLocale())}
      isOpen={isOpen}
      onOpenChange={setOpen}
    />
  );
}
