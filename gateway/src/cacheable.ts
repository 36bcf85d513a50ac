import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  Kind,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { ParsedOperation } from './stages/parse.ts';

/**
 * Types of which every field follows an epoch of the subgraph that it comes from, or the epoch of access. A type that is not
 * here is never cached: sign-ins, invitations, tokens, logs, and work under way.
 */
const CACHED_TYPES: ReadonlySet<string> = new Set([
  ...['Query', 'Workspace', 'Repository', 'Developer', 'Team', 'Alias', 'PageInfo', 'Unavailable', 'Window', 'Metric'],
  ...['DeveloperConnection', 'DeveloperEdge', 'DeveloperRepository', 'ContributorConnection', 'ContributorEdge'],
  ...['CountMetric', 'LanguageMix', 'LanguageShare'],
  ...['TeamConnection', 'TeamEdge', 'TeamMembership', 'BusFactor', 'BusFactorStep', 'OwnedArea'],
  ...['KnowledgeConnection', 'KnowledgeEdge', 'Knowledge', 'Directory', 'DirectoryEntry'],
  ...['FileConnection', 'FileEdge', 'RepositoryFile', 'FileAuthor'],
  ...['FileChangeConnection', 'FileChangeEdge', 'FileChange'],
  ...['ActivityCalendar', 'ActivityDay', 'HourHeatmap', 'HourCell', 'Commit', 'CommitConnection', 'CommitEdge'],
  ...['WeeklyActivity', 'ActivityWeek', 'SimilarWork'],
  ...['RepositoryConnection', 'RepositoryEdge', 'Limitation', 'ImportRun', 'ImportError'],
  ...['ProjectionStream', 'StreamHalt'],
  // Of whoever asks and of other members: what a change of access changes. Answers are kept for each member alone.
  ...['Viewer', 'Member'],
]);

/**
 * Makes the function that says whether an operation's answer may be kept at all: a query, of types that follow epochs, and
 * without a field that asks how the viewer stands to a person.
 * @param relationFields fields with a relation in `@access`, as `Type.field`
 */
export function createCacheable(
  schema: GraphQLSchema,
  relationFields: ReadonlySet<string>,
): (operation: ParsedOperation) => boolean {
  const known = new WeakMap<DocumentNode, boolean>();

  const check = ({ operation, document }: ParsedOperation): boolean => {
    if (operation.operation !== OperationTypeNode.QUERY) return false;
    let cacheable = true;
    const info = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(info, {
        [Kind.FIELD]() {
          const type = getNamedType(info.getType());
          const name = `${info.getParentType()?.name}.${info.getFieldDef()?.name}`;
          if (isCompositeType(type) && !CACHED_TYPES.has(type.name)) cacheable = false;
          if (relationFields.has(name)) cacheable = false;
        },
      }),
    );
    return cacheable;
  };

  return (operation) => {
    const remembered = known.get(operation.document);
    if (remembered !== undefined) return remembered;
    const cacheable = check(operation);
    known.set(operation.document, cacheable);
    return cacheable;
  };
}

/** The fields of a supergraph whose `@access` has a relation, as `Type.field`. */
export function readRelationFields(supergraph: DocumentNode): ReadonlySet<string> {
  const found = new Set<string>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const access = field.directives?.find((directive) => directive.name.value === 'access');
      const relation = access?.arguments?.find((argument) => argument.name.value === 'relation');
      if (relation !== undefined) found.add(`${definition.name.value}.${field.name.value}`);
    }
  }
  return found;
}
