export function whenNpmIsGone(then: () => void): void;
