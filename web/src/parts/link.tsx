import { useRouter } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { useSearchState } from '../app/search-state.ts';
import { formatSearch, parseSearch } from '../paths.ts';

interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  readonly href: string;
  readonly children: ReactNode;
}

/** A link inside the application: a real address, followed without loading the page anew, that keeps the chosen window. */
export function Link({ href, children, onClick, ...rest }: LinkProps) {
  const router = useRouter();
  const { search } = useSearchState();
  const target = keepWindow(href, search.window);
  // A place on the same page is the browser's own business.
  const isPlace = href.startsWith('#');
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (event.defaultPrevented || elsewhere || isPlace) return;
    event.preventDefault();
    router.history.push(target);
  };
  return (
    <a {...rest} href={target} onClick={follow}>
      {children}
    </a>
  );
}

/** `href` with the current window, unless it names one of its own. */
export function keepWindow(href: string, window: string | undefined): string {
  if (window === undefined || href.startsWith('#')) return href;
  const [path = '', text = ''] = href.split('?');
  const search = parseSearch(text);
  return `${path}${formatSearch({ ...search, window: search.window ?? window })}`;
}
