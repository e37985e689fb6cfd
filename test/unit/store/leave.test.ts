import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../renderer/i18n/i18n.ts';
import { useStore } from '../../../renderer/store/store.ts';
import { jobSummary } from '../../support/job-summary.ts';
import { connection, createFakeMain, type FakeMain } from './fake-main.ts';

const initial = useStore.getState();
const other = { kind: 'saved', savedId: 'other' } as const;
let main: FakeMain;

beforeEach(async () => {
  await startI18n('en');
  main = createFakeMain([1, 2, 3]);
  vi.stubGlobal('window', { contactSheet: main.bridge });
  useStore.setState(initial, true);
  useStore.setState({ connection: { kind: 'open', connection: { ...connection, kind: 'bucket' } } });
});
afterEach(() => {
  useStore.getState().stopCatalogue();
  vi.unstubAllGlobals();
});

const question = () => useStore.getState().question;

describe('leaving a bucket with work under way', () => {
  it('case 44: asks first, and stays where the answer is no', async () => {
    useStore.setState({ jobs: [jobSummary(), jobSummary({ id: 'j2', kind: 'save' })] });
    await useStore.getState().openConnection(other);
    expect(question()).toMatchObject({ kind: 'leave', leaving: { kind: 'open' }, work: { uploads: 1, saves: 1 } });
    useStore.getState().closeQuestion();
    expect(main.calls('connections/open')).toBe(0);
    expect(useStore.getState().connection.kind).toBe('open');
  });

  it('case 44: leaves where the answer is yes', async () => {
    useStore.setState({ jobs: [jobSummary()] });
    await useStore.getState().closeConnection();
    expect(main.calls('connections/close')).toBe(0);
    const asked = question();
    if (asked.kind !== 'leave') throw new Error(`expected the question but received ${asked.kind}`);
    await useStore.getState().leaveConnection(asked.leaving);
    expect(main.calls('connections/close')).toBe(1);
    expect(question().kind).toBe('none');
  });

  it('case 44: asks from the first screen too, behind which the bucket is still open', async () => {
    useStore.setState({ jobs: [jobSummary()] });
    useStore.getState().chooseConnection();
    await useStore.getState().openConnection(other);
    expect(question().kind).toBe('leave');
  });

  it('does not ask for what is pending or over, or belongs to another bucket', async () => {
    useStore.setState({
      jobs: [
        jobSummary({ kind: 'delete', state: 'pending' }),
        jobSummary({ id: 'j2', state: 'succeeded' }),
        jobSummary({ id: 'j3', connectionId: 'c0' }),
      ],
    });
    await useStore.getState().closeConnection();
    expect(main.calls('connections/close')).toBe(1);
  });
});
