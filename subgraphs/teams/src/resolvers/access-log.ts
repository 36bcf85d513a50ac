import { readFirst, toConnection } from '@trellis/service-kit/connection.ts';
import type { ResolverContext } from '@trellis/service-kit/subgraph.ts';
import type { AccessChangeResolvers, QueryResolvers } from '../generated/resolvers.ts';
import { listAccessChanges } from '../store/access-log.ts';
import { findMemberNames } from '../store/members.ts';
import { readTimeCursor } from './read-input.ts';
import type { ServiceParts } from './service-parts.ts';

interface Page {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Who changed who may see what. */
export function accessLogQueries(parts: ServiceParts): Pick<QueryResolvers, 'accessLog'> {
  return { accessLog: (_, page, { viewer }) => accessLogPage(parts, viewer.workspaceId, undefined, page) };
}

/** A page of the access log. @param aboutMemberId only what is about this member */
export async function accessLogPage(
  { pool }: ServiceParts,
  workspaceId: string,
  aboutMemberId: string | undefined,
  page: Page,
) {
  const first = readFirst(page.first, 50);
  const rows = await listAccessChanges(pool, workspaceId, aboutMemberId, first + 1, readTimeCursor(page.after));
  return toConnection(rows, first, ({ sortTime, id }) => [sortTime, id]);
}

export function accessChangeResolvers(parts: ServiceParts): AccessChangeResolvers {
  return {
    at: ({ at }) => at.toISOString(),
    actorName: ({ actorId }, _, context) => loadName(parts, context, actorId),
    memberName: ({ memberId }, _, context) => loadName(parts, context, memberId),
    developer: ({ developerId }) => (developerId === null ? null : { id: developerId }),
  };
}

async function loadName({ pool }: ServiceParts, context: ResolverContext, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const loader = context.loader<string, string | null>('member-name', (ids) =>
    findMemberNames(pool, context.viewer.workspaceId, ids),
  );
  return loader.load(id);
}
