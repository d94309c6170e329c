import { vi } from 'vitest';
import { noteSignedIn } from '@/api/session/presence';
import { parseJson, writeJson } from '@/lib/int64';

export interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Asked {
  method: string;
  path: string;
  body: unknown;
  headers: Headers;
}

/**
 * Stands in for the service at the border where the dashboard meets it: `fetch`. Keys are `GET /session`, paths
 * under /api/v1 without their query; an answer may be worked out from the request. Whatever was not expected is
 * answered as the service would: 404.
 */
export function fakeService(answers: Record<string, Answer | ((asked: Asked) => Answer)>): Asked[] {
  const asked: Asked[] = [];
  document.cookie = 'XSRF-TOKEN=token-1; path=/';
  // A browser that has signed in before, unless the test says nothing of a session.
  noteSignedIn('GET /session' in answers);
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
    const path = url.replace('/api/v1', '').replace(/\?.*/, '');
    const request: Asked = {
      method: init.method ?? 'GET',
      path: url.replace('/api/v1', ''),
      body: typeof init.body === 'string' ? parseJson(init.body) : null,
      headers: new Headers(init.headers),
    };
    asked.push(request);
    const found = answers[`${request.method} ${path}`] ?? {
      status: 404,
      body: { title: 'Not found', code: 'not-found', detail: `There is no ${path}.` },
    };
    const { status = 200, body, headers } = typeof found === 'function' ? found(request) : found;
    return Promise.resolve(new Response(body === undefined ? null : writeJson(body), { status, headers: headers ?? {} }));
  });
  return asked;
}

/** An event source that a test speaks through. */
export class FakeEventSource extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static opened: FakeEventSource[] = [];

  readyState: number = FakeEventSource.CONNECTING;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeEventSource.opened.push(this);
  }

  /** Takes the place of the browser's own, with nothing opened yet. */
  static install() {
    FakeEventSource.opened = [];
    vi.stubGlobal('EventSource', FakeEventSource);
  }

  static get latest(): FakeEventSource {
    const latest = FakeEventSource.opened.at(-1);
    if (latest === undefined) throw new Error('no event source was opened');
    return latest;
  }

  accept() {
    this.readyState = FakeEventSource.OPEN;
    this.onopen?.();
  }

  say(sequence: number, name: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(name, { data: writeJson(data), lastEventId: String(sequence) }));
  }

  /** @param forGood whether the browser gives up, as it does on any answer but 200 */
  fail(forGood: boolean) {
    this.readyState = forGood ? FakeEventSource.CLOSED : FakeEventSource.CONNECTING;
    this.onerror?.();
  }

  close() {
    this.readyState = FakeEventSource.CLOSED;
  }
}
