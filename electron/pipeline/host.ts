/** Entry of the image host: the child process in which sharp runs. It has no network to use and knows no secret. */
import { toAppError } from '../../shared/app-error.ts';
import { convert } from './convert.ts';
import { embeddedThumbnail } from './embedded-thumbnail.ts';
import { freePixels, setUpEngine } from './engine.ts';
import { estimate } from './estimate.ts';
import { openHostPort } from './host-port.ts';
import { LargePictures, type TakeTurn } from './large-pictures.ts';
import { makeVariants } from './make-variants.ts';
import { type FromHost, type HostAnswers, type HostJob, parseToHost } from './messages.ts';
import { inspect } from './source.ts';
import { makeThumbnail } from './thumbnail.ts';

const port = openHostPort();
const running = new Map<number, AbortController>();
const largePictures = new LargePictures();

function perform(job: HostJob, signal: AbortSignal, inTurn: TakeTurn): Promise<HostAnswers[HostJob['kind']]> {
  switch (job.kind) {
    case 'inspect':
      return inspect(job.path);
    case 'make-variants':
      return makeVariants(job.path, job.outputFolder, signal, inTurn);
    case 'convert':
      return convert(job.request, signal, inTurn);
    case 'estimate':
      return estimate(job.request, signal, inTurn);
    case 'thumbnail':
      return makeThumbnail(job.path, inTurn);
    case 'embedded-thumbnail':
      return embeddedThumbnail(job.path);
  }
}

const say = (message: FromHost): void => port.send(message);

async function run(id: number, job: HostJob): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const inTurn = largePictures.turn({
    waits: () => say({ type: 'waits', id }),
    works: () => say({ type: 'works', id }),
  });
  try {
    const value = await perform(job, controller.signal, inTurn);
    say({ type: 'done', id, value, residentBytes: process.memoryUsage.rss() });
  } catch (thrown) {
    say({ type: 'failed', id, error: toAppError(thrown), residentBytes: process.memoryUsage.rss() });
  } finally {
    running.delete(id);
    freePixels();
  }
}

setUpEngine();
// Not `process.exit`, which waits for pictures that are still being encoded.
port.onParentGone(() => process.kill(process.pid, 'SIGKILL'));
port.onMessage((message) => {
  const parsed = parseToHost(message);
  if (parsed.type === 'cancel') running.get(parsed.id)?.abort();
  else void run(parsed.id, parsed.job);
});
