import { existsSync } from 'node:fs';
import { fromPackage } from './apt.ts';
import type { Part } from './finding.ts';

const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** A Chromium for the browser tests: TRELLIS_CHROMIUM, a browser on PATH, or the system's package. */
export const chromiumPart: Part = {
  name: 'Chromium',
  async find() {
    const program = process.env.TRELLIS_CHROMIUM ?? (existsSync(MAC) ? MAC : undefined);
    return program
      ? { kind: 'program', program }
      : fromPackage('chromium', 'chromium', 'chromium-browser', 'google-chrome');
  },
};
