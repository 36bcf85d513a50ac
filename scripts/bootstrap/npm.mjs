import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Calls `then` once the npm that runs this process is gone (if one does). npm passes signals on to us, but when it is killed
 * nobody says so: we, or a shell that npm put between, get another parent.
 */
export function whenNpmIsGone(then) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const behindShell = /^(-?|.*\/)(sh|dash|bash|zsh)$/.test(describe(parent).command);
  const npm = behindShell ? describe(parent).parent : parent;
  const timer = setInterval(() => {
    if (process.ppid === parent && (!behindShell || describe(parent).parent === npm)) return;
    clearInterval(timer);
    then();
  }, 500);
  timer.unref();
}

function describe(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    return { command: stat.slice(stat.indexOf('(') + 1, end), parent: Number(stat.slice(end + 2).split(' ')[1]) };
  } catch {
    if (process.platform === 'linux') return { command: '', parent: 0 };
    const [parent, command = ''] = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' })
      .stdout.trim()
      .split(/\s+/);
    return { command, parent: Number(parent) };
  }
}
