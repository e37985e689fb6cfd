/** The name that the certificate was made out to, besides `localhost`; it resolves nowhere. */
export const TLS_HOST = 's3.contact-sheet.test';

/** Of its own making, for servers of tests on loopback; nothing trusts it. Valid for a hundred years. */
export const TLS_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBxDCCAWugAwIBAgIUNV/qs9fuKQcTifGaUuqpH6zJ4SYwCgYIKoZIzj0EAwIw
IDEeMBwGA1UEAwwVczMuY29udGFjdC1zaGVldC50ZXN0MCAXDTI2MTEyMjAyMTQx
OFoYDzIxMjYxMDI5MDIxNDE4WjAgMR4wHAYDVQQDDBVzMy5jb250YWN0LXNoZWV0
LnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATFqhJPjVsHZkccbIPBVQK1
74+v4b0NcwNCt9SHAkC3v1UkIUZ8r/LHCgAqsDpPHo9E3j5xH2j2nwYdF2WrketE
o4GAMH4wHQYDVR0OBBYEFOMnXkZB2dbpFbCFeZw2vgsZTT4SMB8GA1UdIwQYMBaA
FOMnXkZB2dbpFbCFeZw2vgsZTT4SMA8GA1UdEwEB/wQFMAMBAf8wKwYDVR0RBCQw
IoIVczMuY29udGFjdC1zaGVldC50ZXN0gglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
RwAwRAIgSR330SQXpqCnKTa0JFa2wb/avLtNJ2AaxDobMAK3jIACIExkBWYMwd37
rixc1TRxC1mqyWoyBUDNtPQJj4ZGczc1
-----END CERTIFICATE-----
`;
export const TLS_PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgU4LItv0K/tTPuJPI
s8u77BaExV0Zmg/3UkZYekJgpqShRANCAATFqhJPjVsHZkccbIPBVQK174+v4b0N
cwNCt9SHAkC3v1UkIUZ8r/LHCgAqsDpPHo9E3j5xH2j2nwYdF2WrketE
-----END PRIVATE KEY-----
`;
