import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  valueFromAST,
} from 'graphql';
import { CodedError } from './errors.ts';
import type { ResolverContext } from './subgraph.ts';
import { VIEWER_ROLES, type Viewer, type ViewerRole } from './viewer.ts';

/** How the viewer has to stand to the person a field is about. */
export const ACCESS_RELATIONS = ['self', 'self-or-lead'] as const;
export type AccessRelation = (typeof ACCESS_RELATIONS)[number];

/** Content of `@access`: the least role and, besides, a relation. */
export interface AccessRule {
  readonly role: ViewerRole;
  readonly relation: AccessRelation | undefined;
}

/** A relation is about a person, so it can stand on fields of this type only. */
const PERSON_TYPE = 'Developer';

/**
 * Puts each field's rule in front of its resolver. A field that is denied is null (or makes its parent null, where it
 * may not be) with an error FORBIDDEN that names it; its resolver is never called.
 * @throws CodedError ACCESS_RULE_INVALID naming the fields without a rule or with an unknown one
 */
export function enforceAccess(schema: GraphQLSchema): void {
  const problems = checkEveryFieldHasAccess(schema);
  if (problems.length > 0) throw new CodedError('ACCESS_RULE_INVALID', problems.join('\n'));
  for (const { type, field } of ruledFields(schema)) {
    const rule = accessRule(schema, field);
    if (rule === undefined || isOpenToEveryMember(rule)) continue;
    const resolve = field.resolve ?? defaultFieldResolver;
    const name = `${type.name}.${field.name}`;
    field.resolve = (parent, args, context: ResolverContext, info) => {
      if (!allows(rule, context.viewer, (parent as { id?: unknown } | undefined)?.id)) throw forbidden(name, rule);
      return resolve(parent, args, context, info);
    };
  }
}

/**
 * One line for each object field whose rule is missing or unknown; empty where all is well. The same for a subgraph's
 * schema and for the composed supergraph.
 */
export function checkEveryFieldHasAccess(schema: GraphQLSchema): string[] {
  const problems: string[] = [];
  for (const { type, field } of ruledFields(schema)) {
    const name = `${type.name}.${field.name}`;
    const written = writtenAccess(schema, field);
    if (written === undefined) problems.push(`${name} has no @access rule.`);
    else if (accessRule(schema, field) === undefined)
      problems.push(`${name} has an unknown role or relation in @access.`);
    else if (written.relation !== undefined && type.name !== PERSON_TYPE) {
      problems.push(`${name} asks for a relation, but only fields of ${PERSON_TYPE} are about a person.`);
    }
  }
  return problems;
}

/** One line for each field that two of the schemas rule differently; empty where all agree. */
export function checkSharedFieldsAgree(schemas: Readonly<Record<string, GraphQLSchema>>): string[] {
  const first = new Map<string, { subgraph: string; rule: string }>();
  const problems: string[] = [];
  for (const [subgraph, schema] of Object.entries(schemas)) {
    for (const { type, field } of ruledFields(schema)) {
      const name = `${type.name}.${field.name}`;
      const rule = JSON.stringify(accessRule(schema, field));
      const seen = first.get(name);
      if (seen === undefined) first.set(name, { subgraph, rule });
      else if (seen.rule !== rule) {
        problems.push(`${name} has ${seen.rule} in ${seen.subgraph}, but ${rule} in ${subgraph}.`);
      }
    }
  }
  return problems;
}

/** Whether a viewer may read a field under this rule; `personId` is the person the field is about. */
export function allows(rule: AccessRule, viewer: Viewer, personId: unknown): boolean {
  if (VIEWER_ROLES.indexOf(viewer.role) < VIEWER_ROLES.indexOf(rule.role)) return false;
  if (rule.relation === undefined) return true;
  if (typeof personId !== 'string') return false;
  if (viewer.solo && viewer.role === 'owner') return true;
  const { self, leads, sharedBy } = viewer.grants;
  if (self.includes(personId) || sharedBy.includes(personId)) return true;
  return rule.relation === 'self-or-lead' && leads.includes(personId);
}

function isOpenToEveryMember(rule: AccessRule): boolean {
  return rule.role === 'member' && rule.relation === undefined;
}

function forbidden(name: string, rule: AccessRule): CodedError {
  const who = rule.relation === undefined ? `the role ${rule.role}` : relationInWords(rule.relation);
  return new CodedError('FORBIDDEN', `${name} is not for this viewer: it needs ${who}.`, {
    details: { deniedField: name },
  });
}

function relationInWords(relation: AccessRelation): string {
  return relation === 'self' ? 'the person it is about' : 'the person it is about or a lead of a team of theirs';
}

type RuledField = GraphQLField<unknown, ResolverContext>;

/**
 * Object fields of the contract that this schema answers for: neither introspection nor the federation's own, and no
 * `@external` ones, which the subgraph that owns them rules.
 */
function* ruledFields(schema: GraphQLSchema): Generator<{ type: GraphQLObjectType; field: RuledField }> {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.name.startsWith('_') && !isExternal(field)) yield { type, field };
    }
  }
}

function isExternal(field: RuledField): boolean {
  return field.astNode?.directives?.some((directive) => directive.name.value === 'external') ?? false;
}

function writtenAccess(schema: GraphQLSchema, field: RuledField): Record<string, unknown> | undefined {
  const node = field.astNode?.directives?.find((directive) => directive.name.value === 'access');
  if (node === undefined) return undefined;
  const definition = schema.getDirective('access');
  const values: Record<string, unknown> = {};
  for (const argument of definition?.args ?? []) {
    const given = node.arguments?.find((candidate) => candidate.name.value === argument.name);
    const value = given === undefined ? argument.defaultValue : valueFromAST(given.value, argument.type);
    if (value !== undefined && value !== null) values[argument.name] = value;
  }
  return values;
}

function accessRule(schema: GraphQLSchema, field: RuledField): AccessRule | undefined {
  const written = writtenAccess(schema, field);
  const role = VIEWER_ROLES.find((candidate) => candidate === written?.role);
  const relation = ACCESS_RELATIONS.find((candidate) => candidate === written?.relation);
  if (role === undefined || (written?.relation !== undefined && relation === undefined)) return undefined;
  return { role, relation };
}
