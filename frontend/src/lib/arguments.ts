/** Splits what was typed into arguments: at blanks, except inside single or double quotes. */
export function parseArguments(typed: string): string[] {
  const found: string[] = [];
  let current: string | null = null;
  let quote: string | null = null;
  for (const letter of typed) {
    if (quote !== null) {
      if (letter === quote) quote = null;
      else current += letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      current ??= '';
    } else if (/\s/.test(letter)) {
      if (current !== null) found.push(current);
      current = null;
    } else {
      current = (current ?? '') + letter;
    }
  }
  if (current !== null) found.push(current);
  return found;
}

/** The other way round: text that {@link parseArguments} splits into exactly these. */
export function formatArguments(args: readonly string[]): string {
  return args.map(quoted).join(' ');
}

function quoted(argument: string): string {
  if (argument !== '' && !/[\s"']/.test(argument)) return argument;
  if (!argument.includes('"')) return `"${argument}"`;
  // Both kinds of quotes: pieces in alternating quotes, as a shell would have it.
  return argument
    .split(/(")/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece === '"' ? `'"'` : `"${piece}"`))
    .join('');
}
