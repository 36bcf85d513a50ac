import { readAddress } from '@trellis/people/address.ts';
import { foldText } from '@trellis/people/name-words.ts';

/** Why an alias counts as a bot. */
export type BotReason = 'coding-agent' | 'bot-suffix' | 'known-bot' | 'bot-address';

/** Handles of services that commit by themselves, folded, without a `[bot]` suffix. */
const KNOWN_BOTS = new Set(
  (
    'actions-user allcontributors all-contributors allstar angular-robot appveyor autofix-ci azure-pipelines bitrise bors buildkite ' +
    'changeset-bot circleci codacy-badger codecov codecov-io codefactor-io copybara-service copy-bara coveralls crowdin deepsource ' +
    'deepsource-autofix depfu dependabot dependabot-preview docs-bot facebook-github-bot fossabot ghost-bot github github-action github-actions ' +
    'gitlab-bot gitlocalize-app gitter-badger google-oss-robot googlebot greenkeeper greenkeeperio-bot greenkeeper-keeper hosted-weblate homu ' +
    'imgbot imgbotapp jenkins jenkins-ci k8s-ci-robot k8s-merge-robot kodiakhq lgtm-com lerna-bot mend-bolt-for-github mergify ' +
    'netlify npm-cli-bot nx-cloud openapi-bot pre-commit-ci probot pyup-bot readthedocs release-please renovate renovatebot ' +
    'renovate-bot restyled-io rust-bors rustbot scala-steward semantic-release semantic-release-bot snyk snyk-bot sonarcloud stickler-ci ' +
    'teamcity tidelift transifex travis-ci travisci traviscibot weblate web-flow whitesource whitesource-bolt-for-github'
  ).split(' '),
);

/** Coding agents by the handle or the exact name they sign with, folded. First names people bear are not among them. */
const AGENT_NAMES =
  /^(claude[ -](code|opus|sonnet|haiku|ai|bot|agent|\d).*|claude\[bot\]|(github )?copilot|copilot[ -](swe[ -]agent|agent|autofix|workspace).*|cursor|cursor[ -]?agent|(openai )?codex( cli|\[bot\])?|chatgpt.*|chatgpt-codex-connector|devin ai|devin-ai-integration|aider( \(.*\))?|gemini[ -](cli|code[ -]assist).*|google-labs-jules|openhands(-agent)?|sweep ai|sweep-ai|opencode|windsurf|cline|roo ?code|kiro(-agent)?|amazon q.*|junie|coderabbit(ai)?|codegen-sh)$/;

/** Addresses agents sign with; each belongs to the agent alone. */
const AGENT_ADDRESSES =
  /^((noreply|no-reply|claude)@anthropic\.com|(cursoragent|agent)@cursor\.(com|sh)|copilot@github\.com|.*copilot@users\.noreply\.github\.com|(codex|noreply|no-reply)@openai\.com|(noreply|aider)@aider\.chat|[^@]*@(devin\.ai|cognition\.ai)|[^@]*@cognition-labs\.com|openhands@all-hands\.dev|amp@ampcode\.com|(noreply|bot)@opencode\.ai|[^@]*@users\.noreply\.coderabbit\.ai)$/;

const BOT_ADDRESSES =
  /^((support|noreply)@(dependabot|greenkeeper|renovateapp|snyk|codecov|travis-ci|mergify)\.(com|io|org)|bot@.*|bots@.*|[^@]*[-_]bots?@.*|[^@]*[-_]robot@.*|robot@.*|actions?@github\.com|github-actions@.*|[^@]*@[^@]*\.iam\.gserviceaccount\.com|hosted@weblate\.org|noreply@weblate\.org|builds@travis-ci\.org|semantic-release@.*|.*\[bot\]@.*)$/;

/**
 * Says why an alias is a bot's, or null where it is a person's. Coding agents that sign as co-authors are not people:
 * the human who commits gets the credit. "Bot" as the end of a surname (Talbot, Abbot) or a surname of its own (Jan Bot)
 * is a person, unless the address is a bot's too.
 */
export function detectBot(name: string, email: string): BotReason | null {
  const shown = foldText(name).trim();
  const { text, local, domain } = readAddress(email);
  const handle = shown
    .replace(/\[bot\]$/, '')
    .trim()
    .replace(/[\s_.]+/g, '-');
  const login = domain === 'users.noreply.github.com' ? text.replace(/@.*$/, '').replace(/^\d+\+/, '') : null;
  const account = login?.replace(/\[bot\]$/, '') ?? null;
  if (AGENT_ADDRESSES.test(text)) return 'coding-agent';
  if (AGENT_NAMES.test(shown.replace(/\s*\[bot\]$/, '')) && !looksPersonal(shown, local)) return 'coding-agent';
  if (account !== null && login !== account && AGENT_NAMES.test(account)) return 'coding-agent';
  if (shown.endsWith('[bot]') || login?.endsWith('[bot]')) return 'bot-suffix';
  if (KNOWN_BOTS.has(handle) || (account !== null && KNOWN_BOTS.has(account))) return 'known-bot';
  if (/^[^\s]+[-_](bot|robot)$/.test(shown) || /\srobot$/.test(shown)) return 'bot-suffix';
  if (/\sbot$/.test(shown) && /bot|no-?reply/.test(local) && !spellsName(shown, local)) return 'bot-suffix';
  return BOT_ADDRESSES.test(text) ? 'bot-address' : null;
}

/** "Cursor", "Cline" and the like are surnames too: an address with more to it than the tool's name speaks for a person. */
function looksPersonal(shown: string, local: string): boolean {
  return /^(cline|junie|cursor|kiro|aider)$/.test(shown) && local !== shown && !/agent|bot|no-?reply/.test(local);
}

/** `jan.bot@…` for "Jan Bot". */
function spellsName(shown: string, local: string): boolean {
  return local === shown.replace(/\s+/g, '.') || local === shown.replace(/\s+/g, '');
}
