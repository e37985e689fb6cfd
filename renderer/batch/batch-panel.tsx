import { FolderDown } from 'lucide-react';
import { type FormEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExistingChoice } from '../../shared/save-choice.ts';
import { errorText } from '../i18n/error-text.ts';
import { useFormats } from '../i18n/format.ts';
import { useDenial } from '../shell/use-denial.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RadioCards } from '../ui/radio-cards.tsx';
import styles from './batch.module.css';
import { batchSizes } from './batch-choice.ts';
import { FormatFields } from './format-fields.tsx';
import { NameTemplateField } from './template-field.tsx';
import { type BatchForm, useBatchForm } from './use-batch-form.ts';
import { type BatchWhat, EXAMPLES } from './use-examples.ts';

const WIDTH_PX = 560;
/** What loses nothing stands first. */
const EXISTING: readonly ExistingChoice[] = ['number', 'skip', 'replace'];

interface BatchPanelProps {
  what: BatchWhat;
  /** How many pictures that is. */
  count: number;
}

/** Saving many pictures at once: their size and form, their names, and what happens to files that are there already. */
export function BatchPanel({ what, count }: BatchPanelProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const formId = useId();
  const close = useStore((state) => state.closeQuestion);
  const cannotRead = useDenial('get');
  const form = useBatchForm(what, count);
  const counted = { count, number: formats.number(count) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (cannotRead === null) form.start();
  };
  return (
    <Dialog
      title={what.kind === 'view' ? t('batch.titleAll', counted) : t('batch.title', counted)}
      width={WIDTH_PX}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('shell.cancel')}</Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            icon={<FolderDown />}
            busy={form.isStarting}
            disabled={form.problem !== null}
            unavailable={cannotRead}
          >
            {t('batch.start')}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={submit}>
        <Size form={form} />
        <FormatFields choice={form.choice} onChange={form.change} />
        <NameTemplateField
          template={form.choice.template}
          problem={form.problem}
          examples={form.examples}
          lines={Math.min(count, EXAMPLES)}
          onChange={(template) => form.change({ template })}
        />
        <Existing form={form} />
        {form.refusal ? (
          <p className={styles.failure} role="alert">
            {errorText(form.refusal)}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}

function Size({ form }: { form: BatchForm }) {
  const { t } = useTranslation();
  const headingId = useId();
  const cards = batchSizes.map((size) => ({
    value: size,
    key: String(size),
    content: <strong>{size === 'largest' ? t('batch.largest') : size}</strong>,
  }));
  return (
    <section className={styles.section}>
      <h3 className={styles.heading} id={headingId}>
        {t('save.size')}
      </h3>
      <RadioCards
        labelledBy={headingId}
        cards={cards}
        chosen={form.choice.size}
        isFirst
        onChoose={(size) => form.change({ size })}
      />
      <p className={styles.note}>{t(form.choice.size === 'largest' ? 'batch.largestHint' : 'batch.sizeHint')}</p>
    </section>
  );
}

function Existing({ form }: { form: BatchForm }) {
  const { t } = useTranslation();
  const headingId = useId();
  const cards = EXISTING.map((existing) => ({
    value: existing,
    key: existing,
    content: <strong>{t(`batch.existing.${existing}`)}</strong>,
  }));
  return (
    <section className={styles.section}>
      <h3 className={styles.heading} id={headingId}>
        {t('batch.existingTitle')}
      </h3>
      <RadioCards
        labelledBy={headingId}
        cards={cards}
        chosen={form.choice.existing}
        onChoose={(existing) => form.change({ existing })}
      />
      <p className={styles.note}>{t(`batch.existingHint.${form.choice.existing}`)}</p>
    </section>
  );
}
