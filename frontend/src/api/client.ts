import { parseJson, writeJson } from '@/lib/int64';
import { ApiProblem, readProblem, unreachable } from './problem';

export const API = '/api/v1';
const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON, or as it is if it is a file. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** Sends one request to the API; every answer but 2xx becomes an {@link ApiProblem}. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const body = await accepted(await send(path, options));
  return (body === '' ? undefined : parseJson(body)) as T;
}

/** What is there with its ETag, which a change of it sends as `If-Match`. */
export async function requestTagged<T>(path: string, signal: AbortSignal): Promise<{ value: T; tag: string }> {
  // Past the browser's cache, whose tag may be of an earlier state.
  const response = await send(path, { signal, headers: { 'Cache-Control': 'no-cache' } });
  return { value: parseJson(await accepted(response)) as T, tag: response.headers.get('ETag') ?? '' };
}

/** The same for what is answered as text. */
export async function requestText(
  path: string,
  type = 'text/plain',
  headers: Record<string, string> = {},
): Promise<string> {
  return accepted(await send(path, { headers: { ...headers, Accept: `${type}, application/problem+json` } }));
}

async function accepted(response: Response): Promise<string> {
  const body = await response.text();
  if (!response.ok) throw readProblem(response.status, body, (name) => response.headers.get(name));
  return body;
}

async function send(path: string, { method = 'GET', body, headers, signal }: RequestOptions) {
  const all: Record<string, string> = { Accept: 'application/json', ...headers };
  const isBytes = body instanceof Blob;
  if (body !== undefined) all['Content-Type'] = isBytes ? 'application/octet-stream' : 'application/json';
  if (WRITES.has(method)) Object.assign(all, await csrfHeader());
  try {
    return await fetch(API + path, {
      method,
      headers: all,
      credentials: 'same-origin',
      body: body === undefined ? null : isBytes ? body : writeJson(body),
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
}

/** Uploads one file as a form, telling how much of it has left, from 0 to 1. */
export function upload<T>(path: string, file: File, sent: (share: number) => void): Promise<T> {
  const form = new FormData();
  form.append('file', file, file.name);
  return sendFile(path, form, {}, sent);
}

/** The same of a file that is the whole of the body. */
export function uploadBytes<T>(path: string, file: File, sent: (share: number) => void): Promise<T> {
  return sendFile(path, file, { 'Content-Type': 'application/octet-stream' }, sent);
}

async function sendFile<T>(
  path: string,
  body: FormData | File,
  more: Record<string, string>,
  sent: (share: number) => void,
): Promise<T> {
  const headers = { ...(await csrfHeader()), ...more };
  return new Promise<T>((resolve, reject) => {
    // fetch cannot tell how much of a body was sent; XMLHttpRequest can.
    const xhr = new XMLHttpRequest();
    xhr.open('POST', API + path);
    xhr.setRequestHeader('Accept', 'application/json');
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) sent(event.loaded / event.total);
    };
    xhr.onerror = () => reject(unreachable());
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) resolve(parseJson(xhr.responseText) as T);
      else reject(readProblem(xhr.status, xhr.responseText, (name) => xhr.getResponseHeader(name)));
    };
    xhr.send(body);
  });
}

/** The double-submit token: the service sets the cookie, a write repeats it in a header. */
async function csrfHeader(): Promise<Record<string, string>> {
  let token = csrfCookie();
  if (token === null) {
    // Any read makes the service set the cookie, that of the page too.
    await fetch('/', { credentials: 'same-origin' }).catch(() => undefined);
    token = csrfCookie();
  }
  return token === null ? {} : { 'X-XSRF-TOKEN': token };
}

function csrfCookie(): string | null {
  const pair = document.cookie.split('; ').find((cookie) => cookie.startsWith('XSRF-TOKEN='));
  const value = pair?.slice('XSRF-TOKEN='.length);
  return value ? decodeURIComponent(value) : null;
}

/** A query string of the parameters that have a value, with its question mark, or nothing. */
export function queryString(parameters: Record<string, string | number | null | undefined>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') given.set(name, String(value));
  }
  const text = given.toString();
  return text === '' ? '' : `?${text}`;
}

/** True for the refusal that means: sign in (again). */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401 && error.code !== 'wrong-credentials';
}
