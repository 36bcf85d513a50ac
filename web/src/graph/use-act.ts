import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type AnyVariables, useMutation } from 'urql';
import { freshen } from './freshness.ts';
import { type Problem, problemOf } from './problem.ts';

/** A mutation as a page uses it. */
export interface Act<Data, Variables> {
  /** Does it; what it gave, or undefined where it was refused: then `problem` says why. */
  readonly run: (variables: Variables) => Promise<Data | undefined>;
  readonly isBusy: boolean;
  readonly problem: Problem | undefined;
}

/** Does something on the server, and has what is shown loaded again once it is done. */
export function useAct<Data, Variables extends AnyVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
): Act<Data, Variables> {
  const [result, send] = useMutation<Data, Variables>(mutation);
  return {
    run: async (variables) => {
      const { data, error } = await send(variables);
      if (error !== undefined) return undefined;
      freshen();
      return data;
    },
    isBusy: result.fetching,
    problem: result.error === undefined ? undefined : problemOf(result.error, navigator.onLine),
  };
}
