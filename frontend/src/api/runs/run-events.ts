/** Where a run's event stream is; its events carry sequence numbers that survive a reconnection. */
export const runEventsUrl = (id: string) => `/api/v1/runs/${encodeURIComponent(id)}/events`;
