/** A line without a sign is a key without a value, which the service refuses. */
export function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    const sign = line.indexOf('=');
    labels[sign < 0 ? line : line.slice(0, sign).trim()] = sign < 0 ? '' : line.slice(sign + 1).trim();
  }
  return labels;
}

/** The other way round. */
export function textOfLabels(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');
}
