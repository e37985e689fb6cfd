import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Section } from '../../shared/pictures.ts';
import { useFormats } from '../i18n/format.ts';
import type { ViewQuery } from '../store/catalogue-slice.ts';
import { useStore } from '../store/store.ts';
import styles from './picture-grid.module.css';

interface SectionHeadingProps {
  section: Section | undefined;
  query: ViewQuery;
  top: number;
}

/** A month, or what is shown where the order is not by date; with its count. */
export const SectionHeading = memo(function SectionHeading({ section, query, top }: SectionHeadingProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const place = usePlaceName(query);
  if (!section) return null;
  const title = section.month ? formats.month(section.month.year, section.month.month) : place;
  return (
    <div className={styles.heading} style={{ top }}>
      <h2>{title}</h2>
      <span>{t('grid.pictures', { count: section.count, number: formats.number(section.count) })}</span>
    </div>
  );
});

/** The name of what a query shows: an album, or everything. */
export function usePlaceName(query: ViewQuery): string {
  const { t } = useTranslation();
  const label = useStore((state) => state.albums?.albums.find((album) => album.album === query.album)?.label);
  if (query.incompleteOnly) return t('shell.incomplete');
  if (query.album === null) return t('shell.allPictures');
  return label || t('shell.albumRoot');
}
