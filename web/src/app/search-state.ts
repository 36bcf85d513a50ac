import { useLocation, useRouter } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { parseSearch, type Search, withSearch } from '../paths.ts';
import { type PageWindow, parseWindow } from '../time/window.ts';

export interface SearchState {
  readonly search: Readonly<Record<string, string>>;
  /** The current page with these values changed; an empty value takes its key away. */
  readonly hrefWith: (changes: Search) => string;
  /** Goes there; `replace` leaves no step to go back to. */
  readonly change: (changes: Search, options?: { readonly replace?: boolean }) => void;
}

/** The state of a page that its URL holds. */
export function useSearchState(): SearchState {
  const router = useRouter();
  const pathname = useLocation({ select: (location) => location.pathname });
  const text = useLocation({ select: (location) => location.searchStr });
  const search = useMemo(() => parseSearch(text), [text]);
  const hrefWith = useCallback(
    (changes: Search) => withSearch(pathname, { ...search, ...changes }),
    [pathname, search],
  );
  const change = useCallback(
    (changes: Search, options: { readonly replace?: boolean } = {}) => {
      const href = hrefWith(changes);
      if (options.replace === true) router.history.replace(href);
      else router.history.push(href);
    },
    [router, hrefWith],
  );
  return { search, hrefWith, change };
}

/** The days the page is about. */
export function usePageWindow(): PageWindow {
  const { search } = useSearchState();
  const text = search.window;
  // One reading of the clock per choice: a window that moved with each render would ask anew each time.
  return useMemo(() => parseWindow(text, new Date()), [text]);
}
