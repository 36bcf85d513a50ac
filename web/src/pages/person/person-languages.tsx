import { LanguageBar } from '../../charts/language-bar.tsx';
import type { PersonFactsFragment } from '../../generated/graphql.ts';
import { Explain } from '../../parts/explain.tsx';
import { Figure } from '../../parts/figure.tsx';
import { LanguageTable } from '../../parts/language-table.tsx';
import { Missing } from '../../parts/state.tsx';
import { languagesSentence } from '../../words/sentences.ts';

/** The languages of what the person changed in the window. */
export function PersonLanguages({ person }: { readonly person: PersonFactsFragment }) {
  const { languages } = person;
  const isMissing = languages.unavailable != null;
  return (
    <div id="languages">
      <Figure
        title="Languages"
        summary={
          isMissing ? undefined : `${languagesSentence(languages.languages)}, by share of changes to source files.`
        }
        aside={
          <Explain
            id="languages"
            title="Languages"
            value={languages.unavailable ? null : undefined}
            metric={languages}
          />
        }
        table={isMissing ? undefined : <LanguageTable languages={languages.languages} />}
      >
        {languages.unavailable ? (
          <Missing unavailable={languages.unavailable} />
        ) : (
          <LanguageBar languages={languages.languages} />
        )}
      </Figure>
    </div>
  );
}
