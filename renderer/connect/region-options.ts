import { type EndpointPresetId, endpointPreset } from '../../shared/endpoint-presets.ts';
import type { Locale } from '../i18n/i18n.ts';
import { regionPlaces } from '../i18n/region-places.ts';
import type { ComboboxOption } from '../ui/combobox-options.ts';

const places = new Map(Object.entries(regionPlaces));

/** The regions of a kind of server; those of Amazon with their place, by which they are found in either language. */
export function regionOptions(preset: EndpointPresetId, locale: Locale): ComboboxOption[] {
  return endpointPreset(preset).regions.map((value) => {
    // Others name regions as Amazon does and have them elsewhere.
    const place = preset === 'amazon' ? places.get(value) : undefined;
    return place === undefined ? { value } : { value, note: place[locale], alsoCalled: Object.values(place) };
  });
}
