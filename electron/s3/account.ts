import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  type ListBucketsCommandOutput,
} from '@aws-sdk/client-s3';
import { type AppError, type AppErrorCode, AppFailure, toAppError } from '../../shared/app-error.ts';
import { bucketNameProblem } from '../../shared/bucket-name.ts';
import type { BucketSummary } from '../../shared/connection.ts';
import { type BucketContext, openBucketContext, requestContext, type S3AccessOptions } from './bucket-context.ts';
import { isAmazon } from './endpoint-features.ts';
import { toS3Failure } from './errors.ts';
import { orAbort } from './or-abort.ts';
import { blockPublicAccess } from './public-access.ts';
import { isUnknownToServer } from './refusals.ts';
import { withRepeats } from './retry.ts';
import { readThrown } from './thrown-facts.ts';

/** The buckets of a set of keys at one server. */
export interface S3Account {
  /** All that the keys may list, by name. Throws an `AppFailure`. */
  listBuckets(options: { signal: AbortSignal }): Promise<BucketSummary[]>;
  /**
   * Makes a bucket in the account's region and shuts it to the public, where the server knows how. Throws
   * `invalid-bucket-name` before anything is sent; `bucket-taken` also where it is the account's own already.
   */
  createBucket(name: string, options: { signal: AbortSignal }): Promise<BucketSummary>;
  /** Frees the sockets. */
  close(): void;
}

/** Sends nothing until it is asked something. Throws as `openBucketContext` does. */
export function createS3Account(options: S3AccessOptions): S3Account {
  const account = openBucketContext('', options);
  return {
    listBuckets: ({ signal }) => listBuckets(account, options, signal),
    createBucket: (name, { signal }) => createBucket({ ...account, bucket: name }, options, signal),
    close: () => account.client.destroy(),
  };
}

/** Amazon answers in pages only where it is told a number, which others may not know; its own limit is 10,000. */
const BUCKETS_PER_PAGE = 1_000;
/** Pages in a row that name no further bucket and yet another page: more, and they go on for ever. */
const MOST_IDLE_PAGES = 10;

async function listBuckets(
  account: BucketContext,
  { endpoint }: S3AccessOptions,
  signal: AbortSignal,
): Promise<BucketSummary[]> {
  const context = requestContext(account, 'list-buckets', null, signal);
  const buckets = new Map<string, BucketSummary>();
  let idlePages = 0;
  const MaxBuckets = isAmazon(endpoint) ? BUCKETS_PER_PAGE : undefined;
  for (let ContinuationToken: string | undefined; ; ) {
    const command = new ListBucketsCommand({ MaxBuckets, ContinuationToken });
    const reply = await withRepeats(context, account.pace, () =>
      account.client.send(command, { abortSignal: signal, requestTimeout: account.pace.replyMs }),
    );
    const known = buckets.size;
    for (const bucket of readPage(reply, account)) buckets.set(bucket.name, bucket);
    const next = reply.ContinuationToken;
    if (next === undefined || next === '' || next === ContinuationToken) break;
    idlePages = buckets.size > known ? 0 : idlePages + 1;
    if (idlePages === MOST_IDLE_PAGES) {
      const detail = 'a list of buckets without end';
      throw new AppFailure({ code: 'not-s3', endpoint: account.endpointLabel, detail });
    }
    ContinuationToken = next;
  }
  return [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A reply that names neither buckets nor their owner is a captive portal's, and no account without buckets. */
function readPage(reply: ListBucketsCommandOutput, { endpointLabel }: BucketContext): BucketSummary[] {
  const detail = 'a list of buckets without their owner';
  if (reply.Buckets === undefined && reply.Owner === undefined)
    throw new AppFailure({ code: 'not-s3', endpoint: endpointLabel, detail });
  return (reply.Buckets ?? []).flatMap(({ Name, CreationDate }) =>
    Name === undefined ? [] : [{ name: Name, created: CreationDate?.getTime() ?? null }],
  );
}

async function createBucket(
  bucket: BucketContext,
  options: S3AccessOptions,
  signal: AbortSignal,
): Promise<BucketSummary> {
  const name = bucket.bucket;
  if (bucketNameProblem(name) !== null) throw new AppFailure({ code: 'invalid-bucket-name', bucket: name });
  const context = requestContext(bucket, 'create-bucket', null, signal);
  const limits = { abortSignal: signal, requestTimeout: bucket.pace.replyMs };
  const wasFree = await expectFree(bucket, options, signal);
  let mayBeMade = false;
  await withRepeats(context, bucket.pace, async () => {
    const region = placeOf(options);
    try {
      await bucket.client.send(createCommand(name, region), limits);
    } catch (thrown) {
      const { error } = toS3Failure(thrown, context);
      // The reply that told of its creation was lost.
      if (mayBeMade && error.code === 'bucket-taken' && error.byOwnAccount) return;
      mayBeMade = wasFree && saysNothingOfOutcome.has(error.code);
      // Others than Amazon's have one place, which some of them will not hear named.
      if (region === null || isAmazon(options.endpoint) || !isAboutPlace(error)) throw thrown;
      await bucket.client.send(createCommand(name, null), limits);
    }
  });
  await blockPublicAccess(bucket, options.endpoint, signal);
  return { name, created: Date.now() };
}

/**
 * Where it is the account's own, some servers answer a second creation with success, and would have it changed. Answers
 * whether the server said that there is none.
 */
async function expectFree(bucket: BucketContext, options: S3AccessOptions, signal: AbortSignal): Promise<boolean> {
  const limits = { abortSignal: signal, requestTimeout: bucket.pace.replyMs };
  const head = bucket.client.send(new HeadBucketCommand({ Bucket: bucket.bucket }), limits);
  // Not by the request's own signal alone: the SDK hears none while it waits for keys.
  const refusal = await orAbort(head, signal).then(() => null, readThrown);
  // Not there, not ours or not to be asked: the creation itself will tell.
  if (refusal !== null) return refusal.status === NOT_FOUND;
  const own = await listBuckets(bucket, options, signal).catch((thrown: unknown) => {
    if (toAppError(thrown).code === 'access-denied') return [];
    throw thrown;
  });
  const byOwnAccount = own.some(({ name }) => name === bucket.bucket);
  throw new AppFailure({ code: 'bucket-taken', bucket: bucket.bucket, byOwnAccount });
}

/** Amazon S3 API Reference, CreateBucket: us-east-1 is where a bucket lies for which no place is named. */
const NO_PLACE = new Set(['us-east-1', 'auto', '']);
const placeOf = ({ region }: S3AccessOptions): string | null => (NO_PLACE.has(region) ? null : region);

function createCommand(name: string, region: string | null): CreateBucketCommand {
  if (region === null) return withoutPlace(new CreateBucketCommand({ Bucket: name }));
  // The SDK's list of places is as old as the SDK.
  const LocationConstraint = region as BucketLocationConstraint;
  return new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint } });
}

/** The SDK names the client's region by itself where none is named. */
function withoutPlace(command: CreateBucketCommand): CreateBucketCommand {
  command.middlewareStack.add(
    (next) => (args) => {
      const { CreateBucketConfiguration: _, ...input } = args.input;
      return next({ ...args, input });
    },
    { name: 'withoutPlace', step: 'initialize', priority: 'low' },
  );
  return command;
}

const NOT_FOUND = 404;
/** After these a bucket may have been made all the same. */
const saysNothingOfOutcome: ReadonlySet<AppErrorCode> = new Set(['unreachable', 'timed-out', 'server-error']);
const isAboutPlace = (error: AppError): boolean => error.code === 'wrong-region' || isUnknownToServer(error);
