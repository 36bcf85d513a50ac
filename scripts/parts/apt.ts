import { runCommand, step } from '../bootstrap/step.mjs';
import { type Finding, onPath } from './finding.ts';

/**
 * A program from a Debian or Ubuntu package: installed as root by apt-get, otherwise named with the command that would.
 * @param commands names of the program on PATH, the preferred one first
 */
export function fromPackage(packageName: string, ...commands: string[]): Finding {
  const program = onPath(...commands);
  if (program !== undefined) return { kind: 'program', program };
  if (onPath('apt-get') === undefined || process.getuid?.() !== 0) {
    return { kind: 'missing', command: installHint(packageName) };
  }
  return {
    kind: 'installable',
    how: `installing the system's package with: apt-get install ${packageName}`,
    install: () => aptInstall(packageName, commands),
  };
}

function installHint(packageName: string): string {
  if (onPath('apt-get') !== undefined) return `sudo apt-get install ${packageName}`;
  if (onPath('dnf') !== undefined) return `sudo dnf install ${packageName === 'redis-server' ? 'valkey' : packageName}`;
  if (onPath('pacman') !== undefined)
    return `sudo pacman -S ${packageName === 'redis-server' ? 'valkey' : packageName}`;
  if (onPath('brew') !== undefined) return `brew install ${packageName === 'redis-server' ? 'redis' : packageName}`;
  return `install the package ${packageName} of your system, so that its program is on PATH`;
}

async function aptInstall(packageName: string, commands: string[]): Promise<string> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () => runCommand('apt-get', ['install', '-y', '--no-install-recommends', packageName], { env });
  await step(`Installing ${packageName}`, async (note) => {
    try {
      await install();
    } catch {
      note('its package list is being read');
      await runCommand('apt-get', ['update'], { env });
      await install();
    }
  });
  const program = onPath(...commands);
  if (program === undefined)
    throw new Error(`${packageName} is installed, but none of ${commands.join(', ')} is on PATH.`);
  return program;
}
