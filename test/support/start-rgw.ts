import { existsSync } from 'node:fs';
import path from 'node:path';
import { startCephNode } from './ceph-node.ts';

export interface RgwKeys {
  accessKeyId: string;
  secretAccessKey: string;
}

/** What a test process must know of a gateway that another process started. */
export interface RgwAddress {
  endpoint: string;
  /** Who owns the tests' buckets. */
  keys: RgwKeys;
  /** Somebody else, who may not see them. */
  stranger: RgwKeys;
}

/** A gateway that this process started. */
export interface StartedRgw {
  address: RgwAddress;
  stop(): Promise<void>;
}

/** Set it to leave out what needs the gateway; its value may say why. */
const OPT_OUT = 'CONTACT_SHEET_NO_RGW';
const PROGRAMS = [
  'ceph-mon',
  'ceph-mgr',
  'ceph-osd',
  'radosgw',
  'radosgw-admin',
  'ceph',
  'ceph-authtool',
  'monmaptool',
];
/** The Debian packages that hold them. */
const RGW_PACKAGES = ['radosgw', 'ceph-mon', 'ceph-osd', 'ceph-mgr', 'ceph-common'] as const;

const OWNER: RgwKeys = {
  accessKeyId: 'GALLERYOWNER00000001',
  secretAccessKey: 'galleryownersecret00000000000000000000001',
};
const STRANGER: RgwKeys = {
  accessKeyId: 'GALLERYOTHER00000001',
  secretAccessKey: 'galleryothersecret00000000000000000000001',
};

/** Why the gateway cannot be started here; null where it can. */
export function whyNoRgw(): string | null {
  if (process.platform !== 'linux') return 'Ceph RGW runs on Linux only';
  const told = process.env[OPT_OUT] ?? '';
  if (told !== '') return /^(1|true|yes)$/i.test(told) ? `${OPT_OUT} is set` : told;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const missing = PROGRAMS.find((program) => !folders.some((folder) => existsSync(path.join(folder, program))));
  return missing === undefined
    ? null
    : `${missing} is not installed (Debian: apt-get install ${RGW_PACKAGES.join(' ')})`;
}

/** Starts a gateway with two users. */
export async function startRgw(): Promise<StartedRgw> {
  const node = await startCephNode();
  try {
    await addUser(node.admin, 'owner', OWNER);
    await addUser(node.admin, 'stranger', STRANGER);
  } catch (thrown) {
    await node.stop();
    throw thrown;
  }
  const endpoint = `http://127.0.0.1:${node.gatewayPort}`;
  return { address: { endpoint, keys: OWNER, stranger: STRANGER }, stop: node.stop };
}

const addUser = (admin: (args: readonly string[]) => Promise<string>, uid: string, keys: RgwKeys): Promise<string> =>
  admin([
    'user',
    'create',
    `--uid=${uid}`,
    `--display-name=${uid}`,
    `--access-key=${keys.accessKeyId}`,
    `--secret-key=${keys.secretAccessKey}`,
  ]);
