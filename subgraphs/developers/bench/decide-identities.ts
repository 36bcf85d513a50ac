import { decideIdentities } from '../src/domain/decide-identities.ts';

/** Prints how long deciding a workspace's identities takes: `node subgraphs/developers/bench/decide-identities.ts [ALIASES]`. */
const count = Number(process.argv[2] ?? 20_000);
const firstNames = [
  'Ann',
  'Bo',
  'Cy',
  'Dee',
  'Eve',
  'Flo',
  'Gus',
  'Hal',
  'Ida',
  'Jim',
  'Kai',
  'Lea',
  'Max',
  'Nia',
  'Oli',
];

let state = 42;
const random = () => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return state / 0x80000000;
};

function writtenAlias(index: number) {
  const person = Math.floor(random() * count * 0.45);
  const first = firstNames[person % firstNames.length] as string;
  const last = `Lastname${person.toString(26).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] as string)}`;
  const emails = [
    `${first}.${last}@corp${person % 50}.com`,
    `${first[0]}${last}@home${index % 7}.org`,
    `${person}+${first}${last}@users.noreply.github.com`,
    `${first}@macbook.local`,
    `${last}${person}@mail.net`,
  ];
  return {
    id: `${index.toString(16).padStart(8, '0')}-0000-8000-8000-000000000000`,
    name: random() < 0.9 ? `${first} ${last}` : first.toLowerCase(),
    email: emails[Math.floor(random() * emails.length)] as string,
    nameHash: null,
    emailHash: null,
    firstAt: index,
  };
}

const aliases = Array.from({ length: count }, (_, index) => writtenAlias(index));
const mailmap = aliases.slice(0, 500).map(({ name, email }, index) => {
  const commitEmail = (aliases[index + 1_000] ?? aliases[0])?.email ?? null;
  return { properName: name, properEmail: email, commitName: null, commitEmail };
});
for (let run = 1; run <= 3; run += 1) {
  const begun = performance.now();
  const { developers } = decideIdentities({
    aliases,
    mailmaps: [mailmap],
    byHand: [],
    commits: new Map(),
  });
  const ms = Math.round(performance.now() - begun);
  process.stdout.write(`${aliases.length} aliases, ${developers.length} persons: ${ms} ms\n`);
}
