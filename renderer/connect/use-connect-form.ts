import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import type { CredentialSource } from '../../shared/connection.ts';
import type { SavedConnection } from '../../shared/contract.ts';
import type { EndpointPresetId } from '../../shared/endpoint-presets.ts';
import { errorText } from '../i18n/error-text.ts';
import { useStore } from '../store/store.ts';
import { type FormField, fieldOf, type Lack, lacksKeys, whatLacks, whatServerLacks } from './form-errors.ts';
import { connectionOf, emptyFields, type FormFields, fieldsOf, hasHiddenChoice } from './form-fields.ts';
import { sourceKey, sourceName } from './source-text.ts';
import { useSources } from './use-sources.ts';

interface FormInput {
  /** Why the last attempt to open a bucket failed. */
  error: AppError | null;
  toMend: SavedConnection | null;
  onMended: (savedId: string) => void;
}

/** The state of the form: what was filled in, what is wrong with it, and what becomes of it. */
export function useConnectForm({ error, toMend, onMended }: FormInput) {
  const { t } = useTranslation();
  const openConnection = useStore((state) => state.openConnection);
  const enterKeys = useStore((state) => state.enterKeys);
  const sources = useSources();
  const [fields, setFields] = useState<FormFields>(emptyFields);
  const [isAdvanced, setAdvanced] = useState(false);
  const [lack, setLack] = useState<Lack | null>(null);
  /** Why the buckets could not be listed; newer than `error`. */
  const [refusal, setRefusal] = useState<AppError | null>(null);
  const [mended, setMended] = useState<SavedConnection | null>(null);
  if (toMend !== null && toMend !== mended) {
    setMended(toMend);
    setFields(fieldsOf(toMend));
    setAdvanced(hasHiddenChoice(fieldsOf(toMend)));
  }

  const source = chosenSource(fields, sources?.sources.map((summary) => summary.source) ?? []);
  const summary = source && sources?.sources.find((known) => sourceKey(known.source) === sourceKey(source));
  const known = { hasSource: source !== null, endpoint: sources?.endpoint ?? null };
  const mayNotList = refusal?.code === 'access-denied' && refusal.action === 'list-buckets';
  const shownError = mayNotList ? null : (refusal ?? error);
  const field = shownError && fieldOf(shownError);

  const change = (patch: Partial<FormFields>) => {
    setFields((before) => ({ ...before, ...patch }));
    setLack(null);
    setRefusal(null);
  };
  const choosePreset = (preset: EndpointPresetId) => {
    change({ preset });
    // What was typed stays in force: it is shown rather than lost.
    if (hasHiddenChoice({ ...fields, preset })) setAdvanced(true);
  };
  const open = async (wanted: FormFields) => {
    const from = wanted.source ?? source;
    const missing = whatLacks(wanted, { ...known, hasSource: from !== null });
    setFields(wanted);
    setRefusal(null);
    setLack(missing);
    if (missing === null && from !== null) await openConnection(connectionOf(wanted, from));
  };
  const enterAnew = async () => {
    // Keys that only cannot be read have a place to be replaced in; those that are gone have none.
    const isLocked = shownError?.code === 'keys-locked' && source?.kind === 'keys';
    const entered = await enterKeys(isLocked ? { kind: 'replace-keys', keysId: source.keysId } : { kind: 'new-keys' });
    if (entered === null) return;
    change({ source: entered.source });
    if (refusal !== null) return;
    await open({ ...fields, source: entered.source });
    if (toMend && useStore.getState().connection.kind === 'open') onMended(toMend.savedId);
  };
  const isServerGiven = (): boolean => {
    const missing = whatServerLacks(fields, known);
    setLack(missing);
    return missing === null;
  };
  return {
    fields,
    sources,
    source,
    summary: summary ?? null,
    /** For a source that is no longer there. */
    sourceKnownAs: source ? (nameOf(source, mended) ?? t('connect.keysGone')) : '',
    isAdvanced,
    setAdvanced,
    mayNotList,
    complaint: complaintOf(),
    /** What is wrong with none of the fields. */
    failure: shownError !== null && field === null ? shownError : null,
    change,
    choosePreset,
    open: (wanted: FormFields) => void open(wanted),
    enterAnew: lacksKeys(shownError) ? () => void enterAnew() : null,
    isServerGiven,
    refuse: setRefusal,
  };

  function complaintOf(): { field: FormField; sentence: string } | null {
    if (lack) return { field: lack.field, sentence: t(`connect.${lack.reason}`) };
    return shownError && field ? { field, sentence: errorText(shownError) } : null;
  }
}

/** The one that was chosen, also where it is gone by now; else the first. */
const chosenSource = (fields: FormFields, known: readonly CredentialSource[]): CredentialSource | null =>
  fields.source ?? known[0] ?? null;

/** A name for a source that no list holds (any more); null where nothing is known of it. */
function nameOf(source: CredentialSource, saved: SavedConnection | null): string | null {
  const isSaved = saved !== null && sourceKey(saved.source) === sourceKey(source);
  const label = source.kind === 'profile' ? source.profile : isSaved ? saved.label : '';
  return sourceName({ source, label, keyIdEnd: null }) || null;
}
