package org.fugu.machine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.fugu.machine.memory.LineShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HitTableTests {
    private static final LineShape LINES = new LineShape(16);
    private static final int PAGE = 4096;
    private static final byte[] FRAME = new byte[PAGE];

    private final HitTable hits = new HitTable(LINES.shift(), 64, Cache.places(1024, LINES));
    private final CodeEpoch epoch = new CodeEpoch();
    private final Cache cache = new Cache(1024, 2, LINES, hits, epoch);

    private boolean loads(long address, int bytes) {
        return hits.loads[hits.entry(address)] == hits.tag(address, bytes);
    }

    private boolean stores(long address, int bytes) {
        return hits.stores[hits.entry(address)] == hits.tag(address, bytes);
    }

    @Test
    void anAlignedAccessPassesAsLongAsItsLineStaysAsItIs() {
        cache.install(7, Cache.MODIFIED);
        assertThat(loads(0x1070, 8)).isFalse();
        cache.allow(0x1070, 7, false, FRAME);
        assertThat(loads(0x1078, 8)).isTrue();
        assertThat(loads(0x107c, 8)).as("misaligned").isFalse();
        assertThat(stores(0x1078, 8)).as("never stored to").isFalse();
        cache.allow(0x1070, 7, true, FRAME);
        assertThat(stores(0x1078, 8)).isTrue();
        cache.change(7, Cache.SHARED);
        assertThat(loads(0x1078, 8)).isFalse();
    }

    @Test
    void whatWasUsedThroughTheTableCountsAsUsed() {
        cache.install(7, Cache.SHARED);
        cache.allow(0x1070, 7, false, FRAME);
        hits.uses[hits.entry(0x1070)] = 500;
        assertThat(cache.isUsedSince(7, 500)).isTrue();
        assertThat(cache.isUsedSince(7, 501)).isFalse();
        cache.allow(0x2070, 7, false, FRAME);
        assertThat(loads(0x1070, 1)).as("a place has one entry").isFalse();
        assertThat(cache.isUsedSince(7, 500)).as("still").isTrue();
    }

    @Test
    void anEntryThatMakesRoomLeavesWhenItsLineWasUsed() {
        cache.install(7, Cache.SHARED);
        cache.install(8, Cache.SHARED);
        cache.allow(0x1070, 7, false, FRAME);
        hits.uses[hits.entry(0x1070)] = 500;
        cache.allow(0x5070, 8, false, FRAME);
        assertThat(hits.entry(0x5070)).as("the same entry").isEqualTo(hits.entry(0x1070));
        assertThat(cache.isUsedSince(7, 500)).isTrue();
        assertThat(cache.isUsedSince(8, 1)).isFalse();
    }

    @Test
    void instructionsHoldUntilTheirLineChanges() {
        cache.install(7, Cache.SHARED);
        assertThat(cache.executesFrom(9)).isFalse();
        assertThat(cache.executesFrom(7)).isTrue();
        epoch.lastUse = 40;
        long before = epoch.departures;
        assertThat(cache.isUsedSince(7, 40)).isTrue();
        cache.change(7, Cache.INVALID);
        assertThat(epoch.departures).isEqualTo(before + 1);
        assertThat(epoch.departed(before)).isEqualTo(LINES.address(7));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingPassesThatTheCacheOrTheTranslationsWouldNotLetPass(long seed) {
        var random = new Random(seed);
        int pages = 6;
        var frames = random.longs(pages, 0, 4).toArray();
        var mapped = new boolean[pages];
        var passed = new int[2];
        for (int step = 0; step < 60_000; step++) {
            int page = random.nextInt(pages);
            long address = (long) page * PAGE + random.nextInt(512) / 8 * 8;
            long line = LINES.of(frames[page] * PAGE + address % PAGE);
            switch (random.nextInt(12)) {
                case 0 -> cache.install(line, Cache.SHARED);
                case 1 -> cache.install(line, Cache.MODIFIED);
                case 2 -> cache.change(line, random.nextBoolean() ? Cache.INVALID : Cache.SHARED);
                case 3 -> {
                    if (random.nextInt(100) == 0) hits.clear();
                }
                case 4 -> {
                    if (random.nextInt(50) != 0) break;
                    mapped[page] = false;
                    hits.forgetPage(page);
                    frames[page] = random.nextInt(4);
                }
                case 5 -> {
                    if (cache.state(line) == Cache.MODIFIED && cache.kept() == Cache.NO_LINE) cache.keep(line);
                    else if (cache.kept() != Cache.NO_LINE) cache.change(cache.kept(), Cache.INVALID);
                }
                default -> {
                    boolean loads = loads(address, 8);
                    boolean stores = stores(address, 8);
                    if (loads)
                        assertThat(mapped[page] && cache.state(line) != Cache.INVALID)
                                .isTrue();
                    if (stores)
                        assertThat(mapped[page] && cache.state(line) == Cache.MODIFIED)
                                .isTrue();
                    if (loads) passed[0]++;
                    if (stores) passed[1]++;
                    mapped[page] = true;
                    if (cache.state(line) != Cache.INVALID) cache.allow(address, line, false, FRAME);
                    if (cache.state(line) == Cache.MODIFIED) cache.allow(address, line, true, FRAME);
                }
            }
        }
        assertThat(passed[0]).isGreaterThan(100);
        assertThat(passed[1]).isGreaterThan(100);
    }
}
