import { nameWords } from '@trellis/people/name-words.ts';
import { describe, expect, it } from 'vitest';
import { fullNameKey, initialsOf, nameInLocalPart } from './person-name.ts';

describe('the words of a name', () => {
  it.each([
    ['Ann  Lee', 'ann lee'],
    ['ＡＮＮ Lee', 'ann lee'],
    ['José Ñandú', 'jose nandu'],
    ['Jose\u0301 N\u0303andu\u0301', 'jose nandu'],
    ['Łukasz Ødegård', 'lukasz odegard'],
    ["Pat O'Neil", 'pat oneil'],
    ['Lee, Ann', 'ann lee'],
    ['Ann Lee (aider)', 'ann lee'],
    ['J.R. Ek', 'j r ek'],
    ['王 小明', '王 小明'],
  ])('of %s are %s', (name, words) => {
    expect(nameWords(name).join(' ')).toBe(words);
  });
});

describe('a name that identifies nobody', () => {
  it.each([
    'root',
    'unknown',
    'admin',
    'dev',
    'Ann',
    'Your Name',
    'J Lee',
    'root user',
    'Dev Team',
    'Ann Lee and Bo Ek',
  ])('is %s', (name) => {
    expect(fullNameKey(name)).toBeNull();
  });
});

describe('a local part', () => {
  it.each([
    ['ann.lee', 'both'],
    ['lee_ann', 'both'],
    ['annlee42', 'both'],
    ['annmlee', 'both'],
    ['alee', 'initial'],
    ['annl', 'initial'],
    ['amlee', 'initial'],
    ['ann', 'one'],
    ['lee', 'one'],
    ['al', 'none'],
    ['pat', 'none'],
  ])('%s spells %s of Ann Mae Lee', (local, spelled) => {
    expect(nameInLocalPart('ann mae lee', local)).toBe(spelled);
  });
});

describe('initials', () => {
  it.each([
    ['Ann Mae Lee', 'AL'],
    ['ann', 'A'],
    ['élodie (work)', 'É'],
    ['王小明', '王'],
    ['renovate[bot]', 'R'],
    ['', '?'],
    ['<script>', 'S'],
  ])('of %s are %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
