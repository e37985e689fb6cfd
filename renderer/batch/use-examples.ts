import { useEffect, useState } from 'react';
import { chooseVariant } from '../../shared/batch-variant.ts';
import type { Request } from '../../shared/contract.ts';
import { type NameTemplate, nameFrom } from '../../shared/name-template.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import { nameFacts } from '../../shared/save-name.ts';
import { invoke } from '../api.ts';
import { type BatchChoice, saveChoiceOf } from './batch-choice.ts';

/** Which pictures a batch is of. */
export type BatchWhat = Request<'save/batch'>['what'];

/** So many pictures are shown with the names that they would get. */
export const EXAMPLES = 3;

/** The first pictures of a batch; empty until they are known. */
export function useExamples(connectionId: string | null, what: BatchWhat): GroupDetails[] {
  const [groups, setGroups] = useState<GroupDetails[]>([]);
  useEffect(() => {
    if (connectionId === null) return;
    let isLatest = true;
    void fetchFirst(connectionId, what).then((found) => {
      if (isLatest) setGroups(found);
    });
    return () => {
      isLatest = false;
    };
  }, [connectionId, what]);
  return groups;
}

async function fetchFirst(connectionId: string, what: BatchWhat): Promise<GroupDetails[]> {
  const ids = what.kind === 'groups' ? what.groupIds.slice(0, EXAMPLES) : await firstOf(what.viewId);
  const answers = await Promise.all([...ids].map((groupId) => invoke('catalogue/group', { connectionId, groupId })));
  // One that has vanished is no example.
  return answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
}

async function firstOf(viewId: string): Promise<Iterable<number>> {
  const answer = await invoke('catalogue/ids', { viewId, from: 0, count: EXAMPLES });
  return answer.ok ? answer.value : [];
}

interface Naming {
  template: NameTemplate;
  choice: BatchChoice;
  total: number;
  /** What an album is called in the window. */
  albumLabel: (album: string) => string;
}

/** What the first pictures of a batch will be called. */
export function exampleNames(
  groups: readonly GroupDetails[],
  { template, choice, total, albumLabel }: Naming,
): string[] {
  return groups.flatMap((group, index) => {
    const variant = chooseVariant(group.variants, choice.size);
    if (variant === null) return [];
    const facts = nameFacts(group, variant, saveChoiceOf(choice));
    const { modified } = group;
    return [nameFrom(template, { ...facts, album: albumLabel(group.album), modified, counter: index + 1, total })];
  });
}
