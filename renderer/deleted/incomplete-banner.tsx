import { TriangleAlert, Wrench } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../grid/grid-pane.module.css';
import { useFormats } from '../i18n/format.ts';
import { useDenial } from '../shell/use-denial.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { repair } from './repair.ts';

/** Over the incomplete pictures: what is the matter with them, and what can be done about it. */
export function IncompleteBanner() {
  const { t } = useTranslation();
  const formats = useFormats();
  const view = useStore((state) => state.view);
  const idsBetween = useStore((state) => state.idsBetween);
  const cannotPut = useDenial('put');
  const [isAsking, setAsking] = useState(false);
  if (view.kind !== 'open' || !view.query.incompleteOnly || view.summary.count === 0) return null;
  const { viewId, count } = view.summary;
  const repairAll = async () => {
    setAsking(true);
    const ids = await idsBetween(viewId, 0, count);
    if (ids !== null) await repair(ids);
    setAsking(false);
  };
  return (
    <div className={styles.banner}>
      <TriangleAlert aria-hidden="true" />
      <p data-selectable>{t('repair.text', { count, number: formats.number(count) })}</p>
      <Button icon={<Wrench />} busy={isAsking} unavailable={cannotPut} onClick={() => void repairAll()}>
        {t('repair.all')}
      </Button>
    </div>
  );
}
