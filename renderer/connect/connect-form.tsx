import { ChevronRight } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import type { SavedConnection } from '../../shared/contract.ts';
import { errorText } from '../i18n/error-text.ts';
import type { OpenRequest } from '../store/connection-slice.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { useInvalidField } from '../ui/use-invalid-field.ts';
import { BucketField } from './bucket-field.tsx';
import styles from './connect-form.module.css';
import { CreateBucket } from './create-bucket.tsx';
import type { FormField } from './form-errors.ts';
import { askedFirst, regionFor, serverOf } from './form-fields.ts';
import { AdvancedFields, AskedFirstField, PresetField } from './server-fields.tsx';
import { SourceField } from './source-field.tsx';
import { type ConnectFormState, useConnectForm } from './use-connect-form.ts';

interface ConnectFormProps {
  /** What is being opened now. */
  opening: OpenRequest | null;
  /** Why the last attempt of this form failed. */
  error: AppError | null;
  /** A remembered connection that could not be opened: its fields stand in the form. */
  toMend: SavedConnection | null;
  /** The connection that stays open behind the form. */
  current: SavedConnection | null;
  /** The remembered connection was opened in another way, and need not be remembered as it was. */
  onMended: (savedId: string) => void;
}

/** Keys, a kind of server and a bucket; the rest under Advanced. */
export function ConnectForm({ opening, error, toMend, current, onMended }: ConnectFormProps) {
  const { t } = useTranslation();
  const form = useConnectForm({ error, toMend, current, onMended });
  const element = useInvalidField(form.lack);
  const [isCreating, setCreating] = useState(false);
  const isOpening = opening?.kind === 'bucket';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isOpening) form.open(form.fields);
  };
  return (
    <>
      <form ref={element} className={styles.form} noValidate onSubmit={submit}>
        <ServerRows form={form} />
        <BucketRow form={form} onCreate={() => setCreating(form.isServerGiven())} />
        <Advanced form={form} />
        {form.failure ? (
          <p className={styles.failure} role="alert" data-selectable>
            {errorText(form.failure)}
          </p>
        ) : null}
        <Button className={styles.submit ?? ''} type="submit" size="l" busy={isOpening}>
          {isOpening ? t('connect.connecting') : t('connect.connect')}
        </Button>
      </form>
      {isCreating ? <NewBucket form={form} onClose={() => setCreating(false)} /> : null}
    </>
  );
}

interface PartProps {
  form: ConnectFormState;
}

/** Whose keys, which kind of server, and the one thing that it asks for. */
function ServerRows({ form }: PartProps) {
  const { fields, sources, source, change } = form;
  const hasNone = sources?.sources.length === 0 && source === null;
  return (
    <>
      <div className={hasNone ? styles.single : styles.pair}>
        <SourceField
          sources={sources?.sources ?? null}
          chosen={source}
          knownAs={form.sourceKnownAs}
          error={complaintAt(form, 'source')}
          onChange={(chosen) => change({ source: chosen })}
          onEnterAnew={form.enterAnew}
        />
        <PresetField value={fields.preset} onChange={form.choosePreset} />
      </div>
      <AskedFirstField {...serverProps(form)} />
    </>
  );
}

function BucketRow({ form, onCreate }: PartProps & { onCreate: () => void }) {
  const { t } = useTranslation();
  const { fields, source, change } = form;
  return (
    <div className={`${styles.pair} ${styles.bucket}`}>
      <BucketField
        value={fields.bucket}
        error={complaintAt(form, 'bucket')}
        hint={form.mayNotList ? t('connect.mayNotListBuckets') : null}
        server={source && serverOf(fields, source)}
        onChange={(bucket) => change({ bucket })}
        onAsk={form.isServerGiven}
        onRefused={form.refuse}
        onCreate={onCreate}
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
  );
}

/** Shut until it is wanted, or until something in it is wrong. */
function Advanced({ form }: PartProps) {
  const { t } = useTranslation();
  const wrong = form.complaint?.field;
  const isWrong = (wrong === 'region' || wrong === 'endpoint') && wrong !== askedFirst(form.fields.preset);
  const isShown = form.isAdvanced || isWrong;
  return (
    <>
      <button
        type="button"
        className={styles.advancedToggle}
        aria-expanded={isShown}
        onClick={() => form.setAdvanced(!isShown)}
      >
        <ChevronRight aria-hidden="true" />
        {t('connect.advanced')}
      </button>
      {isShown ? <AdvancedFields {...serverProps(form)} /> : null}
    </>
  );
}

function NewBucket({ form, onClose }: PartProps & { onClose: () => void }) {
  const { fields, source, inherited } = form;
  if (source === null) return null;
  const usual = regionFor(fields, inherited.region);
  return (
    <CreateBucket
      preset={fields.preset}
      region={usual}
      serverIn={(region) => serverOf({ ...fields, region }, source)}
      onClose={onClose}
      onCreated={({ bucket, region }) => {
        onClose();
        form.setAdvanced(form.isAdvanced || region !== usual);
        form.open({ ...fields, bucket, region: region === usual ? fields.region : region });
      }}
    />
  );
}

const complaintAt = ({ complaint }: ConnectFormState, field: FormField) =>
  complaint?.field === field ? complaint.sentence : null;

const serverProps = (form: ConnectFormState) => ({
  fields: form.fields,
  change: form.change,
  complaintAt: (field: FormField) => complaintAt(form, field),
  inherited: form.inherited,
});
