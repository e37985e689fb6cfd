import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale, type Locale } from './i18n.ts';

/** Sizes are told in powers of ten, as bucket consoles, disks' makers and macOS do: 1 KB = 1,000 bytes. */
const KILO = 1000;
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;
const SIGNIFICANT_DIGITS = 3;

/** `312 KB`, `1.84 MB`: three significant digits, a space before the unit. */
export function formatBytes(locale: Locale, bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 999.5 KB would round to "1,000 KB": the next unit takes over there.
  while (unit < UNITS.length - 1 && Number(value.toPrecision(SIGNIFICANT_DIGITS)) >= KILO) {
    value /= KILO;
    unit += 1;
  }
  const digits = unit === 0 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: SIGNIFICANT_DIGITS };
  return `${new Intl.NumberFormat(locale, digits).format(value)} ${UNITS[unit]}`;
}

/** `2026년 11월` or `November 2026`. `month` counts from 1. */
export const formatMonth = (locale: Locale, year: number, month: number): string =>
  new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long' }).format(new Date(year, month - 1, 1));

/** `11월` or `November`. */
export const formatMonthName = (locale: Locale, month: number): string =>
  new Intl.DateTimeFormat(locale, { month: 'long' }).format(new Date(2000, month - 1, 1));

export const formatNumber = (locale: Locale, value: number): string => new Intl.NumberFormat(locale).format(value);

/** Day and time of a moment in ms since the epoch, local. */
export const formatMoment = (locale: Locale, moment: number): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment));

/** `a, b and c`, in the order given. */
const formatList = (locale: Locale, items: readonly string[]): string =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(items);

export interface Formats {
  locale: Locale;
  number: (value: number) => string;
  bytes: (bytes: number) => string;
  month: (year: number, month: number) => string;
  monthName: (month: number) => string;
  moment: (moment: number) => string;
  list: (items: readonly string[]) => string;
}

/** All formats in one language. */
export const formatsOf = (locale: Locale): Formats => ({
  locale,
  number: (value) => formatNumber(locale, value),
  bytes: (bytes) => formatBytes(locale, bytes),
  month: (year, month) => formatMonth(locale, year, month),
  monthName: (month) => formatMonthName(locale, month),
  moment: (moment) => formatMoment(locale, moment),
  list: (items) => formatList(locale, items),
});

/** The formats of the language in force; the component renders again when it changes. */
export function useFormats(): Formats {
  const { i18n } = useTranslation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the language is what the formats depend on
  return useMemo(() => formatsOf(currentLocale()), [i18n.language]);
}
