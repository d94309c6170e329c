import { vi } from 'vitest';
import type { Answer } from './service';

/** Stands in for XMLHttpRequest, which uploads use: every upload gets this answer. */
export function fakeUpload({ status = 201, body }: Answer) {
  const sent: (FormData | File)[] = [];
  class FakeRequest {
    upload: { onprogress: ((event: ProgressEvent) => void) | null } = { onprogress: null };
    onload: (() => void) | null = null;
    onerror: (() => void) | null = null;
    status = status;
    responseText = JSON.stringify(body);
    open() {}
    setRequestHeader() {}
    getResponseHeader() {
      return null;
    }
    send(form: FormData | File) {
      sent.push(form);
      this.upload.onprogress?.(new ProgressEvent('progress', { lengthComputable: true, loaded: 1, total: 1 }));
      queueMicrotask(() => this.onload?.());
    }
  }
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  return sent;
}
