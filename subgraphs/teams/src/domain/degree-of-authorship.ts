/**
 * Degree of authorship of a developer on a file: 3.293 + 1.098·FA + 0.164·DL − 0.321·ln(1 + AC).
 * Source: Fritz et al. 2010/2014, with the weights of Avelino et al. (ICPC 2016).
 * @param created FA: whether the developer ever added the file or a file it was renamed from. The published tool takes each
 * developer who added it as a creator, not the first one alone
 * @param deliveries DL: modifications and renames by the developer; additions are none
 * @param acceptances AC: modifications and renames by others
 */
export function degreeOfAuthorship(created: boolean, deliveries: number, acceptances: number): number {
  return 3.293 + (created ? 1.098 : 0) + 0.164 * deliveries - 0.321 * Math.log(1 + acceptances);
}

/**
 * Whether a developer is an author of a file: above three quarters of the file's highest degree, and either at least
 * 3.293 or a creator. The paper asks for 3.293 alone; the published tool lets a creator pass below it, and so do we.
 * @param highest the highest degree any developer has on the file
 */
export function isAuthor(degree: number, highest: number, created: boolean): boolean {
  return highest > 0 && degree / highest > 0.75 && (created || degree >= 3.293);
}

/** A degree as a whole number of millionths, so that sums don't depend on the order of their terms and ties are ties. */
export function inMillionths(degree: number): number {
  return Math.round(degree * 1e6);
}
