import { useTranslation } from 'react-i18next';
import { denialText } from '../i18n/denial-text.ts';
import { type AbilityName, denialOf } from '../store/reach-slice.ts';
import { useStore } from '../store/store.ts';

/** The sentence that says why the keys may not do something; null while they may, and while nobody has tried. */
export function useDenial(name: AbilityName): string | null {
  // The sentence follows the language.
  useTranslation();
  const denial = useStore((state) => denialOf(state.abilities, name));
  return denial === null ? null : denialText(denial);
}
