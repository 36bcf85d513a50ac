import type { WorkspaceRole } from '../../generated/graphql.ts';

const roles: readonly WorkspaceRole[] = ['MEMBER', 'ADMIN', 'OWNER'];

export const roleWords: Readonly<Record<WorkspaceRole, string>> = {
  MEMBER: 'Member',
  ADMIN: 'Admin',
  OWNER: 'Owner',
};

/** The roles that somebody with this one may give. */
export function rolesUpTo(role: WorkspaceRole): readonly WorkspaceRole[] {
  return roles.slice(0, roles.indexOf(role) + 1);
}
