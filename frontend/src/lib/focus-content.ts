/** Puts the keyboard at the page's content, where what it was on is gone. */
export function focusContent() {
  document.getElementById('content')?.focus({ preventScroll: true });
}
