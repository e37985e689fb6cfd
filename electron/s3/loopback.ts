const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|.*\.localhost)$/i;

/** Whether a host name, as it stands in an address, is this computer (RFC 6761, 6.3; RFC 1122, 3.2.1.3). */
export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);
