import type { Import, Source } from './imports.ts';

/** A breach of the direction in which dependencies point. */
export interface Breach {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Code that only tests run; it may reach anywhere. */
const TESTS = /\.(test|oracle)\.tsx?$|(^|\/)(testing|fixtures|e2e)(\.ts$|\/)|^(bench|packages\/fakes)\//;

/** The package a file is in: `subgraphs/teams`, `packages/git`, `gateway`, `web`. */
const PACKAGE = /^(?:(?:subgraphs|workers|packages|extensions)\/[^/]+|[^/]+)(?=\/)/;

interface Rule {
  /** Which files it is about. */
  readonly from: RegExp;
  /** True: this import breaks it. */
  readonly breaks: (item: Import) => boolean;
  readonly why: string;
}

const subgraphOf = (path: string) => /^subgraphs\/([^/]+)\//.exec(path)?.[1];
const layerOf = (path: string) => /^subgraphs\/[^/]+\/src\/(domain|store|resolvers|activities)\//.exec(path)?.[1] ?? '';
const isIn = (path: string, ...folders: string[]) => folders.some((folder) => path.startsWith(`${folder}/`));
const isServer = (path: string) => isIn(path, 'gateway', 'subgraphs', 'workers', 'packages', 'scripts');

/** What domain code may use besides its own folder: code whose functions depend on their arguments alone. */
const PURE = /^packages\/(contributions\/|people\/|file-classifier\/|service-kit\/src\/(window|metric)\.ts$)/;

/** The arrows of the house; each rule is one sentence. */
const RULES: readonly Rule[] = [
  {
    from: /./,
    breaks: ({ isOurs, isRelative, from, to }) => isOurs && isRelative && packageOf(from) !== packageOf(to),
    why: 'another package is imported by its name, not by a path',
  },
  {
    from: /./,
    breaks: ({ to }) => TESTS.test(to),
    why: 'the product does not import what is made for tests',
  },
  {
    from: /^subgraphs\//,
    breaks: ({ from, to }) => subgraphOf(to) !== undefined && subgraphOf(to) !== subgraphOf(from),
    why: 'a subgraph never imports another subgraph',
  },
  {
    from: /^subgraphs\//,
    breaks: ({ to }) => isIn(to, 'gateway', 'workers', 'web', 'extensions', 'scripts'),
    why: 'a subgraph imports packages only',
  },
  {
    from: /^subgraphs\/[^/]+\/src\/domain\//,
    breaks: ({ isOurs, isType, to }) =>
      isOurs ? layerOf(to) !== 'domain' && !PURE.test(to) && !(isType && isIn(to, 'packages')) : !isType,
    why: 'domain code is pure: it imports domain code, pure code of packages, and types',
  },
  {
    from: /^subgraphs\/[^/]+\/src\/store\//,
    breaks: ({ to }) =>
      ['resolvers', 'activities'].includes(layerOf(to)) || /^subgraphs\/[^/]+\/src\/start\.ts$/.test(to),
    why: 'a store imports domain code and packages, nothing that uses stores',
  },
  {
    from: /^subgraphs\/[^/]+\/src\/resolvers\//,
    breaks: ({ to }) => layerOf(to) === 'activities',
    why: 'resolvers and activities do not know each other',
  },
  {
    from: /^subgraphs\/[^/]+\/src\/activities\//,
    breaks: ({ to }) => layerOf(to) === 'resolvers',
    why: 'resolvers and activities do not know each other',
  },
  {
    from: /^workers\/[^/]+\/src\/workflows\//,
    breaks: ({ from, to, isType, isOurs }) =>
      !isType &&
      to !== '@temporalio/workflow' &&
      !(isOurs && /\/src\/workflows\//.test(to) && packageOf(from) === packageOf(to)),
    why: 'a workflow imports types, other workflow code and @temporalio/workflow only',
  },
  {
    from: /^workers\//,
    breaks: ({ from, to }) =>
      isIn(to, 'gateway', 'web', 'extensions', 'scripts') || (isIn(to, 'workers') && packageOf(from) !== packageOf(to)),
    why: 'a worker imports subgraphs and packages',
  },
  {
    from: /^gateway\//,
    breaks: ({ to, isType }) =>
      isIn(to, 'workers', 'web', 'extensions', 'scripts') || (isIn(to, 'subgraphs') && !isType),
    why: 'the gateway knows packages, and of subgraphs only types',
  },
  {
    from: /^packages\//,
    breaks: ({ isOurs, to }) => isOurs && !isIn(to, 'packages'),
    why: 'a package imports packages only',
  },
  {
    from: /^(web|extensions)\//,
    breaks: ({ from, to, isOurs }) => isOurs && packageOf(from) !== packageOf(to) && isServer(to),
    why: 'a client imports nothing of the server; it knows the schema',
  },
];

/** What makes a function depend on more than its arguments. */
const IMPURE =
  /\b(Date\.now\(|new Date\(\s*\)|Math\.random\(|performance\.now\(|crypto\.|randomUUID\(|process\.|fetch\(|setTimeout\(|setInterval\(|console\.)/;

/** Every breach in the given sources. */
export function findBreaches(sources: readonly Source[]): Breach[] {
  return sources
    .filter((source) => !TESTS.test(source.path))
    .flatMap((source) => [...wrongImports(source), ...impurities(source)]);
}

function wrongImports(source: Source): Breach[] {
  const rules = RULES.filter((rule) => rule.from.test(source.path));
  return source.imports.flatMap((item) =>
    rules
      .filter((rule) => rule.breaks(item))
      .map((rule) => ({ path: item.from, line: item.line, message: `imports ${item.to}: ${rule.why}` })),
  );
}

function impurities({ path, text }: Source): Breach[] {
  if (layerOf(path) !== 'domain') return [];
  return withoutComments(text)
    .split('\n')
    .flatMap((line, index) => {
      const found = IMPURE.exec(line)?.[1];
      if (found === undefined) return [];
      return [
        { path, line: index + 1, message: `has ${found}: domain code takes time, chance and the world as arguments` },
      ];
    });
}

/** Comments become blanks, so that lines keep their numbers. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));
}

function packageOf(path: string): string | undefined {
  return PACKAGE.exec(path)?.[0];
}
