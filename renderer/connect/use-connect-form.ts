import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import type { CredentialSource, SourceList } from '../../shared/connection.ts';
import type { SavedConnection } from '../../shared/contract.ts';
import type { EndpointPresetId } from '../../shared/endpoint-presets.ts';
import { errorText } from '../i18n/error-text.ts';
import { i18n } from '../i18n/i18n.ts';
import { useStore } from '../store/store.ts';
import { type FormField, fieldOf, type Lack, lacksKeys, whatLacks, whatServerLacks } from './form-errors.ts';
import {
  connectionOf,
  emptyFields,
  type FormFields,
  fieldsForAnotherBucket,
  fieldsOf,
  hasHiddenChoice,
} from './form-fields.ts';
import { sourceKey, sourceName } from './source-text.ts';
import { useSources } from './use-sources.ts';

interface FormInput {
  /** Why the last attempt to open a bucket failed. */
  error: AppError | null;
  toMend: SavedConnection | null;
  /** The connection that stays open behind the form: another bucket of its server is likely. */
  current: SavedConnection | null;
  onMended: (savedId: string) => void;
}

export type ConnectFormState = ReturnType<typeof useConnectForm>;

/** The state of the form: what was filled in, what is wrong with it, and what becomes of it. */
export function useConnectForm({ error, toMend, current, onMended }: FormInput) {
  useTranslation();
  const openConnection = useStore((state) => state.openConnection);
  const enterKeys = useStore((state) => state.enterKeys);
  const sources = useSources();
  const { fields, setFields, isAdvanced, setAdvanced, mended } = useFields(toMend, current);
  const [lack, setLack] = useState<Lack | null>(null);
  /** Why the buckets could not be listed; newer than `error`. */
  const [refusal, setRefusal] = useState<AppError | null>(null);

  const source = fields.source ?? sources?.sources[0]?.source ?? null;
  const mayNotList = refusal?.code === 'access-denied' && refusal.action === 'list-buckets';
  const shownError = mayNotList ? null : (refusal ?? error);
  const knownOf = (from: CredentialSource | null) => ({
    hasSource: from !== null,
    endpoint: sources?.endpoint ?? null,
  });

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
    const missing = whatLacks(wanted, knownOf(from));
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
    const isOpen = useStore.getState().connection.kind === 'open';
    if (isOpen && toMend && sourceKey(toMend.source) !== sourceKey(entered.source)) onMended(toMend.savedId);
  };
  const isServerGiven = (): boolean => {
    const missing = whatServerLacks(fields, knownOf(source));
    setRefusal(null);
    setLack(missing);
    return missing === null;
  };
  const complaint = complaintOf(lack, shownError);
  return {
    fields,
    sources,
    source,
    /** For a source that is no longer there. */
    sourceKnownAs: source ? nameOf(source, mended) : '',
    inherited: inheritedFrom(source, sources),
    isAdvanced,
    setAdvanced,
    mayNotList,
    /** What was missing when the form was used last. */
    lack,
    complaint,
    /** What is wrong with none of the fields. */
    failure: complaint === null ? shownError : null,
    change,
    choosePreset,
    open: (wanted: FormFields) => void open(wanted),
    enterAnew: lacksKeys(shownError) ? () => void enterAnew() : null,
    isServerGiven,
    refuse: setRefusal,
  };
}

/** The fields; a remembered connection that could not be opened fills them once, and so does the server of the open one. */
function useFields(toMend: SavedConnection | null, current: SavedConnection | null) {
  const [fields, setFields] = useState<FormFields>(emptyFields);
  const [isAdvanced, setAdvanced] = useState(false);
  const [mended, setMended] = useState<SavedConnection | null>(null);
  const [begunWith, setBegunWith] = useState<SavedConnection | null>(null);
  if (current !== null && begunWith === null) {
    setBegunWith(current);
    // What the person typed in the meantime stays.
    if (fields === emptyFields) {
      const likely = fieldsForAnotherBucket(current);
      setFields(likely);
      setAdvanced(hasHiddenChoice(likely));
    }
  }
  if (toMend !== null && toMend !== mended) {
    const remembered = fieldsOf(toMend);
    setMended(toMend);
    setFields(remembered);
    setAdvanced(hasHiddenChoice(remembered));
  }
  return { fields, setFields, isAdvanced, setAdvanced, mended };
}

function complaintOf(lack: Lack | null, error: AppError | null): { field: FormField; sentence: string } | null {
  if (lack) return { field: lack.field, sentence: i18n.t(`connect.${lack.reason}`) };
  const field = error && fieldOf(error);
  return error && field ? { field, sentence: errorText(error) } : null;
}

/** What applies where the form says nothing: what the profile says, else what the variables say. */
function inheritedFrom(source: CredentialSource | null, sources: SourceList | null) {
  const key = source && sourceKey(source);
  const summary = sources?.sources.find((known) => sourceKey(known.source) === key);
  return { region: summary?.region ?? sources?.region ?? null, endpoint: sources?.endpoint ?? null };
}

/** A name for a source that no list holds (any more). */
function nameOf(source: CredentialSource, saved: SavedConnection | null): string {
  const isSaved = saved !== null && sourceKey(saved.source) === sourceKey(source);
  const label = source.kind === 'profile' ? source.profile : isSaved ? saved.label : '';
  return sourceName({ source, label, keyIdEnd: null }) || i18n.t('connect.keysGone');
}
