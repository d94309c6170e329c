/**
 * Whether this browser has signed in and not out again. The session's cookie cannot be read here, and asking the
 * service without one is answered 401, which every browser reports as a fault of the page.
 */
const KEY = 'fugu-signed-in';

export function mayBeSignedIn(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true; // A browser that keeps nothing: only the service can tell.
  }
}

export function noteSignedIn(signedIn: boolean) {
  try {
    if (signedIn) localStorage.setItem(KEY, 'yes');
    else localStorage.removeItem(KEY);
  } catch {
    // Then the service is asked each time.
  }
}
