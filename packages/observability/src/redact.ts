/** Fields whose text never reaches a log, however deep they lie. */
const SECRET_FIELDS = [
  'accessKey',
  'apiToken',
  'authorization',
  'connectionString',
  'cookie',
  'internalToken',
  'linkToken',
  'password',
  'secret',
  'secretKey',
  'sessionToken',
  'set-cookie',
  'token',
  'trellis_session',
];

const FIELD = `(?:${SECRET_FIELDS.join('|')})`;
const BY_FIELD: readonly (readonly [RegExp, string])[] = [
  [new RegExp(String.raw`("${FIELD}":\s*)(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])`, 'gi'), '$1"[secret]"'],
  // The same in JSON that is a text in the line.
  [new RegExp(String.raw`(\\"${FIELD}\\":\s*)(?:\\".*?\\"|\[[^\]]*\])`, 'gi'), String.raw`$1\"[secret]\"`],
];

/** Forms in which a secret or an address can stand in a text that was not made by us, e.g. the message of a driver. */
const BY_FORM: readonly (readonly [RegExp, string])[] = [
  // The user and password of a URL.
  [/(\b[a-z][a-z\d+.-]{0,20}:\/\/)[^\s/@"'\\]+@/gi, '$1[secret]@'],
  [/\b(Bearer|Basic) [\w.~+/=-]{8,}/gi, '$1 [secret]'],
  [/\b(trellis_session=)[^;\s"'\\]+/gi, '$1[secret]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '[secret]'],
  // 32 random bytes in base64url: a token of a session, of a sign-in link or of the API.
  [/(?<![\w-])[\w-]{43}(?![\w-])/g, '[secret]'],
  // The address of a person: errors of drivers and of git quote what they were given.
  [/(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])/gi, '[address]'],
];

/** Shorter ones are words by chance: replacing them would only spoil the text. */
const MIN_SECRET_CHARACTERS = 6;

/**
 * Makes a function that takes secrets and addresses of people out of a line of JSON: by the name of the field, by their form, and by their
 * value.
 * @param secrets values that must not appear anywhere, as they are or escaped
 */
export function createRedaction(secrets: readonly string[]): (line: string) => string {
  const values = secrets.filter((secret) => secret.length >= MIN_SECRET_CHARACTERS);
  const forms = new Set(
    values.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]),
  );
  // A longer secret goes before one that it begins with.
  const known = [...forms].sort((a, b) => b.length - a.length).map((form) => RegExp.escape(form));
  const byValue = known.length === 0 ? undefined : new RegExp(known.join('|'), 'g');
  return (line) => {
    let text = line;
    for (const [field, instead] of BY_FIELD) text = text.replace(field, instead);
    if (byValue !== undefined) text = text.replace(byValue, '[secret]');
    for (const [form, instead] of BY_FORM) text = text.replace(form, instead);
    return text;
  };
}
