import { graphql } from '../generated/gql.ts';
import type { StreamStatesFragment } from '../generated/graphql.ts';
import { formatInstant } from '../time/format.ts';
import form from './form.module.css';
import { Words } from './words.tsx';

export const streamStates = graphql(`
  fragment StreamStates on Repository {
    id
    streams {
      subgraph
      state
      appliedThrough
      lastBatch
      halted {
        batch
        code
        text
        remedy
        since
      }
    }
  }
`);

/** Projections that refused a batch of a repository: which, why, and what to do; nothing where all is well. */
export function HaltedStreams({ repository }: { readonly repository: StreamStatesFragment }) {
  const halted = repository.streams.filter((each) => each.state === 'HALTED');
  if (halted.length === 0) return null;
  return (
    <ul className={form.plain} aria-label="Projections that halted">
      {halted.map(({ subgraph, appliedThrough, lastBatch, halted: halt }) => (
        <li key={subgraph} className={form.warning}>
          <strong>{subgraph}</strong> stopped at batch {appliedThrough} of {lastBatch}
          {halt && (
            <>
              {' '}
              ({formatInstant(halt.since)}): <Words text={`${halt.text} ${halt.remedy}`} /> <code>{halt.code}</code>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
