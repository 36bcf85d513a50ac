import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { OverviewPage } from '../pages/overview.tsx';
import { SignInPage } from '../pages/sign-in.tsx';
import { Empty } from '../parts/state.tsx';
import { formatSearch, parseSearch, patterns } from '../paths.ts';
import { Page } from './page.tsx';
import { Shell } from './shell.tsx';

/** Every page by its URL. Those beyond the first look are loaded when opened. */
export function createPages() {
  const root = createRootRoute({ component: Outlet, notFoundComponent: NoSuchPage });
  const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
  const parent = () => shell;
  const tree = root.addChildren([
    createRoute({ getParentRoute: () => root, path: patterns.signIn, component: SignInPage }),
    createRoute({
      getParentRoute: () => root,
      path: patterns.invitation,
      component: lazyRouteComponent(() => import('../pages/invitation.tsx'), 'InvitationPage'),
    }),
    shell.addChildren([
      createRoute({ getParentRoute: parent, path: patterns.overview, component: OverviewPage }),
      createRoute({
        getParentRoute: parent,
        path: patterns.repositories,
        component: lazyRouteComponent(() => import('../pages/repositories.tsx'), 'RepositoriesPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.repository,
        component: lazyRouteComponent(() => import('../pages/repository.tsx'), 'RepositoryPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.commit,
        component: lazyRouteComponent(() => import('../pages/commit.tsx'), 'CommitPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.people,
        component: lazyRouteComponent(() => import('../pages/people.tsx'), 'PeoplePage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.person,
        component: lazyRouteComponent(() => import('../pages/person.tsx'), 'PersonPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.teams,
        component: lazyRouteComponent(() => import('../pages/teams.tsx'), 'TeamsPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.team,
        component: lazyRouteComponent(() => import('../pages/team.tsx'), 'TeamPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.sources,
        component: lazyRouteComponent(() => import('../pages/sources.tsx'), 'SourcesPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.removeRepository,
        component: lazyRouteComponent(() => import('../pages/repository/remove.tsx'), 'RemoveRepositoryPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.duplicates,
        component: lazyRouteComponent(() => import('../pages/people/duplicates.tsx'), 'DuplicatesPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.decisions,
        component: lazyRouteComponent(() => import('../pages/people/decisions.tsx'), 'DecisionsPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.merge,
        component: lazyRouteComponent(() => import('../pages/people/merge.tsx'), 'MergePage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.split,
        component: lazyRouteComponent(() => import('../pages/people/split.tsx'), 'SplitPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.erase,
        component: lazyRouteComponent(() => import('../pages/people/erase.tsx'), 'ErasePage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.settings,
        component: lazyRouteComponent(() => import('../pages/settings.tsx'), 'SettingsPage'),
      }),
      createRoute({
        getParentRoute: parent,
        path: patterns.account,
        component: lazyRouteComponent(() => import('../pages/account.tsx'), 'AccountPage'),
      }),
    ]),
  ]);
  return createRouter({
    routeTree: tree,
    parseSearch,
    stringifySearch: formatSearch,
    defaultPreload: false,
    defaultErrorComponent: BrokenPage,
  });
}

function NoSuchPage() {
  return (
    <main style={{ padding: 32 }}>
      <Page title="No such page">
        <Empty title="There is no page at this address">
          <a href="/">Go to the overview</a>
        </Empty>
      </Page>
    </main>
  );
}

/** A page that failed while it was drawn; what was loaded before a new version replaced its files ends here too. */
function BrokenPage({ error }: { readonly error: unknown }) {
  return (
    <Page title="This page failed">
      <Empty title="The page could not be drawn">
        <p>{error instanceof Error ? error.message : 'Unknown error'}</p>
        <button type="button" onClick={() => window.location.reload()}>
          Load it again
        </button>
      </Empty>
    </Page>
  );
}
