import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, step } from '../bootstrap/step.mjs';
import { onPath, toolsCache } from './finding.ts';
import { unpackGoModule } from './zip.ts';

/** A command of a Go module, built from its published source. */
export interface GoProgram {
  readonly name: string;
  readonly module: string;
  readonly version: string;
}

/** Fetched when there is no Go here: the toolchain as the Go project publishes it on its module proxy. */
const TOOLCHAIN = {
  version: 'v0.0.1-go1.25.9',
  platform: 'linux-amd64',
  hash: 'h1:vwejtYs6HA94+f0iP85chzxeCiCmEEG4GsK4W1moovI=',
};

/** A program that was built before, or undefined. */
export function builtProgram(program: GoProgram): string | undefined {
  const file = programFile(program);
  return existsSync(file) ? file : undefined;
}

/** Whether a program can be built here: with a Go on PATH that is new enough, or with one from the module proxy in GOPROXY. */
export function canBuild(): boolean {
  return (
    goOnPath() !== undefined || (moduleProxy() !== undefined && `${process.platform}-${process.arch}` === 'linux-x64')
  );
}

/** The first proxy that GOPROXY names. */
function moduleProxy(): string | undefined {
  return process.env.GOPROXY?.split(/[,|]/).find((entry) => /^https?:/.test(entry));
}

/**
 * Builds a program into the cache, where later starts and other checkouts find it.
 * @param duration how long that takes on a cold machine, said in advance
 */
export async function buildProgram(program: GoProgram, duration: string): Promise<string> {
  const go = goOnPath() ?? (await fetchToolchain());
  const cache = toolsCache();
  const folder = join(cache, `build-${program.name}-${process.pid}`);
  const fetched = go.startsWith(cache);
  // With a toolchain of our own, what it leaves behind is taken away again; a Go that was here keeps its own caches.
  const caches = { GOPATH: join(folder, 'path'), GOCACHE: join(folder, 'cache'), GOFLAGS: '-modcacherw' };
  const env = { ...process.env, CGO_ENABLED: '0', ...(fetched ? caches : {}), GOBIN: join(folder, 'bin') };
  mkdirSync(folder, { recursive: true });
  try {
    await step(`Building ${program.name} ${program.version} from its source (${duration})`, async (note) => {
      let packages = 0;
      const onLine = () => {
        packages += 1;
        note(`${packages} packages fetched or built`);
      };
      await runCommand(go, ['install', '-v', `${program.module}@${program.version}`], { env, onLine, cwd: folder });
    });
    renameSync(join(folder, 'bin', program.name), programFile(program));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return programFile(program);
}

function programFile({ name, version }: GoProgram): string {
  return join(toolsCache(), `${name}-${version}`);
}

/** Go 1.25 or later on PATH. */
function goOnPath(): string | undefined {
  const go = onPath('go');
  if (go === undefined) return undefined;
  try {
    const [, major, minor] = /go(\d+)\.(\d+)/.exec(execFileSync(go, ['version'], { encoding: 'utf8' })) ?? [];
    return Number(major) > 1 || Number(minor) >= 25 ? go : undefined;
  } catch {
    return undefined;
  }
}

async function fetchToolchain(): Promise<string> {
  const { version, platform, hash } = TOOLCHAIN;
  const folder = join(toolsCache(), `go-${version}`);
  const go = join(folder, 'bin', 'go');
  if (existsSync(go)) return go;
  const unpacked = `${folder}.${process.pid}`;
  await step('Fetching Go 1.25 (70 MB)', async () => {
    const response = await fetch(`${moduleProxy()}/golang.org/toolchain/@v/${version}.${platform}.zip`);
    if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
    const archive = Buffer.from(await response.arrayBuffer());
    unpackGoModule(archive, `golang.org/toolchain@${version}.${platform}`, hash, unpacked);
    renameSync(unpacked, folder);
  });
  return go;
}
