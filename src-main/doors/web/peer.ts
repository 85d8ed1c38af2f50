import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

interface Row {
  /** `address:port` in hexadecimal, as the kernel writes them. */
  readonly local: string;
  readonly remote: string;
  readonly uid: number;
  readonly inode: string;
}

/** The connections in a table of /proc/net (proc_net(5)); none where it cannot be read. */
function readTable(path: string): Row[] {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [, local, remote, , , , , uid, , inode] = line.trim().split(/\s+/);
    return local && remote && inode && /^\d+$/.test(uid ?? '') ? [{ local, remote, uid: Number(uid), inode }] : [];
  });
}

/** 127.0.0.1 as the kernel writes it, on processors of either byte order; after it in tcp6, mapped to IPv6. */
const loopback = /(?:0100007F|7F000001)$/i;

function isAt(end: string, port: number | undefined): boolean {
  const [address = '', written = ''] = end.split(':');
  return port !== undefined && loopback.test(address) && Number.parseInt(written, 16) === port;
}

/**
 * Whether another user of this machine is at the far end of a loopback connection. Linux tells; elsewhere nobody is
 * found to be another, and the session's secret alone stands in the way. The administrator is no other user.
 */
export function isOfAnotherUser({ localPort, remotePort }: Socket): boolean {
  const ownUid = process.geteuid?.();
  if (process.platform !== 'linux' || ownUid === undefined) return false;
  const rows = [...readTable('/proc/net/tcp'), ...readTable('/proc/net/tcp6')];
  // A table that lacks our own end is not one of this network.
  if (!rows.some(({ local, remote }) => isAt(local, localPort) && isAt(remote, remotePort))) return false;
  const far = rows.find(({ local, remote }) => isAt(local, remotePort) && isAt(remote, localPort));
  // Without an inode its process has let go of it: nobody is left to be answered, and the uid is no longer told.
  return far === undefined || far.inode === '0' || (far.uid !== ownUid && far.uid !== 0);
}
