import { ChevronRight } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import type { SavedConnection } from '../../shared/contract.ts';
import { endpointPreset } from '../../shared/endpoint-presets.ts';
import { errorText } from '../i18n/error-text.ts';
import type { OpenRequest } from '../store/connection-slice.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { BucketField } from './bucket-field.tsx';
import styles from './connect-form.module.css';
import { CreateBucket } from './create-bucket.tsx';
import { askedFirst, type FormFields, serverOf, usualRegion } from './form-fields.ts';
import { AdvancedFields, AskedFirstField, PresetField } from './server-fields.tsx';
import { SourceField } from './source-field.tsx';
import { useConnectForm } from './use-connect-form.ts';

interface ConnectFormProps {
  /** What is being opened now. */
  opening: OpenRequest | null;
  /** Why the last attempt of this form failed. */
  error: AppError | null;
  /** A remembered connection that could not be opened: its fields stand in the form. */
  toMend: SavedConnection | null;
  /** The remembered connection was opened in another way, and need not be remembered as it was. */
  onMended: (savedId: string) => void;
}

/** Keys, a kind of server and a bucket; the rest under Advanced. */
export function ConnectForm({ opening, error, toMend, onMended }: ConnectFormProps) {
  const { t } = useTranslation();
  const form = useConnectForm({ error, toMend, onMended });
  const [isCreating, setCreating] = useState(false);
  const { fields, change, source, summary, sources, complaint } = form;
  const complaintAt = (field: string) => (complaint?.field === field ? complaint.sentence : null);
  const inherited = { region: summary?.region ?? sources?.region ?? null, endpoint: sources?.endpoint ?? null };
  const serverProps = { fields, change, complaintAt, inherited };
  const asked = askedFirst(fields.preset);
  const isUnderAdvanced =
    complaint?.field === 'region' || complaint?.field === 'endpoint' ? complaint.field !== asked : false;
  const showsAdvanced = form.isAdvanced || isUnderAdvanced;
  const isOpening = opening?.kind === 'bucket';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isOpening) form.open(fields);
  };
  const hasNone = sources?.sources.length === 0 && source === null;
  return (
    <>
      <form className={styles.form} noValidate onSubmit={submit}>
        <div className={hasNone ? styles.single : styles.pair}>
          <SourceField
            sources={sources?.sources ?? null}
            chosen={source}
            knownAs={form.sourceKnownAs}
            error={complaintAt('source')}
            onChange={(chosen) => change({ source: chosen })}
            onEnterAnew={form.enterAnew}
          />
          <PresetField value={fields.preset} onChange={form.choosePreset} />
        </div>
        <AskedFirstField {...serverProps} />
        <div className={styles.bucketPair}>
          <BucketField
            value={fields.bucket}
            error={complaintAt('bucket')}
            hint={form.mayNotList ? t('connect.mayNotListBuckets') : null}
            server={source && serverOf(fields, source)}
            onChange={(bucket) => change({ bucket })}
            onAsk={form.isServerGiven}
            onRefused={form.refuse}
            onCreate={() => setCreating(form.isServerGiven())}
          />
          <TextField
            label={t('connect.prefix')}
            note={t('connect.optional')}
            placeholder={t('connect.prefixPlaceholder')}
            hint={t('connect.prefixHint')}
            value={fields.prefix}
            onChange={(prefix) => change({ prefix })}
          />
        </div>
        <button
          type="button"
          className={styles.advancedToggle}
          aria-expanded={showsAdvanced}
          onClick={() => form.setAdvanced(!showsAdvanced)}
        >
          <ChevronRight aria-hidden="true" />
          {t('connect.advanced')}
        </button>
        {showsAdvanced ? <AdvancedFields {...serverProps} /> : null}
        {form.failure ? (
          <p className={styles.failure} role="alert" data-selectable>
            {errorText(form.failure)}
          </p>
        ) : null}
        <Button className={styles.submit ?? ''} type="submit" size="l" busy={isOpening}>
          {isOpening ? t('connect.connecting') : t('connect.connect')}
        </Button>
      </form>
      {isCreating && source ? (
        <CreateBucket
          preset={fields.preset}
          region={regionFor(fields, inherited.region)}
          serverIn={(region) => serverOf({ ...fields, region }, source)}
          onClose={() => setCreating(false)}
          onCreated={({ bucket, region }) => {
            setCreating(false);
            const isUsual = region === regionFor(fields, inherited.region);
            form.open({ ...fields, bucket, region: isUsual ? fields.region : region });
          }}
        />
      ) : null}
    </>
  );
}

/** Where a new bucket is made unless the person says otherwise. */
const regionFor = (fields: FormFields, inherited: string | null): string =>
  fields.region.trim() || usualRegion(fields) || inherited || endpointPreset(fields.preset).defaultRegion;
