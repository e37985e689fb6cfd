import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { isolated } from './isolate.ts';
import { ko } from './ko.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

export type Locale = 'en' | 'ko';

export const i18n = i18next.createInstance();

/** Sets the sentences up; call once, before the first render. */
export const startI18n = (locale: Locale) =>
  i18n.use(initReactI18next).init({
    lng: locale,
    fallbackLng: 'en',
    resources: { en: { translation: en }, ko: { translation: ko } },
    // React escapes what it renders; names may be written from right to left.
    interpolation: { escapeValue: true, escape: isolated },
  });

/** The language in force, for code outside of components. */
export const currentLocale = (): Locale => (i18n.language === 'ko' ? 'ko' : 'en');

/** Switches the window's language, also for assistive technology and the choice of glyphs. */
export function switchLocale(locale: Locale): void {
  document.documentElement.lang = locale;
  if (i18n.language !== locale) void i18n.changeLanguage(locale);
}
