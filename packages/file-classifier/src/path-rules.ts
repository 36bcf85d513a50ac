import { readPatternList } from './linguist-data.ts';

/**
 * The names of files that a package manager writes to pin versions. Linguist counts most of them as generated, and some
 * (Gemfile.lock, yarn.lock) as data; here they are a class of their own.
 */
const LOCK_NAMES = new Set([
  'bun.lock',
  'bun.lockb',
  'Cargo.lock',
  'Cartfile.resolved',
  'chart.lock',
  'Chart.lock',
  'composer.lock',
  'conan.lock',
  'conda-lock.yml',
  'deno.lock',
  'flake.lock',
  'Gemfile.lock',
  'gems.locked',
  'glide.lock',
  'go.sum',
  'go.work.sum',
  'Gopkg.lock',
  'gradle.lockfile',
  'buildscript-gradle.lockfile',
  'mix.lock',
  'mise.lock',
  'MODULE.bazel.lock',
  'npm-shrinkwrap.json',
  'package-lock.json',
  'Package.resolved',
  'packages.lock.json',
  'paket.lock',
  'pdm.lock',
  'Pipfile.lock',
  'pixi.lock',
  'pnpm-lock.yaml',
  'Podfile.lock',
  'poetry.lock',
  'pubspec.lock',
  'pylock.toml',
  'rebar.lock',
  'renv.lock',
  'requirements.lock',
  'shard.lock',
  'spago.lock',
  'stack.yaml.lock',
  'symfony.lock',
  'uv.lock',
  'vcpkg-lock.json',
  'yarn.lock',
  '.terraform.lock.hcl',
]);

export function isLockFile(basename: string): boolean {
  return LOCK_NAMES.has(basename) || /^mise\..+\.lock$/.test(basename) || /^pylock\..+\.toml$/.test(basename);
}

/** Extensions of Linguist's generated files that its list of patterns leaves out. */
const GENERATED_EXTENSIONS = /\.(?:nib|xcworkspacedata|xcuserstate)$/;
/** Patterns of the list that Linguist compares without regard to case. */
const ANY_CASE = /designer|feature|_tlb|gradlew|mvnw/;
/** In the list as a name, but Linguist looks at the content as well. */
const NEEDS_CONTENT = 'ppport\\.h$';

/** Whether a path alone says so, by Linguist's own patterns. */
export interface PathRules {
  isVendored(path: string): boolean;
  isDocumentation(path: string): boolean;
  isGenerated(path: string): boolean;
}

let loaded: PathRules | null = null;

/** Linguist's rules for paths; read on first use. */
export function pathRules(): PathRules {
  loaded ??= readPathRules();
  return loaded;
}

function readPathRules(): PathRules {
  const vendored = anyOf(readPatternList('vendor.yml'));
  const documentation = anyOf(readPatternList('documentation.yml'));
  const sources = readPatternList('generated.rb').filter((source) => source !== NEEDS_CONTENT);
  const generated = anyOf(sources.filter((source) => !ANY_CASE.test(source)));
  const generatedAnyCase = anyOf(
    sources.filter((source) => ANY_CASE.test(source)),
    'i',
  );
  return {
    isVendored: (path) => vendored.test(path),
    isDocumentation: (path) => documentation.test(path),
    isGenerated: (path) => GENERATED_EXTENSIONS.test(path) || generated.test(path) || generatedAnyCase.test(path),
  };
}

function anyOf(sources: readonly string[], flags = ''): RegExp {
  return new RegExp(sources.join('|'), flags);
}
