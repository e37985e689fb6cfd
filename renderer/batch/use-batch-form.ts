import { useState } from 'react';
import type { AppError } from '../../shared/app-error.ts';
import { readTemplate, type TemplateProblem } from '../../shared/name-template.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { albumLabel } from '../upload/album-choice.ts';
import type { BatchChoice } from './batch-choice.ts';
import { type BatchWhat, exampleNames, useExamples } from './use-examples.ts';

export interface BatchForm {
  choice: BatchChoice;
  change: (change: Partial<BatchChoice>) => void;
  /** Why the names cannot be made like this; null where they can. */
  problem: TemplateProblem | null;
  examples: readonly string[];
  /** The system's dialog is open, or the job is about to begin. */
  isStarting: boolean;
  refusal: AppError | null;
  start: () => void;
}

/** What the person chooses for a batch, from what was chosen last; and its start. */
export function useBatchForm(what: BatchWhat, count: number): BatchForm {
  const connectionId = useStore(connectionIdOf);
  const albums = useStore((state) => state.albums);
  const [choice, setChoice] = useState(() => useStore.getState().batchChoice);
  const [isStarting, setStarting] = useState(false);
  const [refusal, setRefusal] = useState<AppError | null>(null);
  const groups = useExamples(connectionId, what);
  const { template, problem } = readTemplate(choice.template);

  const start = async () => {
    if (problem !== null || isStarting) return;
    setStarting(true);
    setRefusal(null);
    setRefusal(await useStore.getState().startBatch(what, choice));
    setStarting(false);
  };
  const naming = { choice, total: count, albumLabel: (album: string) => albumLabel(album, albums?.albums ?? []) };
  return {
    choice,
    change: (change) => setChoice((before) => ({ ...before, ...change })),
    problem,
    examples: template === null ? [] : exampleNames(groups, { ...naming, template }),
    isStarting,
    refusal,
    start: () => void start(),
  };
}
