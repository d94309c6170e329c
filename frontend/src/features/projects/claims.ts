/** Claims by name, from lines of the form name=value. Lines without a value are left out. */
export function readClaims(text: string): Record<string, string> {
  const claims: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    const value = line.slice(at + 1).trim();
    if (at > 0 && value !== '') claims[line.slice(0, at).trim()] = value;
  }
  return claims;
}
