/** Where a run's event stream is; its events carry sequence numbers that survive a reconnection. */
export const runEventsUrl = (id: string) => `/api/v1/runs/${encodeURIComponent(id)}/events`;

/** The whole console as plain text, all nodes merged in simulated time. */
export const runConsoleUrl = (id: string) => `/api/v1/runs/${encodeURIComponent(id)}/console`;
