import { AppFailure, toAppError } from '../../shared/app-error.ts';
import type { HostProcess, StartHost } from './host-process.ts';
import { createTask, type HostTask, removeOutputs, subjectOf } from './host-task.ts';
import { JOB_SECONDS, RECYCLE_AFTER_JOBS, RECYCLE_OVER_BYTES } from './limits.ts';
import { errorOf, type FromHost, type HostAnswers, type HostJob, parseAnswer, parseFromHost } from './messages.ts';

type Ended = Extract<FromHost, { type: 'done' | 'failed' }>;

export interface HostQueueOptions {
  hostPath: string;
  startHost: StartHost;
  /** Jobs in flight at once. */
  concurrency: number;
  /** Named limits by default; smaller in tests. */
  jobSeconds?: number;
  recycleAfterJobs?: number;
}

/**
 * Main's end of the image host: queues jobs, keeps as many in flight as there are cores, starts the host when there is
 * work, replaces it when it is old, and starts another when it dies. A job that kills its host fails with `host-died`;
 * where several were in flight, each gets a host to itself once, so that only the culprit fails.
 */
export class HostQueue {
  readonly #options: Required<HostQueueOptions>;
  readonly #waiting: HostTask[] = [];
  /** Tasks that were in flight when a host died. */
  readonly #suspects: HostTask[] = [];
  readonly #running = new Map<number, HostTask>();
  #host: HostProcess | null = null;
  #jobsOfHost = 0;
  #worn = false;
  #nextId = 1;
  #closed = false;
  #whenGone: (() => void) | null = null;

  constructor(options: HostQueueOptions) {
    this.#options = { jobSeconds: JOB_SECONDS, recycleAfterJobs: RECYCLE_AFTER_JOBS, ...options };
  }

  async run<K extends HostJob['kind']>(job: HostJob & { kind: K }, signal: AbortSignal): Promise<HostAnswers[K]> {
    if (this.#closed || signal.aborted) throw new AppFailure({ code: 'cancelled' });
    const { task, promise } = createTask(this.#nextId++, job, signal, (cancelled) => this.#cancel(cancelled));
    this.#waiting.push(task);
    this.#pump();
    return parseAnswer<K>(job.kind, await promise);
  }

  /** Refuses what waits and runs with `cancelled`, ends the host and resolves once it is gone. */
  async close(): Promise<void> {
    this.#closed = true;
    const tasks = [...this.#waiting.splice(0), ...this.#suspects.splice(0), ...this.#running.values()];
    for (const task of tasks) task.fail({ code: 'cancelled' });
    if (this.#host === null) return;
    const gone = new Promise<void>((resolve) => {
      this.#whenGone = resolve;
    });
    this.#host.kill();
    await gone;
  }

  #cancel(task: HostTask): void {
    for (const queue of [this.#waiting, this.#suspects]) {
      const at = queue.indexOf(task);
      if (at >= 0) queue.splice(at, 1);
    }
    if (this.#running.has(task.id)) this.#host?.send({ type: 'cancel', id: task.id });
  }

  #pump(): void {
    if (this.#closed || (this.#worn && !this.#replaceWhenIdle())) return;
    if (this.#suspects.length > 0) {
      const suspect = this.#running.size === 0 ? this.#suspects.shift() : undefined;
      if (suspect !== undefined) this.#send(suspect);
      return;
    }
    if ([...this.#running.values()].some(({ alone }) => alone)) return;
    while (this.#running.size < this.#options.concurrency) {
      const task = this.#waiting.shift();
      if (task === undefined) return;
      this.#send(task);
    }
  }

  /** Ends a worn host between jobs. Answers whether jobs may be sent now. */
  #replaceWhenIdle(): boolean {
    if (this.#running.size > 0) return false;
    const worn = this.#host;
    this.#forgetHost();
    worn?.kill();
    return true;
  }

  #forgetHost(): void {
    this.#host = null;
    this.#worn = false;
    this.#jobsOfHost = 0;
  }

  #start(): HostProcess {
    const host: HostProcess = this.#options.startHost(this.#options.hostPath, {
      message: (raw) => this.#host === host && this.#hear(raw),
      exit: (detail) => this.#host === host && void this.#bury(detail),
    });
    this.#host = host;
    return host;
  }

  #send(task: HostTask): void {
    const host = this.#host ?? this.#start();
    this.#running.set(task.id, task);
    this.#jobsOfHost += 1;
    this.#startTime(task);
    host.send({ type: 'run', id: task.id, job: task.job });
  }

  #startTime(task: HostTask): void {
    task.timer = setTimeout(() => this.#overrun(task), this.#options.jobSeconds * 1000);
  }

  #stopTime(task: HostTask): void {
    if (task.timer !== null) clearTimeout(task.timer);
  }

  #overrun(task: HostTask): void {
    task.overdue = true;
    this.#host?.kill();
  }

  #hear(raw: unknown): void {
    const message = parseFromHost(raw);
    const task = message === null ? undefined : this.#running.get(message.id);
    if (message === null || task === undefined) return;
    if (message.type === 'waits') this.#stopTime(task);
    else if (message.type === 'works') this.#startTime(task);
    else this.#end(task, message);
  }

  #end(task: HostTask, message: Ended): void {
    this.#endRun(task);
    this.#wear(message);
    // Cancelled too late for the host: whoever wanted it has tidied up before it was there.
    if (task.settled) void removeOutputs(task.job).catch(toAppError);
    if (message.type === 'done') task.succeed(message.value);
    else task.fail(errorOf(message));
    this.#pump();
  }

  #endRun(task: HostTask): void {
    this.#running.delete(task.id);
    this.#stopTime(task);
  }

  #wear(message: Ended): void {
    const old = this.#jobsOfHost >= this.#options.recycleAfterJobs;
    this.#worn ||= old || message.residentBytes > RECYCLE_OVER_BYTES;
  }

  /** The host is gone: whoever killed it fails, the others run again. */
  async #bury(detail: string): Promise<void> {
    const lost = [...this.#running.values()];
    for (const task of lost) this.#endRun(task);
    this.#forgetHost();
    await Promise.all(lost.map((task) => removeOutputs(task.job).catch(toAppError)));
    const overran = lost.some(({ overdue }) => overdue);
    for (const task of lost.filter(({ settled }) => !settled)) this.#judge(task, lost.length === 1, overran, detail);
    this.#whenGone?.();
    this.#pump();
  }

  #judge(task: HostTask, wasOnly: boolean, overran: boolean, detail: string): void {
    const name = subjectOf(task.job);
    if (task.overdue) {
      task.fail({ code: 'image-too-large', name, limit: 'seconds', max: this.#options.jobSeconds });
    } else if (overran) {
      this.#waiting.unshift(task);
    } else if (wasOnly) {
      task.fail({ code: 'host-died', name, detail });
    } else {
      task.alone = true;
      this.#suspects.push(task);
    }
  }
}
