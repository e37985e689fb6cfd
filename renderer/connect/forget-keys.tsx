import { useTranslation } from 'react-i18next';
import type { SourceSummary } from '../../shared/connection.ts';
import { useStore } from '../store/store.ts';
import { ForgetQuestion } from './forget-question.tsx';
import { sourceName } from './source-text.ts';

interface ForgetKeysProps {
  /** Typed keys. */
  summary: SourceSummary;
  keysId: string;
  onClose: () => void;
  /** The person said so. */
  onForget: () => void;
}

/** Asks before typed keys are forgotten: nobody can bring them back. */
export function ForgetKeys({ summary, keysId, onClose, onForget }: ForgetKeysProps) {
  const { t } = useTranslation();
  const forgetKeys = useStore((state) => state.forgetKeys);
  const forget = () => {
    onForget();
    void forgetKeys(keysId);
  };
  return (
    <ForgetQuestion
      title={t('connect.forgetKeysTitle', { name: sourceName(summary) })}
      text={t('connect.forgetKeysText')}
      confirm={t('connect.forgetKeysConfirm')}
      onClose={onClose}
      onForget={forget}
    />
  );
}
