import { Pencil, Undo2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nameProblem, tidyName } from '../../shared/own-name.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import { invoke } from '../api.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './names.module.css';

/** The name with the extension it came with, where both are known. */
const fullName = (group: GroupDetails): string =>
  group.originalName !== null && group.originalExtension
    ? `${group.originalName}.${group.originalExtension}`
    : group.name;

/** The name of a picture, which the person can change here. A foreign image goes by its key and keeps it. */
export function NameField({ group }: { group: GroupDetails }) {
  const { isEditing, edit, leave } = useEditing(group);
  const { t } = useTranslation();
  if (isEditing) return <NameInput group={group} onLeave={leave} />;
  return (
    <>
      <span className={styles.line}>
        <span className={styles.name} data-selectable>
          {fullName(group)}
        </span>
        {group.nameEdited ? (
          <IconButton label={t('names.takeBack')} className={styles.action ?? ''} onClick={() => void save(group, '')}>
            <Undo2 />
          </IconButton>
        ) : null}
        {group.foreign ? null : (
          <IconButton label={t('names.edit')} shortcut="F2" className={styles.action ?? ''} onClick={edit}>
            <Pencil />
          </IconButton>
        )}
      </span>
      {group.nameEdited ? <small>{t('names.own')}</small> : null}
      {group.originalName === null && !group.foreign ? <small>{t('viewer.noName')}</small> : null}
    </>
  );
}

/** Editing begins here by the pencil, and from anywhere in the viewer by its key. */
function useEditing({ foreign }: GroupDetails) {
  const [isEditing, setEditing] = useState(false);
  const isWanted = useStore((state) => state.renameWanted);
  useEffect(() => {
    if (!isWanted) return;
    useStore.getState().settleRename();
    if (!foreign) setEditing(true);
  }, [isWanted, foreign]);
  return { isEditing, edit: () => setEditing(true), leave: () => setEditing(false) };
}

function NameInput({ group, onLeave }: { group: GroupDetails; onLeave: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(group.originalName ?? '');
  const input = useRef<HTMLInputElement>(null);
  const messageId = useId();
  /** Leaving the field by a key takes the focus from it too. */
  const hasLeft = useRef(false);
  useEffect(() => input.current?.select(), []);

  const problem = nameProblem(tidyName(text));
  const leave = () => {
    hasLeft.current = true;
    input.current?.closest<HTMLElement>('[role="dialog"]')?.focus();
    onLeave();
  };
  const keep = () => {
    if (hasLeft.current || problem !== null) return;
    leave();
    void save(group, text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    // Escape closes the field, not the picture.
    event.stopPropagation();
    event.preventDefault();
    if (event.key === 'Enter') keep();
    else leave();
  };
  return (
    <>
      <span className={styles.line}>
        <input
          ref={input}
          className={styles.input}
          spellCheck={false}
          autoComplete="off"
          aria-label={t('names.editField')}
          aria-invalid={problem !== null || undefined}
          aria-describedby={messageId}
          placeholder={group.nameEdited ? '' : group.name}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={keep}
        />
        {group.originalExtension ? <span className={styles.extension}>.{group.originalExtension}</span> : null}
      </span>
      <small
        id={messageId}
        className={problem === null ? '' : styles.problem}
        role={problem === null ? undefined : 'alert'}
      >
        {problem === null ? t('names.keys') : t(`names.problems.${problem}`)}
      </small>
    </>
  );
}

/** The tile, the order and the search follow by what main then tells. An empty name gives the stored one back. */
async function save(group: GroupDetails, text: string): Promise<void> {
  const { connection, notifyError } = useStore.getState();
  const connectionId = connectionIdOf({ connection });
  const name = tidyName(text);
  if (connectionId === null || name === (group.originalName ?? '')) return;
  const answer = await invoke('names/edit', { connectionId, groupId: group.groupId, name: name === '' ? null : name });
  if (!answer.ok) notifyError(answer.error);
}
