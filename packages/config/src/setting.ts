import * as v from 'valibot';

/** One variable of the environment: how it is written, what it means, and what it is without being set. */
export interface Setting<T, Default extends string | undefined = string | undefined> {
  readonly form: v.GenericSchema<string, T>;
  /** What a right value looks like, in words that follow "expected". */
  readonly expected: string;
  /** What it is for; one or two sentences, without a full stop at the end of the last. */
  readonly meaning: string;
  readonly default: Default;
  /** Without it nothing starts. */
  readonly isRequired: boolean;
  /** Its value never reaches a log. */
  readonly isSecret: boolean;
}

/** A form and what it looks like. */
export interface Form<T> {
  readonly schema: v.GenericSchema<string, T>;
  readonly expected: string;
}

/** A setting that has to be given. */
export function required<T>(form: Form<T>, meaning: string, more: { isSecret?: true } = {}): Setting<T, 'required'> {
  // The default's type says that there always is a value; it is never read.
  return { ...base(form, meaning, more), default: 'required', isRequired: true };
}

/** A setting that is something without being given. @param fallback as it would be written */
export function defaulted<T>(form: Form<T>, fallback: string, meaning: string): Setting<T, string> {
  return { ...base(form, meaning, {}), default: fallback, isRequired: false };
}

/** A setting that can be absent. */
export function optional<T>(form: Form<T>, meaning: string, more: { isSecret?: true } = {}): Setting<T, undefined> {
  return { ...base(form, meaning, more), default: undefined, isRequired: false };
}

function base<T>({ schema, expected }: Form<T>, meaning: string, { isSecret = false }: { isSecret?: boolean }) {
  return { form: schema, expected, meaning, isSecret };
}

export const text: Form<string> = { schema: v.pipe(v.string(), v.nonEmpty()), expected: 'a text' };
export const folder: Form<string> = { schema: text.schema, expected: 'the path of a folder' };
export const file: Form<string> = { schema: text.schema, expected: 'the path of a file' };
export const address: Form<string> = {
  schema: v.pipe(v.string(), v.regex(/^[^\s/]+:\d{1,5}$/)),
  expected: 'host:port, e.g. 127.0.0.1:7233',
};
export const port: Form<number> = {
  schema: v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.maxValue(65_535)),
  expected: 'a port from 0 to 65535; 0 takes a free one',
};
export const milliseconds: Form<number> = {
  schema: v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number), v.maxValue(600_000)),
  expected: 'milliseconds, 0 to 600000',
};
export const share: Form<number> = {
  schema: v.pipe(v.string(), v.regex(/^[01](\.\d+)?$|^0?\.\d+$/), v.transform(Number), v.maxValue(1)),
  expected: 'a share from 0 to 1',
};

/** A URL of one of the protocols. @param example the URL that a message shows */
export function urlOf(protocols: readonly string[], example: string): Form<string> {
  const isOne = (value: string) => URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1));
  return { schema: v.pipe(v.string(), v.check(isOne)), expected: `a URL, e.g. ${example}` };
}

/** One of some words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Form<Word> {
  return { schema: v.pipe(v.string(), v.picklist(words)), expected: `one of ${words.join(', ')}` };
}

/** Some of some words, separated by commas. */
export function someOf<const Word extends string>(words: readonly Word[]): Form<Word[]> {
  const schema = v.pipe(
    v.string(),
    v.transform((value) => value.split(',').map((item) => item.trim())),
    v.array(v.picklist(words)),
  );
  return { schema, expected: `a list, separated by commas, of ${words.join(', ')}` };
}
