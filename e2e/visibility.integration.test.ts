import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestRepository } from './harness/git-repository.ts';
import {
  type FieldRule,
  isReached,
  queryOf,
  type ReachableField,
  reachFields,
  readFieldRules,
  type Step,
} from './harness/reach-fields.ts';
import { type RunningTrellis, startTrellis } from './harness/running-trellis.ts';
import { clientSchema } from './harness/select-everything.ts';
import { type Browser, joinWorkspace, signIn } from './harness/signed-in.ts';

/**
 * The table of the architecture that is not for every member, by field: whoever adds such a field adds it here, and whoever
 * opens one has to change this list.
 */
const PERSONAL: Readonly<Record<string, 'self' | 'self-or-lead'>> = { 'Developer.hourHeatmap': 'self' };
/** Fields of metrics that say of a team what members and leads see, and others only of five people or more. */
const OF_TEAMS = ['Team.activityCalendar', 'Team.busFactor'];

const ROLES = ['member', 'admin', 'owner'] as const;
const PEOPLE = ['Ada', 'Grace', 'Linus', 'Margaret', 'Barbara', 'Edsger'];

interface Who {
  readonly name: string;
  readonly browser: Browser;
  readonly role: (typeof ROLES)[number];
  /** How they stand to the person that is asked about. */
  readonly relations: readonly ('self' | 'self-or-lead')[];
}

/** What was found in the answers of everybody. */
interface Findings {
  readonly wrong: string[];
  /** Fields that were there for somebody. */
  readonly reached: Set<string>;
  /** Answers that were kept ones. */
  hits: number;
}

const schema = clientSchema();
const rules = readFieldRules();

