import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { graphql } from '../generated/gql.ts';
import { connectLive } from '../graph/live.ts';
import { post } from '../graph/post.ts';
import { usePageQuery } from '../graph/use-page-query.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Link } from '../parts/link.tsx';
import { ProblemNotice } from '../parts/state.tsx';
import { paths } from '../paths.ts';
import { ExplainPlace } from './explain-place.ts';
import { OfflineNotice } from './offline-notice.tsx';
import styles from './shell.module.css';
import { ThemeChoice } from './theme-choice.tsx';
import { WorkspaceChoice } from './workspace-choice.tsx';

const Palette = lazy(() => import('./palette.tsx'));

const viewerQuery = graphql(`
  query Viewer {
    viewer {
      name
      role
      solo
      workspace {
        id
        name
      }
      workspaces {
        id
        name
        isCurrent
      }
    }
  }
`);

const areas: readonly { readonly href: string; readonly label: string; readonly icon: IconName }[] = [
  { href: paths.overview(), label: 'Overview', icon: 'overview' },
  { href: paths.repositories(), label: 'Repositories', icon: 'repositories' },
  { href: paths.people(), label: 'People', icon: 'people' },
  { href: paths.teams(), label: 'Teams', icon: 'teams' },
  { href: paths.sources(), label: 'Sources', icon: 'sources' },
  { href: paths.settings(), label: 'Settings', icon: 'settings' },
];

/** What stands around every page: areas at the left, search at the top, the explanation at the right. */
export function Shell() {
  const { data, problem, retry } = usePageQuery(viewerQuery, {});
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const isSignedIn = data?.viewer !== undefined;
  const main = useFocusOnNewPage();
  useEffect(() => (isSignedIn ? connectLive() : undefined), [isSignedIn]);
  useEffect(() => {
    const openPalette = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setPaletteOpen((isOpen) => !isOpen);
    };
    window.addEventListener('keydown', openPalette);
    return () => window.removeEventListener('keydown', openPalette);
  }, []);
  if (problem?.code === 'UNAUTHENTICATED') return <SignedOut />;
  return (
    <ExplainPlace value={place}>
      <a className={styles.skip} href="#main">
        Skip to the page
      </a>
      <div className={styles.shell}>
        <Sidebar
          workspaces={data?.viewer.workspaces ?? []}
          viewer={data?.viewer.name}
          onSearch={() => setPaletteOpen(true)}
        />
        <main className={styles.main} id="main" ref={main} tabIndex={-1}>
          <OfflineNotice />
          {problem !== undefined && data === undefined ? (
            <ProblemNotice problem={problem} onRetry={retry} />
          ) : (
            <Outlet />
          )}
        </main>
        <aside className={styles.aside} aria-label="Explanation" ref={setPlace} />
      </div>
      {isPaletteOpen && (
        <Suspense fallback={null}>
          <Palette areas={areas} onClose={() => setPaletteOpen(false)} />
        </Suspense>
      )}
    </ExplainPlace>
  );
}

interface SidebarProps {
  readonly workspaces: Parameters<typeof WorkspaceChoice>[0]['workspaces'];
  readonly viewer: string | undefined;
  readonly onSearch: () => void;
}

function Sidebar({ workspaces, viewer, onSearch }: SidebarProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <header className={styles.side}>
      <div className={styles.brand}>
        <img src="/trellis.svg" alt="" width={20} height={20} />
        <WorkspaceChoice workspaces={workspaces} />
        <button
          type="button"
          className={styles.menu}
          aria-expanded={isOpen}
          aria-controls="areas"
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="menu" />
          <span className="visually-hidden">Menu</span>
        </button>
      </div>
      <div className={styles.folded} id="areas" data-open={isOpen}>
        <button type="button" className={styles.search} onClick={onSearch}>
          <Icon name="search" size={14} />
          Search
          <kbd>{/Mac|iP/.test(navigator.platform) ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        <nav aria-label="Areas">
          <ul>
            {areas.map((area) => (
              <li key={area.href}>
                <AreaLink href={area.href} onFollow={() => setOpen(false)}>
                  <Icon name={area.icon} />
                  {area.label}
                </AreaLink>
              </li>
            ))}
          </ul>
        </nav>
        <div className={styles.foot}>
          <ThemeChoice />
          {viewer !== undefined && (
            <p>
              Signed in as <Link href={paths.account()}>{viewer}</Link> · <SignOut />
            </p>
          )}
        </div>
      </div>
    </header>
  );
}

function SignOut() {
  const signOut = async () => {
    await post('/auth/sign-out', {});
    // A full load, so that nothing of what was shown stays in memory.
    window.location.replace(paths.overview());
  };
  return (
    <button type="button" className={styles.signOut} onClick={signOut}>
      Sign out
    </button>
  );
}

function AreaLink({ href, onFollow, children }: { href: string; onFollow: () => void; children: ReactNode }) {
  const pathname = useLocation({ select: (location) => location.pathname });
  const isCurrent = href === '/' ? pathname === '/' : pathname.startsWith(href);
  return (
    <Link href={href} className={styles.area} aria-current={isCurrent ? 'page' : undefined} onClick={onFollow}>
      {children}
    </Link>
  );
}

/** Moves the focus and the view to the top of the page when another page was opened. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null);
  const pathname = useLocation({ select: (location) => location.pathname });
  const former = useRef(pathname);
  useEffect(() => {
    if (former.current === pathname) return;
    former.current = pathname;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}

function SignedOut() {
  return (
    <main className={styles.alone}>
      <img src="/trellis.svg" alt="" width={32} height={32} />
      <h1>You are signed out</h1>
      <p>
        Trellis signs you in by a one-time link. Run <code>trellis login</code> for a new one, or <code>npm start</code>{' '}
        again: both end with the link.
      </p>
    </main>
  );
}
