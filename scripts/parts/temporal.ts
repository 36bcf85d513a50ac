import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runCommand, step } from '../bootstrap/step.mjs';
import { isExecutable, onPath, type Part, toolsCache } from './finding.ts';
import { buildProgram, builtProgram, canBuild } from './go.ts';
import { freePort } from './ports.ts';
import { type Service, startService, untilReady } from './service.ts';

const VERSION = 'v1.5.1';
const SOURCE = { name: 'temporal', module: 'github.com/temporalio/cli/cmd/temporal', version: VERSION };

/** The Temporal server: an address from the environment, `temporal` on PATH, the SDK's download, or built from its source. */
export const temporalPart: Part = {
  name: 'Temporal server',
  async find() {
    const address = process.env.TRELLIS_TEMPORAL_ADDRESS;
    if (address) return { kind: 'address', address };
    const downloaded = downloadedFile();
    const program = onPath('temporal') ?? (isExecutable(downloaded) ? downloaded : undefined) ?? builtProgram(SOURCE);
    if (program !== undefined) return { kind: 'program', program };
    const url = await downloadUrl();
    if (url !== undefined) {
      return {
        kind: 'installable',
        how: 'downloading the one that the Temporal SDK uses',
        install: () => download(url),
      };
    }
    if (!canBuild()) {
      return {
        kind: 'missing',
        command:
          'install Go 1.25 or later (https://go.dev/dl), or the program: https://temporal.io/setup/install-temporal-cli',
      };
    }
    return {
      kind: 'installable',
      how: 'its download does not answer, so it is built from its source, once for all checkouts',
      install: () => buildProgram(SOURCE, 'three to seven minutes on two cores'),
    };
  },
};

export interface TemporalOptions {
  /** File that keeps the workflows. */
  readonly file: string;
  /** 0: any free one. */
  readonly port: number;
  readonly logFile: string;
  readonly runDir: string;
}

/** Starts the server on loopback, and waits until it takes work. It has no user interface: the page of an operation shows progress. */
export async function startTemporal(program: string, options: TemporalOptions): Promise<Service & { address: string }> {
  const port = await freePort('Temporal', options.port);
  const address = `127.0.0.1:${port}`;
  // Left to itself the server takes any port for these two, also one that another server was just given.
  const [http, metrics] = [await freePort('Temporal', 0), await freePort('Temporal', 0)];
  const pragmas = ['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'];
  const service = await startService({
    name: 'temporal',
    command: program,
    args: [
      'server',
      'start-dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--http-port',
      String(http),
      '--metrics-port',
      String(metrics),
      '--db-filename',
      options.file,
      ...pragmas,
      '--headless',
      '--log-level',
      'error',
    ],
    logFile: options.logFile,
    runDir: options.runDir,
  });
  const health = [
    'operator',
    'namespace',
    'describe',
    '--namespace',
    'default',
    '--address',
    address,
    '--command-timeout',
    '2s',
  ];
  await untilReady(service, options.logFile, () => promisify(execFile)(program, health));
  return { ...service, address };
}

function downloadedFile(): string {
  return join(toolsCache(), `temporal-download-${VERSION}`);
}

/** Where Temporal's download service has the server for this machine; undefined: the service doesn't answer soon. */
async function downloadUrl(): Promise<string | undefined> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  try {
    const query = `platform=${process.platform}&arch=${arch}&format=tar.gz&sdk-name=sdk-typescript&sdk-version=1.24.0`;
    const signal = AbortSignal.timeout(4000);
    const response = await fetch(`https://temporal.download/cli/${VERSION}?${query}`, { signal });
    if (!response.ok) return undefined;
    const { archiveUrl } = (await response.json()) as { archiveUrl: string };
    const archive = await fetch(archiveUrl, { method: 'HEAD', signal });
    return archive.ok ? archiveUrl : undefined;
  } catch {
    return undefined;
  }
}

async function download(url: string): Promise<string> {
  const folder = join(toolsCache(), `download-temporal-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    await step(`Downloading ${url}`, async () => {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`${url} answers ${response.status}`);
      writeFileSync(join(folder, 'temporal.tar.gz'), Buffer.from(await response.arrayBuffer()));
      await runCommand('tar', ['-xzf', 'temporal.tar.gz'], { cwd: folder });
      chmodSync(join(folder, 'temporal'), 0o755);
    });
    renameSync(join(folder, 'temporal'), downloadedFile());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return downloadedFile();
}
