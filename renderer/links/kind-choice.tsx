import { useTranslation } from 'react-i18next';
import { type LinkKind, linkKinds } from '../../shared/connection.ts';
import { RadioCards } from '../ui/radio-cards.tsx';
import styles from './links.module.css';

interface KindChoiceProps {
  kind: LinkKind;
  onChoose: (kind: LinkKind) => void;
}

/** The kinds of links, each with who can open it. */
export function KindChoice({ kind, onChoose }: KindChoiceProps) {
  const { t } = useTranslation();
  const cards = linkKinds.map((value) => ({
    value,
    key: value,
    content: (
      <>
        <strong>{t(`links.kinds.${value}`)}</strong>
        <span>{t(`links.kindHints.${value}`)}</span>
      </>
    ),
  }));
  return (
    <RadioCards
      label={t('links.kind')}
      className={styles.kinds}
      cardClassName={styles.kind}
      cards={cards}
      chosen={kind}
      isFirst
      onChoose={onChoose}
    />
  );
}
