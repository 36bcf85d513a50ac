import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import * as web from '@trellis/web/generated/graphql.ts';
import { type DocumentNode, print } from 'graphql';
import { addDays, type Subjects } from './subjects.ts';

/** A page's question, with the variables that the page sends. */
export interface PageQuery {
  readonly name: string;
  readonly query: string;
  readonly operationName: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Every page's query, in the web application's own words, about the busiest of what there is. */
export function pageQueries(subjects: Subjects): PageQuery[] {
  const { repositoryId, developerId, otherDeveloperId, aliasId, teamId, sha, lastDay } = subjects;
  const window = { from: addDays(lastDay, -27), to: lastDay };
  const calendar = { from: addDays(lastDay, -370), to: lastDay };
  const tab = (name: string) => ({
    id: repositoryId,
    path: '',
    files: 'SOURCE' as const,
    without: null,
    window,
    calendar,
    busFactor: name === 'bus-factor',
    whatIf: false,
    everybody: true,
    ownership: name === 'ownership',
    knowledge: name === 'knowledge',
    activity: name === 'activity',
    commits: name === 'commits',
  });
  const after = null;
  return [
    page('viewer', web.ViewerDocument, {}),
    page('overview', web.OverviewDocument, { window, calendar }),
    page('repositories', web.RepositoriesDocument, { window, after }),
    ...['bus-factor', 'ownership', 'knowledge', 'activity', 'commits'].map((name) =>
      page(`repository: ${name}`, web.RepositoryPageDocument, tab(name)),
    ),
    page('commit', web.CommitPageDocument, { repositoryId, sha }),
    page('people', web.PeopleDocument, { search: null, repositoryId: null, activity: 'ALL', sort: 'NAME', after }),
    page('people: search', web.PeopleDocument, {
      search: 'person 1',
      repositoryId: null,
      activity: 'ALL',
      sort: 'LAST_ACTIVITY',
      after,
    }),
    page('person', web.PersonPageDocument, { id: developerId, repositoryId: null, window, calendar }),
    page('person: hours', web.PersonHoursDocument, { id: developerId, repositoryId: null, window }),
    page('person: owned areas', web.OwnedAreasDocument, { id: developerId, repositoryId }),
    page('person: merge', web.MergePageDocument, {
      id: developerId,
      search: null,
      input: { survivorId: developerId, otherIds: [otherDeveloperId] },
      hasChosen: true,
    }),
    page('person: split', web.SplitPageDocument, {
      id: developerId,
      input: { developerId, aliasIds: [aliasId] },
      hasChosen: false,
    }),
    page('person: erase', web.ErasePageDocument, { id: developerId }),
    page('duplicates', web.DuplicatesDocument, { after }),
    page('decisions', web.DecisionsDocument, { after }),
    page('teams', web.TeamsDocument, { after }),
    page('team', web.TeamPageDocument, { id: teamId, calendar }),
    page('team: bus factor', web.TeamBusFactorDocument, { id: teamId, repositoryId }),
    page('sources', web.SourcesDocument, { after }),
    page('repository: remove', web.RemoveRepositoryPageDocument, { id: repositoryId }),
    page('settings', web.SettingsDocument, {}),
    page('settings: members', web.MembersDocument, { after }),
    page('settings: access log', web.AccessLogDocument, { after }),
    page('account', web.AccountDocument, {}),
  ];
}

function page<Variables extends Record<string, unknown>>(
  name: string,
  document: TypedDocumentNode<unknown, Variables>,
  variables: Variables,
): PageQuery {
  const operation = (document as DocumentNode).definitions.find((each) => each.kind === 'OperationDefinition');
  return { name, query: print(document), operationName: operation?.name?.value ?? '', variables };
}
