import { devNull } from 'node:os';

/**
 * What git may do. `read` looks at objects on disk and never opens a connection, whatever the repository's
 * configuration says. `network` reaches a remote and uses the operator's own git configuration and environment for
 * credentials; it only ever runs in clones that this program made.
 */
export type GitAccess = { readonly kind: 'read' } | { readonly kind: 'network'; readonly protocols: readonly string[] };

/** Text blobs above this count as binary, so that no diff holds much more than this in memory. */
const BIG_FILE_BYTES = 32 * 1024 * 1024;

/** Settings of a repository that could start a program, or change what is read, get a harmless value here. */
const SAFE_CONFIG = [
  `core.hooksPath=${devNull}`,
  'core.fsmonitor=false',
  `core.attributesFile=${devNull}`,
  'core.pager=cat',
  'core.editor=false',
  'core.askPass=',
  'core.alternateRefsCommand=false',
  'sequence.editor=false',
  'diff.external=',
  'gpg.program=false',
  'gpg.ssh.program=false',
  'gpg.x509.program=false',
  'log.showSignature=false',
  'log.mailmap=false',
  // Said of every graft file, also of the empty one that is set below.
  'advice.graftFileDeprecated=false',
  'i18n.logOutputEncoding=UTF-8',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'fetch.writeCommitGraph=false',
  'transfer.bundleURI=false',
  'gc.autoDetach=false',
  'maintenance.autoDetach=false',
];

const READ_CONFIG = [
  'core.sshCommand=false',
  'core.gitProxy=false',
  'credential.helper=',
  'gc.auto=0',
  'maintenance.auto=false',
  `core.bigFileThreshold=${BIG_FILE_BYTES}`,
  // The default of 96 MiB for each process buys no time in a walk from commit to commit.
  'core.deltaBaseCacheLimit=24m',
];

const NETWORK_CONFIG = ['http.lowSpeedLimit=1', 'http.lowSpeedTime=60', 'credential.interactive=false'];

/** The options that stand before git's sub-command. */
export function safeOptions(access: GitAccess): string[] {
  const settings = [...SAFE_CONFIG, ...(access.kind === 'read' ? READ_CONFIG : NETWORK_CONFIG)];
  return ['--no-pager', ...settings.flatMap((setting) => ['-c', setting])];
}

/** Variables of the caller that a git may see; everything else named GIT_* is left out. */
const PASSED_ON = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'ComSpec', 'PATHEXT', 'LD_LIBRARY_PATH'];
const PASSED_ON_TO_NETWORK =
  /^(HOME|USERPROFILE|USER|LOGNAME|XDG_CONFIG_HOME|XDG_RUNTIME_DIR|SSH_AUTH_SOCK|SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE|(https?|all|no)_proxy|GIT_CONFIG_(COUNT|GLOBAL|SYSTEM|NOSYSTEM|KEY_\d+|VALUE_\d+)|GIT_SSH|GIT_SSH_COMMAND|GIT_SSH_VARIANT|GIT_SSL_[A-Z_]+|GIT_PROXY_SSL_[A-Z_]+|GIT_HTTP_PROXY_AUTHMETHOD)$/i;

const SSH_WITHOUT_PROMPTS = 'ssh -oBatchMode=yes -oConnectTimeout=20 -oServerAliveInterval=15 -oServerAliveCountMax=4';

/**
 * The environment of a git process. It reads no attribute, replacement or graft from outside the history, fetches
 * nothing by itself and never asks. For `read` the configuration of the machine and of the user is left out as well, so
 * that the same history gives the same result everywhere.
 */
export function safeEnvironment(access: GitAccess, outer: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const base: NodeJS.ProcessEnv = {
    ...pick(outer, (name) => PASSED_ON.includes(name)),
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    // Empty, not absent: it also hides core.askPass and SSH_ASKPASS.
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    GIT_PAGER: 'cat',
    GIT_EDITOR: 'false',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_LAZY_FETCH: '1',
  };
  if (access.kind === 'read') {
    return {
      ...base,
      HOME: devNull,
      XDG_CONFIG_HOME: devNull,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      // Git before 2.44 knows no GIT_NO_LAZY_FETCH: with no protocol allowed a missing object stays missing.
      GIT_ALLOW_PROTOCOL: 'none',
    };
  }
  return {
    ...base,
    GIT_SSH_COMMAND: SSH_WITHOUT_PROMPTS,
    ...pick(outer, (name) => PASSED_ON_TO_NETWORK.test(name)),
    GIT_ALLOW_PROTOCOL: access.protocols.join(':'),
  };
}

function pick(variables: NodeJS.ProcessEnv, keep: (name: string) => boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => keep(name)));
}
