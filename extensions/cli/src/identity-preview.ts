import { graphql } from './generated/gql.ts';
import type { IdentityPreviewFragment } from './generated/graphql.ts';
import { emailsOf } from './person.ts';
import { tableLines } from './terminal/table.ts';
import type { Terminal } from './terminal/terminal.ts';
import { count, plainText } from './terminal/text.ts';

graphql(`
  fragment IdentityPreview on IdentityChangePreview {
    before { ...PersonOfPreview }
    after { ...PersonOfPreview }
    warnings { code message }
    agreement { needs explanation }
  }
`);

graphql(`
  fragment PersonOfPreview on PreviewedPerson {
    id
    name
    aliases { name email }
    commits
    activeDays
    firstActiveOn
    lastActiveOn
  }
`);

/** People before and after a decision, what speaks against it, and who has to agree. */
export function printIdentityPreview(terminal: Terminal, preview: IdentityPreviewFragment): void {
  const { print, style, width, ellipsis } = terminal;
  const columns = [
    { title: 'Person' },
    { title: 'E-mails', flexible: true },
    { title: 'Commits', align: 'right' },
    { title: 'Days', align: 'right' },
    { title: 'Last active' },
  ] as const;
  for (const [title, people] of [
    ['As it is', preview.before],
    ['As it would be', preview.after],
  ] as const) {
    print(style.bold(title));
    const rows = people.map((person) => [
      plainText(person.name),
      plainText(emailsOf(person.aliases).join(', ')),
      count(person.commits),
      count(person.activeDays),
      person.lastActiveOn ?? 'never',
    ]);
    for (const line of tableLines(columns, rows, { width, mark: ellipsis, header: style.dim })) print(line);
  }
  for (const { code, message } of preview.warnings)
    print(`${style.warn('!')} ${plainText(message)} ${style.dim(`[${plainText(code)}]`)}`);
  print(plainText(preview.agreement.explanation));
}
