package org.fugu.service.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestThreadsTests {
    private static CompletableFuture<Boolean> isVirtual(RequestThreads threads) {
        var found = new CompletableFuture<Boolean>();
        threads.execute(() -> found.complete(Thread.currentThread().isVirtual()));
        return found;
    }

    @Test
    void whereAllAreTakenARequestHasAVirtualThreadAtOnce() throws Exception {
        var end = new CompletableFuture<Void>();
        var done = new CountDownLatch(2);
        try (var threads = new RequestThreads(2)) {
            for (int i = 0; i < 2; i++) {
                var found = new CompletableFuture<Boolean>();
                threads.execute(() -> {
                    found.complete(Thread.currentThread().isVirtual());
                    end.join();
                    done.countDown();
                });
                assertThat(found.get()).isFalse();
            }
            for (int i = 0; i < 100; i++) assertThat(isVirtual(threads).get()).isTrue();
            end.complete(null);
            assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
            // A thread is free a moment after it has done its request.
            while (isVirtual(threads).get()) Thread.sleep(1);
        }
    }

    @Test
    void aRequestThatComesWhileTheServiceStopsHasAThreadToo() throws Exception {
        var threads = new RequestThreads(1);
        threads.close();
        assertThat(isVirtual(threads).get()).isTrue();
    }
}
