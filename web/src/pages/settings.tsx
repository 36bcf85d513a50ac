import { Page } from '../app/page.tsx';
import { useSearchState } from '../app/search-state.ts';
import { graphql } from '../generated/gql.ts';
import { usePageQuery } from '../graph/use-page-query.ts';
import form from '../parts/form.module.css';
import { Link } from '../parts/link.tsx';
import { Empty, ProblemNotice } from '../parts/state.tsx';
import { type SettingsTab, settingsTabs } from '../paths.ts';
import { counted } from '../words/sentences.ts';
import { AccessLogTab } from './settings/access-log-tab.tsx';
import { ClaimsTab } from './settings/claims-tab.tsx';
import { InvitationsTab } from './settings/invitations-tab.tsx';
import { MembersTab } from './settings/members-tab.tsx';
import { WorkspaceTab } from './settings/workspace-tab.tsx';

const settingsQuery = graphql(`
  query Settings {
    viewer {
      role
      memberId
      workspace {
        id
        name
        memberCount
      }
    }
  }
`);

const labels: Readonly<Record<SettingsTab, string>> = {
  members: 'Members',
  invitations: 'Invitations',
  claims: 'Who is who',
  log: 'Access log',
  workspace: 'Workspace',
};

/** Who may sign in to the workspace, as what, and who changed that. */
export function SettingsPage() {
  const { search, hrefWith } = useSearchState();
  const { data, problem, retry } = usePageQuery(settingsQuery, {});
  const tab = settingsTabs.find((each) => each === search.tab) ?? 'members';
  const role = data?.viewer.role ?? 'MEMBER';
  const isAdmin = role !== 'MEMBER';
  const shown = settingsTabs.filter((each) => isAdmin || each === 'members' || each === 'workspace');
  return (
    <Page
      title="Settings"
      answer={
        data === undefined
          ? undefined
          : `${counted(data.viewer.workspace.memberCount, 'member')} of ${data.viewer.workspace.name}; you are ${role === 'MEMBER' ? 'a member' : `an ${role.toLowerCase()}`}.`
      }
    >
      {problem !== undefined && <ProblemNotice problem={problem} onRetry={retry} />}
      <nav aria-label="Parts of the settings" className={form.segments} style={{ justifySelf: 'start' }}>
        {shown.map((each) => (
          <Link
            key={each}
            href={hrefWith({ tab: each === 'members' ? undefined : each })}
            aria-current={each === tab ? 'true' : undefined}
          >
            {labels[each]}
          </Link>
        ))}
      </nav>
      {data !== undefined && !shown.includes(tab) && (
        <Empty level="h2" title="This is for administrators">
          <p>Ask an owner of the workspace.</p>
        </Empty>
      )}
      {data !== undefined && shown.includes(tab) && (
        <>
          {tab === 'members' && <MembersTab role={role} />}
          {tab === 'invitations' && <InvitationsTab role={role} />}
          {tab === 'claims' && <ClaimsTab />}
          {tab === 'log' && <AccessLogTab />}
          {tab === 'workspace' && <WorkspaceTab role={role} workspace={data.viewer.workspace} />}
        </>
      )}
    </Page>
  );
}