describe('who sees what', () => {
  const repository = createTestRepository('seen');
  const ids = { repository: '', ada: '', grace: '', core: '', everybody: '', workspace: '' };
  let trellis: RunningTrellis;
  let owner: Who;
  let admin: Who;
  let lead: Who;
  let ada: Who;
  let member: Who;
  let former: Browser;
  let outsider: Browser;
  let values: Record<string, string>;

  beforeAll(async () => {
    for (let day = 1; day <= 9; day += 1) {
      for (const [index, name] of PEOPLE.entries()) {
        repository.write({
          'src/main.ts': `export const who = ${day * 10 + index};\n`,
          [`src/${name}.ts`]: 'export {};\n',
        });
        const author = `${name} <${name.toLowerCase()}@example.org>`;
        repository.commit({ author, at: `2024-03-0${day}T1${index}:00:00+0200` });
      }
    }
    repository.write({ '.mailmap': 'Jo Field <jo@new.example> <jo@old.example>\n' });
    for (const author of ['Jo Field <jo@new.example>', 'jf <jo@old.example>']) repository.commit({ author });
    trellis = await startTrellis({ apart: false });
    const { url } = trellis;
    const mine = await trellis.makeWorkspace('Mine');
    const theirs = await trellis.makeWorkspace('Theirs');
    const who = (name: string, browser: Browser, role: Who['role'], relations: Who['relations'] = []): Who => ({
      ...{ name, browser, role, relations },
    });
    owner = who('owner', await signIn(url, mine.signInToken), 'owner');
    outsider = await signIn(url, theirs.signInToken);
    admin = who('admin', await joinWorkspace(url, owner.browser, 'ADMIN', 'Barbara'), 'admin');
    lead = who('lead', await joinWorkspace(url, owner.browser, 'MEMBER', 'Grace'), 'member', ['self-or-lead']);
    ada = who('self', await joinWorkspace(url, owner.browser, 'MEMBER', 'Ada'), 'member', ['self', 'self-or-lead']);
    member = who('member', await joinWorkspace(url, owner.browser, 'MEMBER', 'Linus'), 'member');
    former = await joinWorkspace(url, owner.browser, 'ADMIN', 'Edsger');
    ids.repository = await trellis.importRepository(mine.apiToken, repository.path);
    ids.workspace = mine.workspaceId;
    await furnish();
  });
  afterAll(async () => {
    await trellis?.stop();
    repository.remove();
  });

  const memberIdOf = async (browser: Browser) =>
    (await browser.get('{ viewer { memberId } }')).viewer.memberId as string;

  /** Puts something behind every field that there can be something behind. */
  async function furnish(): Promise<void> {
    const { get } = owner.browser;
    const { developers, repository: imported } = await get(
      'query ($id: ID!) { developers { edges { node { id name aliases { id } } } } repository(id: $id) { headSha latestImport { id } } }',
      { id: ids.repository },
    );
    const found = (name: string) =>
      developers.edges.find(({ node }: { node: { name: string } }) => node.name === name).node as {
        id: string;
        aliases: { id: string }[];
      };
    const twice = developers.edges.find(({ node }: { node: { aliases: unknown[] } }) => node.aliases.length === 2).node;
    ids.ada = found('Ada').id;
    ids.grace = found('Grace').id;
    const team = async (name: string, people: readonly string[], parentTeamId?: string): Promise<string> => {
      const { createTeam } = await get(
        'mutation ($n: String!, $p: ID) { createTeam(input: { name: $n, parentTeamId: $p }) { id } }',
        { n: name, p: parentTeamId },
      );
      for (const person of people) {
        await get(
          `mutation ($t: ID!, $d: ID!, $r: TeamRole!) {
            setTeamMembership(input: { teamId: $t, developerId: $d, role: $r, from: "2024-01-01" }) { id } }`,
          { t: createTeam.id, d: found(person).id, r: person === 'Grace' ? 'LEAD' : 'MEMBER' },
        );
      }
      return createTeam.id;
    };
    ids.everybody = await team('Everybody', ['Linus', 'Margaret', 'Barbara', 'Edsger', 'Ada']);
    ids.core = await team('Core', ['Grace', 'Ada'], ids.everybody);
    for (const [browser, person] of [
      [ada.browser, 'Ada'],
      [lead.browser, 'Grace'],
    ] as const) {
      await get('mutation ($m: ID!, $d: ID!) { assignDeveloper(input: { memberId: $m, developerId: $d }) { id } }', {
        m: await memberIdOf(browser),
        d: found(person).id,
      });
    }
    await member.browser.get('mutation ($d: ID!) { claimDeveloper(developerId: $d) { id } }', { d: found('Linus').id });
    const linus = await memberIdOf(member.browser);
    const share = 'mutation ($m: [ID!]) { sharePersonalData(input: { with: MEMBERS, memberIds: $m }) { id } }';
    await lead.browser.get(share, { m: [linus] });
    for (const { browser } of [owner, admin, lead, ada, member])
      await browser.get('mutation { createApiToken(input: { label: "ci" }) { token } }');
    await get('mutation ($d: [ID!]!) { dismissDuplicate(input: { developerIds: $d }) { id } }', {
      d: [found('Margaret').id, found('Barbara').id],
    });
    await get('mutation ($s: ID!, $o: [ID!]!) { mergeDevelopers(input: { survivorId: $s, otherIds: $o }) { id } }', {
      s: found('Edsger').id,
      o: [found('Barbara').id],
    });
    const { rebuildProjection } = await get('mutation { rebuildProjection(input: { subgraph: PREDICTIONS }) { id } }');
    const { identityDecisions, identityOperations } = await get(
      '{ identityDecisions { edges { node { id } } } identityOperations { id } }',
    );
    await get('mutation ($id: ID!) { removeMember(id: $id) }', { id: await memberIdOf(former) });
    const text = JSON.stringify;
    values = {
      'Query.commit.sha': text(imported.headSha),
      'Query.developer.id': text(ids.ada),
      'Query.repository.id': text(ids.repository),
      'Query.importRun.id': text(imported.latestImport.id),
      'Query.team.id': text(ids.core),
      'Query.member.id': text(linus),
      'Query.identityOperation.id': text(identityOperations[0].id),
      'Query.identityDecision.id': text(identityDecisions.edges[0].node.id),
      'Query.maintenanceOperation.id': text(rebuildProjection.id),
      'Query.previewMerge.input': `{ survivorId: ${text(ids.ada)}, otherIds: [${text(found('Margaret').id)}] }`,
      'Query.previewSplit.input': `{ developerId: ${text(twice.id)}, aliasIds: [${text(twice.aliases[1].id)}] }`,
      'Query.previewUndo.decisionId': text(identityDecisions.edges[0].node.id),
      'Query.previewErasure.developerId': text(found('Margaret').id),
      'Query.previewRemoval.repositoryId': text(ids.repository),
      'Query.repositoryAt.location': text(repository.path),
      'Query.similarWork.text': text('change who'),
      'Query.developers.search': text('Ada'),
      repositoryId: text(ids.repository),
      sha: text(imported.headSha),
      shas: text([imported.headSha]),
      'RepositoryFile.path': text('src/main.ts'),
      'Repository.file.path': text('src/main.ts'),
      path: text('src'),
      window: '{ from: "2024-01-01", to: "2024-12-31" }',
      'Repository.busFactor.historical': 'true',
    };
  }

  /** The first field on a way that somebody may not see, by the contract. */
  const deniedOn = (way: readonly Step[], { role, relations }: Pick<Who, 'role' | 'relations'>) =>
    way.find(({ name }) => {
      const rule = rules.get(name) as FieldRule;
      const hasRole = ROLES.indexOf(role) >= ROLES.indexOf(rule.role);
      return !hasRole || (rule.relation !== undefined && !relations.includes(rule.relation));
    })?.name;

  /** Where a way passes a person by another way than by the id that is asked about, nothing is known of whom it comes to. */
  const isAboutAda = (way: readonly Step[]) =>
    way.every(
      ({ name }, index) =>
        rules.get(name)?.relation === undefined || (index === 1 && way[0]?.name === 'Query.developer'),
    );

  const waysTo = () =>
    reachFields(schema, values).map(({ name, ways }) => ({ name, ways: ways.filter((way) => isAboutAda(way)) }));

  async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const queue = [...items];
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
      }),
    );
  }

  it('is written in the contract as the table of the architecture has it', () => {
    const written = [...rules].filter(([, { relation }]) => relation !== undefined);
    expect(Object.fromEntries(written.map(([name, { relation }]) => [name, relation]))).toEqual(PERSONAL);
  });

  it.each([['cold'], ['warm']])(
    'holds for every field and everybody who is a member, with %s caches',
    { timeout: 300_000 },
    async (caches) => {
      const fields = waysTo();
      const found: Findings = { wrong: [], reached: new Set(), hits: 0 };
      for (const who of [owner, admin, lead, ada, member]) await lookAtAll(who, fields, found);
      expect(found.wrong).toEqual([]);
      const unreached = fields.filter(({ name }) => !found.reached.has(name)).map(({ name }) => name.split('.')[0]);
      expect([...new Set(unreached)].filter((type) => !NOTHING_BEHIND.includes(type as string))).toEqual([]);
      if (caches === 'warm') expect(found.hits).toBeGreaterThan(20);
    },
  );

  /** Open fields of one type are asked for together, as a page would; those that are denied each alone. */
  async function lookAtAll(who: Who, fields: readonly ReachableField[], found: Findings): Promise<void> {
    const together = new Map<string, { way: readonly Step[]; ends: Step[] }>();
    for (const { ways } of fields) {
      const [way] = ways;
      // Everything at the root at once would be too much for one request.
      if (way === undefined || way.length === 1 || deniedOn(way, who) !== undefined) continue;
      const key = JSON.stringify(way.slice(0, -1));
      const group = together.get(key) ?? { way, ends: [] };
      group.ends.push(way.at(-1) as Step);
      together.set(key, group);
    }
    const seen = new Set<string>();
    await eachOf([...together.values()], async ({ way, ends }) => {
      const { data, refusals } = await look(who, queryOf(way, schema, ends), found);
      if (refusals.length > 0) found.wrong.push(`${who.name} is refused at ${ends[0]?.name}: ${refusals.join()}`);
      for (const end of ends) if (isReached(data, [...way.slice(0, -1), end])) seen.add(end.name);
    });
    await eachOf(fields, async ({ name, ways }) => {
      for (const way of ways) if (!seen.has(name) && (await lookAlong(who, way, found))) seen.add(name);
    });
    for (const name of seen) found.reached.add(name);
  }

  /** Goes one way to one field. Gives whether it was there. */
  async function lookAlong(who: Who, way: readonly Step[], found: Findings): Promise<boolean> {
    const { wrong } = found;
    const { name } = way.at(-1) as Step;
    const denied = deniedOn(way, who);
    const { data, refusals } = await look(who, queryOf(way, schema), found);
    const isThere = isReached(data, way);
    if (denied === undefined) {
      if (refusals.length > 0) wrong.push(`${who.name} is refused ${name}: ${refusals.join()}`);
      return isThere;
    }
    if (refusals.some((refusal) => refusal !== `FORBIDDEN ${denied}`))
      wrong.push(`${who.name} is refused ${name} for another reason: ${refusals.join()}`);
    const isAtRoot = way[0]?.name === denied;
    if (refusals.length === 0 && (isThere || isAtRoot))
      wrong.push(`${who.name} is not refused ${denied} on the way to ${name}`);
    if (denied === name && isThere && valueAt(data, way) !== null) wrong.push(`${who.name} sees ${name}`);
    return false;
  }

  async function look({ browser }: Who, query: string, found: Findings) {
    const { data, errors = [], cached } = await browser.ask(query);
    if (cached === 'hit') found.hits += 1;
    return { data, refusals: errors.map(({ extensions }) => `${extensions.code} ${deniedFieldOf(extensions)}`) };
  }

  it.each([['cold'], ['warm']])(
    'is nothing for a former member and an outsider, with %s caches',
    { timeout: 300_000 },
    async () => {
      const wrong: string[] = [];
      const secrets = [...Object.values(ids), ...PEOPLE.map((name) => `${name.toLowerCase()}@example.org`)];
      await eachOf(waysTo(), async ({ name, ways }) => {
        const [way] = ways;
        if (way === undefined) return;
        const gone = await former.ask(queryOf(way, schema));
        if (gone.status !== 401 || gone.data !== undefined) wrong.push(`the former member is answered at ${name}`);
        const { data } = await outsider.ask(queryOf(way, schema));
        const said = JSON.stringify(data ?? null);
        for (const secret of secrets) if (said.includes(secret)) wrong.push(`the outsider reads ${secret} at ${name}`);
      });
      expect(wrong).toEqual([]);
    },
  );

  it('holds for every mutation: who has not the role changes nothing', async () => {
    const wrong: string[] = [];
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      const rule = rules.get(`Mutation.${field.name}`) as FieldRule;
      const args = field.args.filter(isRequiredArgument).map(({ name, type }) => `${name}: ${anyValue(type)}`);
      const call = `${field.name}${args.length === 0 ? '' : `(${args.join(', ')})`}`;
      const query = `mutation { ${call} ${/^\w+!?$/.test(String(field.type)) && isScalar(String(field.type)) ? '' : '{ __typename }'} }`;
      for (const who of [admin, lead, ada, member]) {
        if (ROLES.indexOf(who.role) >= ROLES.indexOf(rule.role)) continue;
        const { errors = [] } = await who.browser.ask(query);
        const refusals = errors.map(({ extensions }) => `${extensions.code} ${deniedFieldOf(extensions)}`);
        if (refusals.join() !== `FORBIDDEN Mutation.${field.name}`)
          wrong.push(`${who.name} at ${field.name}: ${refusals.join()}`);
      }
      for (const browser of [former])
        if ((await browser.ask(query)).status !== 401) wrong.push(`former at ${field.name}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each([['cold'], ['warm']])('shows a small team’s numbers to its people and leads, with %s caches', async () => {
    const query = `query ($id: ID!, $r: ID!) { team(id: $id) {
      activityCalendar { total unavailable { code } } busFactor(repositoryId: $r) { files unavailable { code } } } }`;
    const codes = async ({ browser }: Who, id: string) => {
      const { team } = await browser.get(query, { id, r: ids.repository });
      return OF_TEAMS.map((name) => team[name.split('.')[1] as string].unavailable?.code ?? 'shown');
    };
    for (const who of [lead, ada]) expect(await codes(who, ids.core), who.name).toEqual(['shown', 'shown']);
    for (const who of [owner, admin, member])
      expect(await codes(who, ids.core), who.name).toEqual(['GROUP_TOO_SMALL', 'GROUP_TOO_SMALL']);
    for (const who of [owner, admin, lead, ada, member])
      expect(await codes(who, ids.everybody), who.name).toEqual(['shown', 'shown']);
  });

  it.each([['cold'], ['warm']])(
    'gives personal data to whom the person shares it with, and to nobody else, with %s caches',
    async () => {
      const query = 'query ($id: ID!) { developer(id: $id) { hourHeatmap { cells { commits } } } }';
      const sees = async ({ browser }: Who) =>
        (await browser.ask<{ developer: unknown }>(query, { id: ids.grace })).errors === undefined;
      const all = [owner, admin, lead, ada, member];
      const seen = await Promise.all(all.map(sees));
      expect(all.filter((_, index) => seen[index]).map(({ name }) => name)).toEqual(['lead', 'member']);
    },
  );
});

/** Types that nothing in this world leads to: those that mutations alone give, and what is there only where something is amiss. */
const NOTHING_BEHIND: readonly string[] = [
  ...['CreatedApiToken', 'CreatedInvitation', 'SignInLink'],
  ...['Limitation', 'ImportError', 'OperationError', 'StreamHalt'],
  ...['DuplicateSuggestion', 'DuplicateSuggestionEdge', 'DuplicateEvidence'],
  ...['Erasure', 'ErasureObstacle'],
];

const isScalar = (type: string) =>
  ['Boolean', 'Int', 'ID', 'String', 'DateTime', 'Date'].includes(type.replace('!', ''));

function deniedFieldOf(extensions: object): string {
  return String((extensions as Record<string, unknown>).deniedField);
}

/** The value at the end of a way; of lists the first that is there. */
function valueAt(data: unknown, way: readonly Step[]): unknown {
  const [step, ...rest] = way;
  if (step === undefined) return data;
  if (Array.isArray(data)) return data.map((item) => valueAt(item, way)).find((value) => value !== null) ?? null;
  if (typeof data !== 'object' || data === null) return null;
  return valueAt((data as Record<string, unknown>)[step.field], rest);
}

/** Some value of an input type, as GraphQL writes it. */
function anyValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return anyValue(type.ofType);
  if (isListType(type)) return `[${anyValue(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name as string;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${fields.map((field) => `${field.name}: ${anyValue(field.type)}`).join(', ')} }`;
  }
  const plain: Record<string, string> = { Int: '1', Float: '1', Boolean: 'true', Date: '"2024-01-01"' };
  return plain[type.name] ?? '"x"';
}
