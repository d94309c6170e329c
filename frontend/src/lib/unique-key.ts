/** A fresh random name. `crypto.randomUUID` exists only on secure origins; plain http to a host is not one. */
export function uniqueKey(): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
