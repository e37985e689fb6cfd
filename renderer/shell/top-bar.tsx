import { ArrowDownWideNarrow, ChevronDown, LayoutGrid } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SortOrder } from '../../shared/settings.ts';
import { SaveAllButton } from '../batch/save-all-button.tsx';
import { cellSizeAt, cellSizes, edgeOf } from '../grid/cell-sizes.ts';
import { NameCoverage } from '../names/name-coverage.tsx';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Menu, MenuChoice } from '../ui/menu.tsx';
import { Slider } from '../ui/slider.tsx';
import { SearchField } from './search-field.tsx';
import styles from './top-bar.module.css';
import { UploadButton } from './upload-button.tsx';

/** Search, order, size of the pictures, upload. */
export function TopBar() {
  return (
    <header className={styles.bar}>
      <SearchField />
      <div className={styles.space}>
        <NameCoverage />
      </div>
      <SaveAllButton />
      <SortMenu />
      <CellSize />
      <UploadButton />
    </header>
  );
}

function SortMenu() {
  const { t } = useTranslation();
  const sort = useStore((state) => state.query.sort);
  const changeQuery = useStore((state) => state.changeQuery);
  const changeSettings = useStore((state) => state.changeSettings);
  const options: readonly { value: SortOrder; label: string }[] = [
    { value: 'newest', label: t('shell.sortOrders.newest') },
    { value: 'oldest', label: t('shell.sortOrders.oldest') },
    { value: 'name', label: t('shell.sortOrders.name') },
    { value: 'size', label: t('shell.sortOrders.size') },
  ];
  const choose = (value: SortOrder) => {
    changeQuery({ sort: value });
    void changeSettings({ sort: value });
  };
  return (
    <Menu
      align="end"
      trigger={
        <Button
          variant="ghost"
          icon={<ArrowDownWideNarrow />}
          aria-label={`${t('shell.sort')}: ${t(`shell.sortOrders.${sort}`)}`}
        >
          <span className={styles.sortLabel}>
            {t(`shell.sortOrders.${sort}`)}
            <ChevronDown aria-hidden="true" />
          </span>
        </Button>
      }
    >
      <MenuChoice value={sort} options={options} onChange={choose} />
    </Menu>
  );
}

function CellSize() {
  const { t } = useTranslation();
  const at = useStore((state) => cellSizeAt(state.settings.cellSize));
  const previewSettings = useStore((state) => state.previewSettings);
  const changeSettings = useStore((state) => state.changeSettings);
  return (
    <div className={styles.cellSize}>
      <LayoutGrid aria-hidden="true" />
      <Slider
        label={t('shell.cellSize')}
        value={at}
        min={0}
        max={cellSizes.length - 1}
        valueText={t(`shell.cellSizes.${cellSizes[at]?.name ?? 'medium'}`)}
        onChange={(value) => previewSettings({ cellSize: edgeOf(value) })}
        onCommit={(value) => void changeSettings({ cellSize: edgeOf(value) })}
      />
    </div>
  );
}
