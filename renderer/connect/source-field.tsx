import { KeyRound, SquarePen, Trash2, UserRoundPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CredentialSource, KeyEntryPurpose, SourceSummary } from '../../shared/connection.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { MenuItem, MenuSeparator } from '../ui/menu.tsx';
import { MenuField } from '../ui/menu-field.tsx';
import styles from './connect-form.module.css';
import { ForgetKeys } from './forget-keys.tsx';
import { changePurpose, sourceKey, sourceName, sourceNote } from './source-text.ts';

interface SourceFieldProps {
  /** Null until they are known. */
  sources: readonly SourceSummary[] | null;
  chosen: CredentialSource | null;
  /** What the chosen source was called when it was last seen. */
  knownAs: string;
  error: string | null;
  /** Null for the one to choose first. */
  onChange: (source: CredentialSource | null) => void;
  /** Enters keys in place of missing ones and goes on with them; null where none are missing. */
  onEnterAnew: (() => void) | null;
}

/** Where the keys come from, and all that can be done about them. */
export function SourceField({ sources, chosen, knownAs, error, onChange, onEnterAnew }: SourceFieldProps) {
  const { t } = useTranslation();
  const enterKeys = useStore((state) => state.enterKeys);
  const [forgetting, setForgetting] = useState<SourceSummary | null>(null);
  /** The buttons for the first keys are gone once there are some, and the focus would be with them. */
  const [isFirst, setFirst] = useState(false);
  const enter = async (purpose: KeyEntryPurpose) => {
    setFirst(sources?.length === 0);
    const entered = await enterKeys(purpose);
    if (entered) onChange(entered.source);
    else setFirst(false);
  };
  if (sources?.length === 0 && chosen === null)
    return <NoSources error={error} onEnter={(purpose) => void enter(purpose)} />;
  const key = chosen === null ? '' : sourceKey(chosen);
  const summary = sources?.find(({ source }) => sourceKey(source) === key) ?? null;
  const change = summary && changePurpose(summary);
  return (
    <div className={styles.field}>
      <MenuField
        label={t('connect.source')}
        options={sources?.map(optionOf) ?? []}
        chosen={summary ? optionOf(summary) : { value: key, label: knownAs }}
        disabled={sources === null}
        autoFocus={isFirst}
        error={error}
        onChange={(value) => {
          const found = sources?.find(({ source }) => sourceKey(source) === value);
          if (found) onChange(found.source);
        }}
      >
        {sources?.length ? <MenuSeparator /> : null}
        <MenuItem icon={<KeyRound />} onSelect={() => void enter({ kind: 'new-keys' })}>
          {t('connect.enterKeys')}
        </MenuItem>
        <MenuItem icon={<UserRoundPlus />} onSelect={() => void enter({ kind: 'new-profile' })}>
          {t('connect.newProfile')}
        </MenuItem>
        {change ? <MenuSeparator /> : null}
        {change ? (
          <MenuItem icon={<SquarePen />} onSelect={() => void enter(change)}>
            {t('connect.changeKeys')}
          </MenuItem>
        ) : null}
        {summary?.source.kind === 'keys' ? (
          <MenuItem icon={<Trash2 />} onSelect={() => setForgetting(summary)}>
            {t('connect.forgetKeys')}
          </MenuItem>
        ) : null}
      </MenuField>
      {onEnterAnew ? (
        <Button className={styles.mend ?? ''} icon={<KeyRound />} onClick={onEnterAnew}>
          {t('connect.enterKeys')}
        </Button>
      ) : null}
      {forgetting?.source.kind === 'keys' ? (
        <ForgetKeys
          summary={forgetting}
          keysId={forgetting.source.keysId}
          onClose={() => setForgetting(null)}
          onForget={() => onChange(null)}
        />
      ) : null}
    </div>
  );
}

const optionOf = (summary: SourceSummary) => ({
  value: sourceKey(summary.source),
  label: sourceName(summary),
  note: sourceNote(summary),
});

interface NoSourcesProps {
  error: string | null;
  onEnter: (purpose: KeyEntryPurpose) => void;
}

/** No profile, no variables, no typed keys: the ways to the first ones. */
function NoSources({ error, onEnter }: NoSourcesProps) {
  const { t } = useTranslation();
  return (
    <section className={styles.noSources} aria-label={t('connect.source')}>
      <p className={error ? styles.error : undefined} role={error ? 'alert' : undefined}>
        {t('connect.noSources')}
      </p>
      <div>
        <Button icon={<KeyRound />} onClick={() => onEnter({ kind: 'new-keys' })}>
          {t('connect.enterKeys')}
        </Button>
        <Button icon={<UserRoundPlus />} onClick={() => onEnter({ kind: 'new-profile' })}>
          {t('connect.newProfile')}
        </Button>
      </div>
    </section>
  );
}
