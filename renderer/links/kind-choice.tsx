import { RadioGroup } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { type LinkKind, linkKinds } from '../../shared/connection.ts';
import styles from './links.module.css';

interface KindChoiceProps {
  kind: LinkKind;
  /** The demo's addresses lead to this computer only. */
  isDemo: boolean;
  onChoose: (kind: LinkKind) => void;
}

/** The kinds of links, each with who can open it. */
export function KindChoice({ kind, isDemo, onChoose }: KindChoiceProps) {
  const { t } = useTranslation();
  return (
    <RadioGroup.Root
      className={styles.kinds}
      aria-label={t('links.kind')}
      value={kind}
      onValueChange={(value) => {
        const chosen = linkKinds.find((candidate) => candidate === value);
        if (chosen) onChoose(chosen);
      }}
    >
      {linkKinds.map((candidate) => (
        <RadioGroup.Item key={candidate} value={candidate} className={styles.kind}>
          <strong>{t(`links.kinds.${candidate}`)}</strong>
          <span>{isDemo && candidate !== 's3-uri' ? t('links.demoHint') : t(`links.kindHints.${candidate}`)}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
