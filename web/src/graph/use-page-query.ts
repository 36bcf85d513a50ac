import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useEffect, useState } from 'react';
import { type AnyVariables, useQuery } from 'urql';
import { onFresh } from './freshness.ts';
import { type Problem, problemOf } from './problem.ts';
import { isTouched } from './touched.ts';

export interface PageResult<Data> {
  /** What is known: from the cache at first, then from the server; the former page's while a changed one loads. */
  readonly data: Data | undefined;
  readonly loading: boolean;
  /** Set where the server refused or nothing answered; `data` may still be there in part. */
  readonly problem: Problem | undefined;
  readonly retry: () => void;
}

/** Asks the page's one question: the cache first, the server behind, and the server again when its data change. */
export function usePageQuery<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  options: { readonly pause?: boolean } = {},
): PageResult<Data> {
  const pause = options.pause ?? false;
  const [result, execute] = useQuery<Data, Variables>({ query, variables, pause } as Parameters<
    typeof useQuery<Data, Variables>
  >[0]);
  useEffect(() => {
    if (pause) return;
    const reload = () => execute({ requestPolicy: 'network-only' });
    const off = onFresh((changed) => {
      if (isTouched(query, changed)) reload();
    });
    window.addEventListener('online', reload);
    return () => {
      off();
      window.removeEventListener('online', reload);
    };
  }, [execute, pause, query]);
  return {
    data: result.data,
    loading: result.fetching,
    problem: result.error === undefined ? undefined : problemOf(result.error, navigator.onLine),
    retry: () => execute({ requestPolicy: 'network-only' }),
  };
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor?: string | null | undefined;
}

export interface MoreRows {
  readonly hasMore: boolean;
  readonly loading: boolean;
  readonly problem: Problem | undefined;
  readonly load: () => void;
}

/**
 * Loads the next page of a connection with a query of its own; the cache joins the pages, so the list that the page
 * already shows grows. `variables` are those of the connection without its cursor.
 */
export function useMore<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Omit<Variables, 'after'>,
  pageInfo: PageInfo | undefined,
): MoreRows {
  const list = JSON.stringify(variables);
  const [asked, setAsked] = useState<{ list: string; after: string } | null>(null);
  const after = asked?.list === list ? asked.after : null;
  const result = usePageQuery(query, { ...variables, after } as unknown as Variables, { pause: after === null });
  const next = pageInfo?.endCursor ?? null;
  return {
    hasMore: pageInfo?.hasNextPage ?? false,
    loading: after !== null && result.loading,
    problem: after === null ? undefined : result.problem,
    load: () => {
      if (next === after) result.retry();
      else if (next !== null) setAsked({ list, after: next });
    },
  };
}
