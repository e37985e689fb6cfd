import { expect, it, onTestFinished } from 'vitest';
import { profileLoader } from '../../../electron/credentials/profile-loader.ts';
import { readAwsVariables } from '../../../electron/credentials/variables.ts';
import { MAX_REPLY_BYTES } from '../../../electron/s3/reply-limit.ts';
import { useAwsFiles } from '../../support/aws-files.ts';
import { errorOf } from '../../support/failures.ts';
import { listenOnLoopback } from '../../support/loopback.ts';

const MEGABYTE = Buffer.alloc(1024 * 1024, 'a');

it('a reply of STS without end is cut before it fills the memory', async () => {
  const files = await useAwsFiles();
  onTestFinished(files.remove);
  const { endpoint, stop } = await listenOnLoopback((request, reply) => {
    request.resume();
    reply.writeHead(200, { 'content-type': 'text/xml' });
    const send = (): void => {
      while (!reply.destroyed && reply.write(MEGABYTE));
    };
    reply.on('drain', send);
    send();
  });
  onTestFinished(stop);
  files.setVariables({ AWS_ENDPOINT_URL_STS: endpoint });
  await files.writeCredentials('[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = secret\n');
  await files.writeConfig('[profile deploy]\nrole_arn = arn:aws:iam::1:role/deploy\nsource_profile = base\n');
  const prompts = { askMfaCode: () => Promise.resolve(null) };
  const loader = profileLoader({ profile: 'deploy', variables: () => readAwsVariables(process.env), prompts });
  expect(await errorOf(loader.load(new AbortController().signal))).toEqual({
    code: 'unreachable',
    endpoint: '127.0.0.1',
    detail: `more than ${MAX_REPLY_BYTES} bytes in one reply`,
  });
});
