import { describe, expect, it } from 'vitest';
import { detectBot } from './bot-detection.ts';

describe('a bot', () => {
  it.each([
    ['dependabot[bot]', '49699333+dependabot[bot]@users.noreply.github.com', 'bot-suffix'],
    ['dependabot', 'support@dependabot.com', 'known-bot'],
    ['Dependabot Preview', 'x@users.noreply.github.com', 'known-bot'],
    ['Renovate Bot', 'bot@renovateapp.com', 'known-bot'],
    ['greenkeeper[bot]', 'greenkeeper[bot]@users.noreply.github.com', 'bot-suffix'],
    ['GitHub Actions', 'actions@github.com', 'known-bot'],
    ['github-actions', '41898282+github-actions[bot]@users.noreply.github.com', 'bot-suffix'],
    ['snyk-bot', 'snyk-bot@snyk.io', 'known-bot'],
    ['semantic-release-bot', 'semantic-release-bot@martynus.net', 'known-bot'],
    ['ImgBotApp', 'imgbothelp@gmail.com', 'known-bot'],
    ['allcontributors[bot]', '46447321+allcontributors[bot]@users.noreply.github.com', 'bot-suffix'],
    ['Travis CI', 'builds@travis-ci.org', 'known-bot'],
    ['GitHub', 'noreply@github.com', 'known-bot'],
    ['acme-release-bot', 'eng@acme.org', 'bot-suffix'],
    ['Kubernetes Prow Robot', 'k8s@x.org', 'bot-suffix'],
    ['Release', 'release-bot@acme.org', 'bot-address'],
    ['Acme Bot', 'bot@acme.org', 'bot-suffix'],
    ['Autoroller', 'roll@skia-public.iam.gserviceaccount.com', 'bot-address'],
  ])('is %s <%s>', (name, email, reason) => {
    expect(detectBot(name, email)).toBe(reason);
  });
});

describe('a coding agent', () => {
  it.each([
    ['Claude', 'noreply@anthropic.com'],
    ['Claude Opus 4.1', 'noreply@anthropic.com'],
    ['Claude Code', 'ann@corp.org'],
    ['Copilot', '198982749+Copilot@users.noreply.github.com'],
    ['copilot-swe-agent[bot]', '198982749+Copilot@users.noreply.github.com'],
    ['GitHub Copilot', 'copilot@github.com'],
    ['Cursor Agent', 'cursoragent@cursor.com'],
    ['Cursor', 'cursoragent@cursor.com'],
    ['devin-ai-integration[bot]', '158243242+devin-ai-integration[bot]@users.noreply.github.com'],
    ['aider (gpt-4o)', 'aider@aider.chat'],
    ['Codex', 'codex@openai.com'],
    ['google-labs-jules[bot]', '161369871+google-labs-jules[bot]@users.noreply.github.com'],
  ])('is %s <%s>', (name, email) => {
    expect(detectBot(name, email)).toBe('coding-agent');
  });
});

describe('a person', () => {
  it.each([
    ['Bob Ott', 'bob.ott@corp.org'],
    ['Tony Abbot', 'tony@abbot.org'],
    ['Jane Talbot', 'jtalbot@corp.org'],
    ['Talbot', 'talbot@corp.org'],
    ['Jan Bot', 'jan.bot@corp.nl'],
    ['Jan Bot', 'jan@corp.nl'],
    ['Claude Monet', 'claude@monet.fr'],
    ['Claude', 'claude@monet.fr'],
    ['Devin Smith', 'devin@corp.org'],
    ['Jules Verne', 'jules@corp.org'],
    ['Travis Oliphant', 'travis@corp.org'],
    ['Patsy Cline', 'patsy@corp.org'],
    ['Cline', 'patsy@corp.org'],
    ['Ann Lee (aider)', 'ann@corp.org'],
    ['Bot Tomova', 'tomova@corp.org'],
    ['Roberta Botta', 'botta@corp.org'],
    ['', ''],
    ['', 'x@corp.org'],
    ['Ann Lee', 'noreply@github.com'],
    ['Ann Lee', '123+annlee@users.noreply.github.com'],
  ])('is %s <%s>', (name, email) => {
    expect(detectBot(name, email)).toBeNull();
  });
});
