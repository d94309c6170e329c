import type { FieldProblem } from './types';

/** A refusal of the service (RFC 9457), or the failure to reach it, as an error that can be shown. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly errors: readonly FieldProblem[];
  readonly retryAfterSeconds: number | null;

  constructor(fields: {
    status: number;
    code: string;
    title: string;
    detail?: string;
    requestId?: string | null;
    errors?: readonly FieldProblem[];
    retryAfterSeconds?: number | null;
  }) {
    super(fields.detail ? `${fields.title}: ${fields.detail}` : fields.title);
    this.name = 'ApiProblem';
    this.status = fields.status;
    this.code = fields.code;
    this.title = fields.title;
    this.detail = fields.detail ?? '';
    this.requestId = fields.requestId ?? null;
    this.errors = fields.errors ?? [];
    this.retryAfterSeconds = fields.retryAfterSeconds ?? null;
  }

  /** What is wrong with the field at this JSON pointer, or with anything inside it. */
  at(pointer: string): string | null {
    const wrong = this.errors.filter((e) => e.pointer === pointer || e.pointer.startsWith(`${pointer}/`));
    return wrong.length > 0 ? wrong.map((e) => e.detail).join(' ') : null;
  }

  /** The same as a form sees it whose fields are sent within another body, under this pointer. */
  within(pointer: string): ApiProblem {
    const errors = this.errors.map((each) =>
      each.pointer.startsWith(`${pointer}/`) ? { ...each, pointer: each.pointer.slice(pointer.length) } : each,
    );
    const { status, code, title, detail, requestId, retryAfterSeconds } = this;
    return new ApiProblem({ status, code, title, detail, requestId, retryAfterSeconds, errors });
  }
}

/** Any thrown value as a problem, so that nothing is ever swallowed for having the wrong type. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiProblem({ status: 0, code: 'dashboard-fault', title: 'The dashboard failed', detail });
}

export const unreachable = () =>
  new ApiProblem({
    status: 0,
    code: 'unreachable',
    title: 'The service does not answer',
    detail: 'Check that it is running (./fugu serve) and that this computer is connected, then try again.',
  });

/** Reads a refusal from its status, headers and body, whatever the body turns out to be. */
export function readProblem(status: number, body: string, header: (name: string) => string | null): ApiProblem {
  const fields = parseObject(body);
  const retryAfter = Number(header('Retry-After') ?? Number.NaN);
  return new ApiProblem({
    status,
    code: text(fields.code) ?? `http-${status}`,
    title: text(fields.title) ?? `The service answered ${status}`,
    detail: text(fields.detail) ?? (status >= 500 ? 'The service failed; its log has the request.' : ''),
    requestId: text(fields.requestId) ?? header('X-Request-Id'),
    errors: fieldErrors(fields.errors),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  });
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {}; // Not ours: a proxy's page, or nothing at all. The status still says what happened.
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function fieldErrors(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const { pointer, detail } = (entry ?? {}) as Record<string, unknown>;
    return typeof detail === 'string' ? [{ pointer: typeof pointer === 'string' ? pointer : '', detail }] : [];
  });
}
