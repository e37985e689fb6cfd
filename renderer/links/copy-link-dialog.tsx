import { type FormEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import type { GroupDetails, Variant } from '../../shared/pictures.ts';
import { invoke } from '../api.ts';
import { errorText } from '../i18n/error-text.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { expiryOf } from './expiry.ts';
import { ExpiryField } from './expiry-field.tsx';
import { KindChoice } from './kind-choice.tsx';
import { downloadName, linkVariant } from './link-choice.ts';
import styles from './links.module.css';
import { LinkSizeChoice } from './size-choice.tsx';

const WIDTH_PX = 500;

interface CopyLinkDialogProps {
  groupId: number;
  /** The stored size to begin with; null for the largest. */
  size: VariantSize | null;
}

/** Asks which link to a picture is wanted, and has main put it on the clipboard. Shown once the picture is known. */
export function CopyLinkDialog({ groupId, size }: CopyLinkDialogProps) {
  const connectionId = useStore((state) =>
    state.connection.kind === 'open' ? state.connection.connection.connectionId : null,
  );
  const close = useStore((state) => state.closeQuestion);
  const [group, setGroup] = useState<GroupDetails | null>(null);
  useEffect(() => {
    if (connectionId === null) return;
    let isLatest = true;
    void invoke('catalogue/group', { connectionId, groupId }).then((answer) => {
      if (!isLatest) return;
      if (answer.ok) return setGroup(answer.value);
      useStore.getState().notifyError(answer.error);
      close();
    });
    return () => {
      isLatest = false;
    };
  }, [connectionId, groupId, close]);
  if (group === null) return null;
  const variant = linkVariant(group, size);
  return variant ? <LinkForm group={group} first={variant} /> : <NothingStored />;
}

function LinkForm({ group, first }: { group: GroupDetails; first: Variant }) {
  const { t } = useTranslation();
  const formId = useId();
  const close = useStore((state) => state.closeQuestion);
  const isDemo = useStore((state) => state.connection.kind === 'open' && state.connection.connection.kind === 'demo');
  const form = useLinkForm(group, first);
  const { kind, expiry } = form.choice;
  return (
    <Dialog
      title={t('links.action')}
      width={WIDTH_PX}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('links.cancel')}</Button>
          <Button variant="primary" type="submit" form={formId} busy={form.isCopying} disabled={!form.canCopy}>
            {t('links.copy')}
          </Button>
        </>
      }
    >
      <p className={styles.name} title={group.name}>
        {group.name}
      </p>
      <form id={formId} className={styles.form} onSubmit={form.submit}>
        <KindChoice kind={kind} onChoose={form.chooseKind} />
        {isDemo && kind !== 's3-uri' ? <p className={styles.note}>{t('links.demoHint')}</p> : null}
        <LinkSizeChoice variants={group.variants} chosen={form.variant} onChoose={form.chooseSize} />
        {kind === 'presigned' ? (
          <>
            <ExpiryField choice={expiry} onChoose={form.chooseExpiry} />
            <p className={styles.downloadsAs}>
              {t('links.downloadsAs')}{' '}
              <span className={styles.downloadName} data-selectable>
                {downloadName(group, form.variant)}
              </span>
            </p>
          </>
        ) : null}
        {form.refusal ? (
          <p ref={intoView} className={styles.failure} role="alert">
            {errorText(form.refusal)}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}

const intoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' });

/** What the person chooses, from what was chosen last; and the copying of it. */
function useLinkForm(group: GroupDetails, first: Variant) {
  const [choice, setChoice] = useState(() => useStore.getState().linkChoice);
  const [variant, setVariant] = useState(first);
  const [isCopying, setCopying] = useState(false);
  const [refusal, setRefusal] = useState<AppError | null>(null);
  const canCopy = choice.kind !== 'presigned' || expiryOf(choice.expiry).kind === 'valid';

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!canCopy || isCopying) return;
    const { copyLink, closeQuestion } = useStore.getState();
    setCopying(true);
    setRefusal(null);
    const error = await copyLink({ groupId: group.groupId, size: variant.size, choice });
    setCopying(false);
    if (error === null) closeQuestion();
    else setRefusal(error);
  };
  return {
    choice,
    variant,
    isCopying,
    refusal,
    canCopy,
    chooseKind: (kind: typeof choice.kind) => setChoice({ ...choice, kind }),
    chooseExpiry: (expiry: typeof choice.expiry) => setChoice({ ...choice, expiry }),
    chooseSize: setVariant,
    submit: (event: FormEvent) => void submit(event),
  };
}

function NothingStored() {
  const { t } = useTranslation();
  const close = useStore((state) => state.closeQuestion);
  return (
    <Dialog title={t('links.action')} onClose={close} footer={<Button onClick={close}>{t('links.close')}</Button>}>
      <p className={styles.nothing}>{t('links.nothing')}</p>
    </Dialog>
  );
}
