/** What a person does with one source of keys, from the list of buckets to the end, through every failure on the way. */
import { join } from 'node:path';
import type { Locator } from 'playwright';
import type { RunningApp } from './app.ts';
import { captivePortal, type Fault, s3Error } from './fault.ts';
import { type FaultingProxy, isGet, isList, isPut, type SeenRequest } from './faulting-proxy.ts';
import {
  backToGrid,
  cellOf,
  chooseKeys,
  closePicture,
  dismissNotice,
  openPicture,
  saveOpenPicture,
} from './gallery.ts';
import { jpeg, placed } from './pictures.ts';
import type { Obstacle } from './secrets-obstacles.ts';
import type { Person } from './secrets-person.ts';

/** Just wide enough for one size of the plan, and no two alike: what is in the bucket already is left out. */
const WIDTH = 600;
const LEAST_HEIGHT = 400;
let drawn = 0;
const nextPicture = () => jpeg({ width: WIDTH, height: LEAST_HEIGHT + drawn++ });

export interface SecretSession {
  app: RunningApp;
  person: Person;
  proxy: FaultingProxy;
  bucket: string;
  /** Name of a picture that is in the bucket. */
  picture: string;
  /** Of the files that are uploaded and saved. */
  folder: string;
}

/** What was done with a source, for a test to check. */
export interface SessionTrace {
  /** Of the link that was copied. */
  signature: string;
  /** What the S3 server was asked. */
  requests: readonly SeenRequest[];
}

/** `name` is that of the picture which this session uploads, opens and saves. */
export async function liveThrough(
  session: SecretSession,
  source: string,
  name: string,
  obstacles: readonly Obstacle[],
): Promise<SessionTrace> {
  const { app, folder, proxy } = session;
  await listBuckets(session, source, obstacles);
  await open(session);
  await upload(session, name);
  await look(session, name);
  const signature = await copyLink(session);
  const saved = { format: 'JPEG', fileName: `${name}_512.jpg`, path: join(folder, `${name} saved.jpg`) };
  await saveOpenPicture(app, saved);
  await closePicture(app.page);
  await uploadInVain(session, name);
  await disconnect(session);
  const requests = [...proxy.requests];
  proxy.reset();
  return { signature, requests };
}

/**
 * S3's refusal in the words of AWS, which repeat what was sent: the token and all that was signed, in elements of their
 * own, and by some servers in words too (Amazon S3 API Reference, "Error responses").
 */
const refusal =
  (status: number, code: string) =>
  (request: SeenRequest): Fault => {
    const sent = Object.entries(request.headers).map(([header, value]) => `${header}:${String(value)}`);
    const signed = [request.method, request.path, ...sent].join('\n').replaceAll('&', '&amp;');
    const token = String(request.headers['x-amz-security-token']);
    return s3Error(
      status,
      code,
      `<Message>The token ${token} is refused</Message><Token-0>${token}</Token-0><StringToSign>${signed}</StringToSign><CanonicalRequest>${signed}</CanonicalRequest>`,
    );
  };

/** A page of the network that repeats the request, as those of some proxies do. */
const portal = (request: SeenRequest): Fault =>
  captivePortal.kind === 'answer'
    ? { ...captivePortal, body: `${captivePortal.body}<pre>${JSON.stringify(request.headers)}</pre>` }
    : captivePortal;

async function listBuckets(
  { app, person, proxy, bucket }: SecretSession,
  source: string,
  obstacles: readonly Obstacle[],
): Promise<void> {
  const { page } = app;
  await chooseKeys(page, source);
  const advanced = page.getByRole('button', { name: 'Advanced' });
  if ((await advanced.getAttribute('aria-expanded')) !== 'true') await advanced.click();
  await page.getByLabel('Endpoint').fill(proxy.endpoint);
  await page.getByRole('checkbox', { name: /^Path-style addresses/ }).check();
  await page.getByLabel('Bucket', { exact: true }).fill('');
  for (const [index, { before, after, says }] of (obstacles.length > 0 ? obstacles : [{ says: null }]).entries()) {
    await before?.();
    if (index === 0) await page.getByRole('button', { name: 'Browse…' }).click();
    else if (says !== null) await person.pressRemedy();
    await after?.();
    if (says !== null) await person.isTold(says);
  }
  const listed = page.getByRole('option', { name: bucket });
  await person.until(listed);
  await listed.click();
}

