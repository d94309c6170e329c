/** A path of this dashboard to go back to, or `/`: never somebody else's address that a link smuggled in. */
export function localPath(wanted: string | null): string {
  return wanted !== null && /^\/(?![/\\])/.test(wanted) && !wanted.startsWith('/sign-in') ? wanted : '/';
}
