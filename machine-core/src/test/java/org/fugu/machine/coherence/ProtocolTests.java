package org.fugu.machine.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fugu.machine.cache.Cache;
import org.fugu.machine.clock.EventQueue;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.network.Mesh;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Caches and directories alone, without processors: random accesses of many nodes to few lines in
/// tiny caches.
class ProtocolTests {
    private static final int CACHE_BYTES = 256;
    private static final int LINE_BYTES = 16;

    record Message(int to, boolean toHome, CoherenceMessage message) {}

    /// A machine of nothing but caches, directories and a mesh, with one queue of events.
    private static final class Rig {
        final int nodes;
        final EventQueue<Message> events = new EventQueue<>();
        final List<Cache> tags = new ArrayList<>();
        final List<CacheController> caches = new ArrayList<>();
        final List<Directory> directories = new ArrayList<>();
        final long[] waitsFor;
        final boolean[] wantsToWrite;
        final long[] wakeAt;
        final Mesh mesh;
        long now;
        int grants;

        Rig(MeshShape shape, Preset preset) {
            nodes = shape.nodes();
            waitsFor = new long[nodes];
            wantsToWrite = new boolean[nodes];
            wakeAt = new long[nodes];
            mesh = new Mesh(shape, preset);
            for (int i = 0; i < nodes; i++) {
                int node = i;
                waitsFor[i] = -1;
                wakeAt[i] = EventQueue.NEVER;
                tags.add(new Cache(CACHE_BYTES, LINE_BYTES));
                caches.add(new CacheController(i, tags.get(i), preset, new CacheController.Outlet() {
                    @Override
                    public void send(long time, int home, CoherenceMessage message) {
                        carry(time, node, home, true, message);
                    }

                    @Override
                    public void wake(long time) {
                        wakeAt[node] = Math.min(wakeAt[node], time);
                    }
                }));
                directories.add(new Directory(
                        i, new Dram(), preset, (time, to, message) -> carry(time, node, to, false, message)));
            }
        }

        // The mesh books in order of launch; the rig launches at once and lets it sort itself out by delaying.
        private void carry(long time, int from, int to, boolean toHome, CoherenceMessage message) {
            long arrival = from == to ? time : mesh.book(time, from, to, 4 + message.contentBytes());
            events.addLocal(Math.max(arrival, lastArrival(from, to, arrival)), new Message(to, toHome, message));
        }

        private final java.util.Map<Integer, Long> last = new java.util.TreeMap<>();

        private long lastArrival(int from, int to, long arrival) {
            int pair = from * nodes + to;
            long ordered = Math.max(arrival, last.getOrDefault(pair, 0L) + 1);
            last.put(pair, ordered);
            return ordered;
        }

        void step() {
            now = events.headTime();
            for (int i = 0; i < nodes; i++) {
                if (wakeAt[i] <= now) {
                    wakeAt[i] = EventQueue.NEVER;
                    caches.get(i).releaseHeld(now);
                }
            }
            var event = events.take();
            var message = event.message();
            if (event.toHome()) {
                directories.get(event.to()).accept(now, message);
                return;
            }
            switch (message.kind()) {
                case GRANT_SHARED, GRANT_MODIFIED -> {
                    caches.get(event.to()).grant(now, message);
                    assertThat(waitsFor[event.to()]).isEqualTo(message.line());
                    assertThat(caches.get(event.to()).permits(message.line(), wantsToWrite[event.to()]))
                            .isTrue();
                    waitsFor[event.to()] = -1;
                    grants++;
                }
                default -> caches.get(event.to()).order(now, message);
            }
        }

        void checkSingleWriterOrManyReaders(long line) {
            int writers = 0;
            int readers = 0;
            for (var cache : tags) {
                if (cache.state(line) == Cache.MODIFIED) writers++;
                if (cache.state(line) == Cache.SHARED) readers++;
            }
            assertThat(writers == 0 || (writers == 1 && readers == 0))
                    .as("line %x at %d: %d writers, %d readers", line, now, writers, readers)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,2,1", "2,4,1", "3,4,4", "4,8,2", "5,8,8", "6,16,1"})
    void alwaysOneWriterOrManyReadersAndEveryRequestIsAnswered(long seed, int columns, int rows) {
        var random = new Random(seed);
        var preset = Preset.named("fugu").with("cache.bytes", 256).with("network.hop", 1 + random.nextInt(20));
        var rig = new Rig(new MeshShape(columns, rows), preset);
        var lines = new long[12];
        for (int i = 0; i < lines.length; i++) {
            long home = random.nextInt(rig.nodes);
            lines[i] = PhysicalAddress.line(
                    PhysicalAddress.ofFrame(PhysicalAddress.frame(home, 1)) + 16L * random.nextInt(64));
        }
        int asked = 0;
        for (int accesses = 0; accesses < 20_000; ) {
            int node = random.nextInt(rig.nodes);
            if (rig.waitsFor[node] < 0) {
                accesses++;
                long line = lines[random.nextInt(lines.length)];
                boolean write = random.nextInt(3) == 0;
                if (!rig.caches.get(node).permits(line, write)) {
                    rig.waitsFor[node] = line;
                    rig.wantsToWrite[node] = write;
                    rig.caches.get(node).miss(rig.now, line, write);
                    asked++;
                } else if (write && random.nextBoolean()) {
                    rig.caches.get(node).reserve(rig.now, line);
                }
            }
            if (!rig.events.isEmpty() && random.nextInt(4) > 0) rig.step();
            for (long line : lines) rig.checkSingleWriterOrManyReaders(line);
        }
        finish(rig);

        assertThat(rig.grants).isEqualTo(asked).isGreaterThan(1_000);
    }

    private static void finish(Rig rig) {
        while (true) {
            long wake = EventQueue.NEVER;
            for (long at : rig.wakeAt) wake = Math.min(wake, at);
            if (rig.events.isEmpty() && wake == EventQueue.NEVER) return;
            if (wake < rig.events.headTime()) {
                for (int i = 0; i < rig.nodes; i++) {
                    if (rig.wakeAt[i] != wake) continue;
                    rig.wakeAt[i] = EventQueue.NEVER;
                    rig.caches.get(i).releaseHeld(wake);
                }
            } else {
                rig.step();
            }
        }
    }
}
