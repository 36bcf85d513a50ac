import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { allows, checkEveryFieldHasAccess, checkSharedFieldsAgree, enforceAccess } from './access.ts';
import { profileSubgraph } from './fixtures/profile.ts';
import { runSubgraph, testViewer } from './testing.ts';
import { VIEWER_ROLES } from './viewer.ts';

const ACCESS = 'directive @access(role: String! = "member", relation: String) on FIELD_DEFINITION';
const member = { role: 'member', solo: false } as const;
const anns = { self: ['ann'], leads: [], sharedBy: [] };

describe('a field with a role', () => {
  it.each([
    ['member', 'member', true],
    ['member', 'admin', true],
    ['member', 'owner', true],
    ['admin', 'member', false],
    ['admin', 'admin', true],
    ['admin', 'owner', true],
    ['owner', 'member', false],
    ['owner', 'admin', false],
    ['owner', 'owner', true],
  ] as const)('that asks for %s answers a viewer who is %s: %s', (role, viewer, expected) => {
    expect(allows({ role, relation: undefined }, testViewer({ role: viewer, solo: false }), undefined)).toBe(expected);
  });

  it('knows no other roles than these three', () => {
    expect(VIEWER_ROLES).toEqual(['member', 'admin', 'owner']);
  });
});

describe('a field with a relation', () => {
  const grants = { self: ['ann'], leads: ['bob'], sharedBy: ['cleo'] };
  it.each([
    ['self', 'ann', true],
    ['self', 'bob', false],
    ['self', 'cleo', true],
    ['self', 'dan', false],
    ['self-or-lead', 'ann', true],
    ['self-or-lead', 'bob', true],
    ['self-or-lead', 'cleo', true],
    ['self-or-lead', 'dan', false],
  ] as const)('%s about %s: %s', (relation, person, expected) => {
    expect(allows({ role: 'member', relation }, testViewer({ ...member, grants }), person)).toBe(expected);
  });

  it('counts the owner as everybody while the workspace has one member', () => {
    expect(allows({ role: 'member', relation: 'self' }, testViewer({ role: 'owner', solo: true }), 'dan')).toBe(true);
    expect(allows({ role: 'member', relation: 'self' }, testViewer({ role: 'owner', solo: false }), 'dan')).toBe(false);
    expect(allows({ role: 'member', relation: 'self' }, testViewer({ role: 'admin', solo: true }), 'dan')).toBe(false);
  });

  it('is denied where the person is not known', () => {
    expect(allows({ role: 'member', relation: 'self' }, testViewer(), undefined)).toBe(false);
  });

  it('needs the role as well', () => {
    expect(allows({ role: 'owner', relation: 'self' }, testViewer({ ...member, grants }), 'ann')).toBe(false);
  });
});

describe('a subgraph', () => {
  it('gives null and an error that names the field, and does not call its resolver', async () => {
    const { service, calls } = profileSubgraph();
    const result = await runSubgraph(
      service,
      '{ developer(id: "bob") { name hours } }',
      {},
      { ...member, grants: anns },
    );
    expect(result.data).toEqual({ developer: { name: 'Name of bob', hours: null } });
    expect(result.errors).toHaveLength(1);
    expect(result.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', deniedField: 'Developer.hours' });
    expect(result.errors?.[0]?.path).toEqual(['developer', 'hours']);
    expect(calls.resolved).toEqual([]);
  });

  it('shows the person what is theirs', async () => {
    const result = await runSubgraph(
      profileSubgraph().service,
      '{ developer(id: "ann") { hours workload } }',
      {},
      { ...member, grants: anns },
    );
    expect(result).toEqual({ data: { developer: { hours: '9 to 5', workload: 'light' } } });
  });

  it('checks people who are reached as entities alike', async () => {
    const result = await runSubgraph(
      profileSubgraph().service,
      'query ($people: [_Any!]!) { _entities(representations: $people) { ... on Developer { hours } } }',
      { people: ['ann', 'bob'].map((id) => ({ __typename: 'Developer', id })) },
      { ...member, grants: anns },
    );
    expect(result.data).toEqual({ _entities: [{ hours: '9 to 5' }, { hours: null }] });
  });

  it('makes the parent null where a denied field may not be', async () => {
    const result = await runSubgraph(profileSubgraph().service, '{ developer(id: "ann") { salary } }', {}, member);
    expect(result.data).toEqual({ developer: null });
    expect(result.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });

  it('does not run a mutation that the viewer may not ask for', async () => {
    const { service, calls } = profileSubgraph();
    const result = await runSubgraph(service, 'mutation { rename(name: "x") }', {}, { role: 'admin' });
    expect(result.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect(calls.resolved).toEqual([]);
  });
});

describe('a schema', () => {
  it('is refused while a field has no rule, and the field is named', () => {
    const schema = buildSchema(`${ACCESS} type Query { open: Int @access planted: Int }`);
    expect(() => enforceAccess(schema)).toThrow('Query.planted has no @access rule.');
  });

  it('is refused for a role or relation that does not exist', () => {
    const schema = buildSchema(`${ACCESS}
      type Query { a: Int @access(role: "king") }
      type Developer { b: Int @access(relation: "friend") c: Int @access }`);
    expect(checkEveryFieldHasAccess(schema)).toEqual([
      'Query.a has an unknown role or relation in @access.',
      'Developer.b has an unknown role or relation in @access.',
    ]);
  });

  it('is refused for a relation on a type that is no person', () => {
    const schema = buildSchema(`${ACCESS} type Query { a: Int @access(relation: "self") }`);
    expect(checkEveryFieldHasAccess(schema)).toEqual([
      'Query.a asks for a relation, but only fields of Developer are about a person.',
    ]);
  });

  it('that shares a type with another has to rule it alike', () => {
    const one = buildSchema(`${ACCESS} type Query { a: Int @access } type Page { end: Int @access }`);
    const other = buildSchema(`${ACCESS} type Query { b: Int @access } type Page { end: Int @access(role: "owner") }`);
    expect(checkSharedFieldsAgree({ one, other })).toEqual([
      'Page.end has {"role":"member"} in one, but {"role":"owner"} in other.',
    ]);
    expect(checkSharedFieldsAgree({ one, again: one })).toEqual([]);
  });
});
