import { requestText } from '@/api/client';

/** The whole console as plain text, node by node. */
export function getConsoleText(id: string) {
  return requestText(`/runs/${encodeURIComponent(id)}/console`);
}
