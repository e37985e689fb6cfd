import { BatchPanel } from '../batch/batch-panel.tsx';
import { CopyLinkDialog } from '../links/copy-link-dialog.tsx';
import { ReadNamesQuestion } from '../names/read-names-question.tsx';
import { useStore } from '../store/store.ts';
import { DeleteQuestion } from './delete-question.tsx';
import { LeaveQuestion } from './leave-question.tsx';
import { SaveObjectQuestion } from './save-object-question.tsx';

/** The question that the window asks now, if any. */
export function Questions() {
  const question = useStore((state) => state.question);
  switch (question.kind) {
    case 'none':
      return null;
    case 'delete':
      return <DeleteQuestion groupIds={question.groupIds} />;
    case 'save-object':
      return <SaveObjectQuestion objectKey={question.key} bytes={question.bytes} />;
    case 'copy-link':
      return <CopyLinkDialog groupId={question.groupId} size={question.size} />;
    case 'save-batch':
      return <BatchPanel what={question.what} count={question.count} />;
    case 'read-names':
      return <ReadNamesQuestion />;
    case 'leave':
      return <LeaveQuestion leaving={question.leaving} work={question.work} />;
  }
}
