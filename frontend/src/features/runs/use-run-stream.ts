import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer } from 'react';
import { runQuery } from '@/api/runs/get-run';
import { runEventsUrl } from '@/api/runs/run-events';
import type { Run } from '@/api/types';
import { toastProblem } from '@/components/toast-store';
import { parseJson, type Int64 } from '@/lib/int64';
import { applyEvents, EMPTY_STREAM, type RunEvent, type RunStream } from './run-stream';

const DRAW_EVERY_MILLIS = 100;
const FIRST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 30_000;

/**
 * Follows a run's events, from its first to its last. The service keeps them all, so a run that is over tells
 * its console the same way as one that is under way.
 *
 * The component must be remounted for another run (`key`): what was told is never forgotten.
 */
export function useRunStream(id: string): RunStream {
  const queryClient = useQueryClient();
  const [stream, tell] = useReducer(applyEvents, EMPTY_STREAM);

  useEffect(() => {
    const waiting: RunEvent[] = [];
    let source: EventSource | undefined;
    let drawing: ReturnType<typeof setTimeout> | undefined;
    let reopening: ReturnType<typeof setTimeout> | undefined;
    let pause = FIRST_PAUSE_MILLIS;
    let lastSequence = -1;

    const draw = () => {
      drawing = undefined;
      tell(waiting.splice(0));
    };
    const report = (event: RunEvent) => {
      waiting.push(event);
      drawing ??= setTimeout(draw, DRAW_EVERY_MILLIS);
    };

    const on = <T>(name: string, heard: (data: T) => void) => {
      source?.addEventListener(name, (event: MessageEvent<string>) => {
        if (isOld(event.lastEventId)) return;
        try {
          heard(parseJson(event.data) as T);
        } catch (error) {
          toastProblem(error);
        }
      });
    };
    // After a reconnection of our own making the service starts at the beginning again.
    const isOld = (eventId: string) => {
      if (!/^\d+$/.test(eventId)) return false;
      const sequence = Number(eventId);
      if (sequence <= lastSequence) return true;
      lastSequence = sequence;
      return false;
    };

    const open = () => {
      const opened = new EventSource(runEventsUrl(id));
      source = opened;
      opened.onopen = () => {
        pause = FIRST_PAUSE_MILLIS;
        report({ kind: 'connection', connection: 'live' });
      };
      opened.onerror = () => {
        report({ kind: 'connection', connection: 'lost' });
        // Most breaks the browser mends by itself, with Last-Event-ID. It gives up for good on an answer other
        // than 200 (signed out, too many streams); then the query's poll tells why, and this tries again later.
        if (opened.readyState !== EventSource.CLOSED) return;
        reopening = setTimeout(open, pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      };
      on<{ state: string }>('state', () => {
        void queryClient.invalidateQueries({ queryKey: runQuery(id).queryKey });
      });
      on<{ cycle: Int64; budget: Int64; share: number }>('progress', (progress) => {
        report({ kind: 'progress', ...progress, at: Date.now() });
      });
      on<{ node: number; text: string }>('console', ({ node, text }) => {
        report({ kind: 'console', piece: { node, text } });
      });
      on<{ name: string; value: Int64; unit?: string }>('metric', (metric) => {
        report({ kind: 'metric', ...metric });
      });
      on<Run>('end', (run) => {
        opened.close();
        report({ kind: 'connection', connection: 'ended' });
        queryClient.setQueryData(runQuery(id).queryKey, run);
        void queryClient.invalidateQueries({ queryKey: ['runs', 'list'] });
      });
    };

    open();
    return () => {
      source?.close();
      clearTimeout(drawing);
      clearTimeout(reopening);
    };
  }, [id, queryClient]);

  return stream;
}
