import { spawn } from 'node:child_process';

/** A command that failed; `output` is the end of what it wrote. */
export class CommandFailed extends Error {
  constructor(command, status, output) {
    super(`${command} ended with ${status}`);
    this.output = output;
  }
}

/**
 * Does `work`, silently when it takes under a second; otherwise says that it has begun, every fifteen seconds that it is
 * still going on (with the last note given to `note`), and how long it took.
 */
export async function step(label, work) {
  const began = Date.now();
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  let said = false;
  let detail = '';
  const begin = setTimeout(() => {
    said = true;
    console.error(`… ${label}`);
  }, 1000);
  const still = setInterval(() => console.error(`… ${label}: ${detail ? `${detail}, ` : ''}${seconds()}`), 15_000);
  try {
    const result = await work((note) => {
      detail = note;
    });
    if (said) console.error(`✓ ${label} (${seconds()})`);
    return result;
  } catch (error) {
    console.error(`✗ ${label} (${seconds()})`);
    throw error;
  } finally {
    clearTimeout(begin);
    clearInterval(still);
  }
}

/**
 * Runs a command to its end, keeping its output for the case that it fails; `onLine` sees each line.
 * @throws CommandFailed when it can't be started, or ends with another status than 0
 */
export function runCommand(command, args, options = {}) {
  const { onLine, timeoutMs, ...rest } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...rest });
    const timer = timeoutMs ? setTimeout(() => child.kill('SIGKILL'), timeoutMs) : undefined;
    let output = '';
    const take = (chunk) => {
      output = (output + chunk).slice(-64_000);
      if (onLine) for (const line of String(chunk).split('\n')) if (line.trim()) onLine(line.trim());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => reject(new CommandFailed(command, error.message, output)));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else reject(new CommandFailed([command, ...args].join(' '), signal ?? `status ${code}`, output));
    });
  });
}
