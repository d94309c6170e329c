package org.fugu.service.request;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Threads of the operating system for the first requests at a time, and a virtual one for each of the others.
///
/// A request asks the database ten times and waits for each answer. A virtual thread that waits is woken by a thread
/// that looks after all sockets, and carried by a third one, each of which waits for its turn on a busy host. Streams
/// of events wait for hours, and bodies may come slowly. So that they keep nobody waiting, there is no bound beyond
/// which a request has no thread.
final class RequestThreads implements Executor, AutoCloseable {
    private static final int IDLE_SECONDS = 60;

    private final ThreadPoolExecutor platform;

    /// @param most threads of the operating system, at least 1
    RequestThreads(int most) {
        platform = new ThreadPoolExecutor(
                0,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                // The one that had something to do last comes first, so that few are used while few are needed.
                new SynchronousQueue<>(),
                Thread.ofPlatform().name("request-", 1).daemon().factory(),
                (request, _) -> virtually(request));
    }

    private static void virtually(Runnable request) {
        Thread.ofVirtual().name("request").start(request);
    }

    @Override
    public void execute(Runnable request) {
        platform.execute(request);
    }

    @Override
    public void close() {
        platform.shutdown();
    }
}
