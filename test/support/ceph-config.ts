/** Where one single-node Ceph keeps its files and listens. */
export interface CephPlan {
  folder: string;
  fsid: string;
  /** Loopback ports: the monitor's two protocols, and the S3 gateway's. */
  ports: { monitorV2: number; monitorV1: number; gateway: number };
}

/** Enough for the tests' objects; taken only as it is used. */
const STORE_BYTES = 2 * 1024 ** 3;
const GATEWAY_THREADS = 64;

/** `ceph.conf` of one node on loopback that keeps its objects in memory and is content with a single copy. */
export function cephConfig({ folder, fsid, ports }: CephPlan): string {
  return `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${ports.monitorV2},v1:127.0.0.1:${ports.monitorV1}]
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = true
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
ms bind ipv4 = true
public network = 127.0.0.0/8
keyring = ${folder}/keyring
run dir = ${folder}/run
log file = ${folder}/log/$name.log
admin socket = ${folder}/run/$name.asok
pid file = ${folder}/run/$name.pid
mon data avail crit = 1
[mon]
mon data = ${folder}/mon
[mgr]
mgr data = ${folder}/mgr
mgr initial modules =
[osd]
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = ${STORE_BYTES}
osd memory target = 1073741824
[client.admin]
rgw frontends = beast endpoint=127.0.0.1:${ports.gateway}
rgw thread pool size = ${GATEWAY_THREADS}
rgw enable usage log = false
rgw enable ops log = false
rgw dns name = localhost
`;
}
