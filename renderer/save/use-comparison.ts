import { useEffect } from 'react';
import { imageFormats } from '../../shared/image-format.ts';
import { useStore } from '../store/store.ts';
import type { Prepared } from './result-maker.ts';
import type { SaveChoice } from './use-save-choice.ts';

/**
 * Shows on the stage what is made of the picture: as soon as something was chosen for it, and before that when it is asked
 * for. Stored bytes that are saved as they are differ in nothing.
 */
export function useComparison(groupId: number, { variant, format, isTouched }: SaveChoice, prepared: Prepared): void {
  const { compare, showSide } = useStore.getState();
  const ready = prepared.kind === 'ready' ? prepared.result : null;
  const canCompare = variant !== null && format !== 'as-stored' && prepared.kind !== 'failed';
  useEffect(() => {
    if (!canCompare) return compare(null);
    const result = ready && { resultId: ready.resultId, bytes: ready.bytes };
    compare({ groupId, stored: variant, format: imageFormats[format].label, result });
  }, [compare, canCompare, groupId, variant, format, ready]);
  // The first choice brings its result up; from then on the person says which side is shown.
  useEffect(() => showSide(isTouched ? 'result' : 'best'), [showSide, isTouched]);
  useEffect(
    () => () => {
      compare(null);
      showSide('best');
    },
    [compare, showSide],
  );
}
