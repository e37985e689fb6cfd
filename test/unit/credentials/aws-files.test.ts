import { execFileSync } from 'node:child_process';
import { realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { awsCredentialsFiles } from '../../../electron/credentials/aws-credentials-file.ts';
import { MAX_AWS_FILE_BYTES, shieldAwsFiles } from '../../../electron/credentials/aws-files.ts';
import { profileLoader } from '../../../electron/credentials/profile-loader.ts';
import { loadProfiles } from '../../../electron/credentials/profiles.ts';
import { readAwsVariables } from '../../../electron/credentials/variables.ts';
import { createS3Client } from '../../../electron/s3/client.ts';
import { type AwsFiles, useAwsFiles } from '../../support/aws-files.ts';
import { TEST_PACE } from '../../support/embedded-server.ts';
import { errorOf } from '../../support/failures.ts';
import { listenOnLoopback } from '../../support/loopback.ts';

const KEYS = '[work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = secret\n';

const odd: [string, (file: string) => Promise<unknown> | unknown][] = [
  ['a pipe', (file) => execFileSync('mkfifo', [file])],
  ['a device without end', (file) => symlink('/dev/zero', file)],
  [
    'a file past all measure',
    async (file) => {
      await writeFile(file, KEYS);
      await truncate(file, MAX_AWS_FILE_BYTES + 1);
    },
  ],
];

describe.skipIf(process.platform === 'win32').each(odd)('where an AWS file is %s', (_, make) => {
  let files: AwsFiles;

  beforeEach(async () => {
    files = await useAwsFiles();
    return files.remove;
  });

  const loadKeys = () => {
    const variables = () => readAwsVariables(process.env);
    const prompts = { askMfaCode: () => Promise.resolve(null) };
    return profileLoader({ profile: 'work', variables, prompts }).load(new AbortController().signal);
  };

  it('the profiles of the other file are there, and give their keys', async () => {
    await make(files.configFile);
    await files.writeCredentials(KEYS);
    expect([...(await loadProfiles()).keys()]).toEqual(['work']);
    expect(await loadKeys()).toMatchObject({ accessKeyId: 'AKIAWORK' });
  });

  it('it is read as soon as it is an ordinary one', async () => {
    await make(files.credentialsFile);
    expect(await loadProfiles()).toEqual(new Map());
    expect(await errorOf(loadKeys())).toEqual({ code: 'no-such-profile', profile: 'work' });
    await rm(files.credentialsFile);
    await files.writeCredentials(KEYS);
    expect(await loadKeys()).toMatchObject({ accessKeyId: 'AKIAWORK' });
  });

  it('a client of S3 asks all the same', async () => {
    await make(files.configFile);
    await shieldAwsFiles();
    const { endpoint, stop } = await listenOnLoopback((_request, reply) => {
      reply.writeHead(200, { 'x-amz-request-id': 'tx1' }).end('<ListAllMyBucketsResult/>');
    });
    const credentials = () => Promise.resolve({ accessKeyId: 'A', secretAccessKey: 'B' });
    const client = createS3Client({ region: 'us-east-1', endpoint, pathStyle: true, credentials }, TEST_PACE);
    expect((await client.send(new ListBucketsCommand({}))).$metadata.httpStatusCode).toBe(200);
    client.destroy();
    await stop();
  });

  it('no keys are written over it', async () => {
    await make(files.credentialsFile);
    const keys = { accessKeyId: 'A', secretAccessKey: 'B', sessionToken: '' };
    const plan = errorOf(awsCredentialsFiles().plan({ profile: 'work', keys, region: '' }));
    expect(await plan).toEqual({ code: 'not-readable', path: await realpath(files.credentialsFile) });
  });
});
