import { CodedError } from '@trellis/service-kit/errors.ts';
import { testViewer } from '@trellis/service-kit/testing.ts';
import type { Viewer } from '@trellis/service-kit/viewer.ts';
import { type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Authenticated, AuthenticateStage } from './authenticate.ts';
import type { ParsedOperation } from './parse.ts';
import { createRecheckStage, losesAccess } from './recheck.ts';
import type { HttpAnswer } from './respond.ts';

const owner = testViewer({ grants: { self: ['ann'], leads: ['bob'], sharedBy: ['eve'], teams: ['core'] } });
const lead = { ...owner, role: 'member' } as const;

/** Runs an operation while the viewer becomes another one after each run; undefined: signed out. */
async function answerOf(query: string, before: Viewer, ...then: (Viewer | undefined)[]) {
  const ran: Viewer[] = [];
  const who = (viewer: Viewer): Authenticated => ({ viewer, expiresAt: '', internalToken: '', sessionKey: '' });
  const authenticate = (async () => {
    const now = then[Math.min(ran.length, then.length) - 1];
    if (now === undefined) throw new CodedError('UNAUTHENTICATED', 'Gone.');
    return who(now);
  }) as unknown as AuthenticateStage;
  const document = parse(query);
  const operation = { document, operation: document.definitions[0] as OperationDefinitionNode } as ParsedOperation;
  const asked = { operation, who: who(before), credentials: undefined, requestId: 'r' };
  const answer = createRecheckStage(authenticate)(asked, async ({ viewer }) => {
    ran.push(viewer);
    return { body: viewer.role } as HttpAnswer;
  });
  return answer.then(
    ({ body }) => ({ body, runs: ran.length }),
    (error: CodedError) => ({ code: error.code, runs: ran.length }),
  );
}

describe('before an answer leaves', () => {
  it('is given to who still may see it', async () => {
    expect(await answerOf('{ viewer { name } }', owner, owner)).toEqual({ body: 'owner', runs: 1 });
    const more = { ...owner, grants: { ...owner.grants, leads: ['bob', 'carl'] } };
    expect(await answerOf('{ viewer { name } }', owner, more)).toEqual({ body: 'owner', runs: 1 });
  });

  it('is made anew as who the viewer is now', async () => {
    expect(await answerOf('{ viewer { name } }', owner, lead, lead)).toEqual({ body: 'member', runs: 2 });
  });

  it('is withheld from who has been signed out', async () => {
    expect(await answerOf('{ viewer { name } }', owner, undefined)).toEqual({ code: 'UNAUTHENTICATED', runs: 1 });
  });

  it('is given up where access changes with each try', async () => {
    const roles = (['admin', 'member'] as const).map((role) => ({ ...owner, role }));
    const none = { ...lead, grants: { self: [], leads: [], sharedBy: [] } };
    expect(await answerOf('{ viewer { name } }', owner, ...roles, none)).toEqual({ code: 'UNAVAILABLE', runs: 3 });
  });

  it('never runs a mutation twice, and withholds what it found', async () => {
    expect(await answerOf('mutation { createTeam { id } }', owner, lead)).toEqual({ code: 'ACCESS_CHANGED', runs: 1 });
    expect(await answerOf('mutation { createTeam { id } }', owner, owner)).toEqual({ body: 'owner', runs: 1 });
  });

  it('lets a mutation say that it is done, also to who has left by it', async () => {
    expect(await answerOf('mutation { leaveWorkspace }', owner, undefined)).toEqual({ body: 'owner', runs: 1 });
  });
});

describe('losing access', () => {
  it.each([
    ['another member', { memberId: 'x' }],
    ['another workspace', { workspaceId: 'x' }],
    ['a lesser role', { role: 'admin' }],
    ['no longer alone', { solo: false }],
    ['no own person', { grants: { ...owner.grants, self: [] } }],
    ['a person less to lead', { grants: { ...owner.grants, leads: [] } }],
    ['a person less who shares', { grants: { ...owner.grants, sharedBy: ['adam'] } }],
    ['a team less', { grants: { ...owner.grants, teams: [] } }],
  ] as [string, Partial<Viewer>][])('is being %s', (_, change) => {
    expect(losesAccess(owner, { ...owner, ...change })).toBe(true);
    expect(losesAccess(owner, structuredClone(owner))).toBe(false);
  });
});