/** With keys that expire in the first moment. */
async function open({ app, person, proxy, picture }: SecretSession): Promise<void> {
  proxy.strike({ match: isList, fault: refusal(400, 'ExpiredToken'), times: 1 });
  await app.page.getByRole('button', { name: 'Open bucket' }).click();
  await person.until(cellOf(app.page, picture));
}

async function startUpload({ app, folder }: SecretSession, name: string): Promise<void> {
  await app.drop([await placed(folder, `${name}.jpg`, nextPicture())]);
  const panel = app.page.getByRole('dialog', { name: 'Upload 1 picture' });
  await panel.getByRole('combobox', { name: 'Album' }).fill(name);
  await panel.getByRole('button', { name: 'Upload 1 picture' }).click();
}

/** Over a connection that is cut once. */
async function upload(session: SecretSession, name: string): Promise<void> {
  const { app, person, proxy } = session;
  proxy.strike({ match: isPut, fault: { kind: 'refuse' }, times: 1 });
  await startUpload(session, name);
  await person.until(notice(app, /^1 picture uploaded/));
  await dismissNotice(app.page, /^1 picture uploaded/);
}

/** Opens the picture through all that its bytes can meet: each failure is mended by hand, or by itself. */
async function look({ app, person, proxy }: SecretSession, name: string): Promise<void> {
  const { page } = app;
  const isPicture = (request: SeenRequest): boolean => isGet(request) && request.path.includes('_512');
  const faults = [
    refusal(403, 'SignatureDoesNotMatch'),
    portal,
    refusal(403, 'AccessDenied'),
    refusal(500, 'InternalError'),
    refusal(400, 'ExpiredToken'),
  ];
  for (const fault of faults) proxy.strike({ match: isPicture, fault, times: 1 });
  await openPicture(page, name);
  // Beside the picture, and in the panel, which fetches it as well.
  const again = page.getByRole('button', { name: 'Try again' });
  await person.until(page.getByRole('img', { name, exact: true }), again);
  await person.until(page.getByText(`${name}_512.jpg`, { exact: true }), again);
}

/** The signature of the link that is on the clipboard then. */
async function copyLink({ app, person }: SecretSession): Promise<string> {
  const { page } = app;
  await page.getByRole('main').getByRole('button', { name: 'Copy link' }).click();
  await page.getByRole('dialog', { name: 'Copy link' }).getByRole('button', { name: 'Copy', exact: true }).click();
  await person.until(notice(app, /^Link copied/));
  await dismissNotice(page, /^Link copied/);
  const link = new URL(await app.electron.evaluate(({ clipboard }) => clipboard.readText()));
  const signature = link.searchParams.get('X-Amz-Signature');
  if (signature === null) throw new Error('expected a signed link on the clipboard but received another');
  return signature;
}

async function uploadInVain(session: SecretSession, name: string): Promise<void> {
  session.proxy.strike({ match: isPut, fault: refusal(403, 'AccessDenied') });
  await startUpload(session, `${name} in vain`);
  await dismissNotice(session.app.page, /^1 of 1 pictures? could not be uploaded/);
  await backToGrid(session.app.page);
}

async function disconnect({ app, bucket }: SecretSession): Promise<void> {
  await app.page.getByRole('button', { name: new RegExp(`^${bucket}: `) }).click();
  await app.page.getByRole('menuitem', { name: 'Disconnect' }).click();
  await app.page.getByRole('button', { name: 'Open bucket' }).waitFor();
}

const notice = ({ page }: RunningApp, text: RegExp): Locator =>
  page.getByRole('region', { name: 'Notices' }).getByText(text);
