import { amazonOnAccess } from './amazon-access.ts';
import { amazonOnObjects } from './amazon-objects.ts';
import { between } from './between.ts';
import { otherServers } from './other-servers.ts';
import type { ErrorReply } from './reply.ts';

/** Replies of real servers, in their own words as far as these are known. */
export const errorReplies: readonly ErrorReply[] = [...amazonOnAccess, ...amazonOnObjects, ...otherServers, ...between];
