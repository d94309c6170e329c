package org.fugu.exokernel.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.machine.state.StateHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityTableTests {
    private static final KernelObject MEMORY = new KernelObject.Memory();

    @Test
    void aHandleOfADeletedCapabilityNamesNothingEvenWhenItsSlotIsTakenAgain() {
        var table = new CapabilityTable();
        var first = table.grant(MEMORY, Rights.FRAME_OWNER);
        table.delete(first);
        var second = table.grant(MEMORY, Rights.FRAME_OWNER);

        assertThat(second.handle() & 0xfff).isEqualTo(first.handle() & 0xfff);
        assertThat(table.find(first.handle())).isNull();
        assertThat(table.find(second.handle())).isSameAs(second);
    }

    @Test
    void wordsThatAreNoHandlesAreNotFound() {
        var table = new CapabilityTable();
        int handle = table.grant(MEMORY, Rights.NONE).handle();
        for (long word : new long[] {0, -1, handle + 1, handle | 1L << 32, handle | 1L << 31, Long.MIN_VALUE, 0xfff}) {
            assertThat(table.find(word)).as("0x%x", word).isNull();
        }
    }

    @Test
    void aSlotWhoseGenerationsAreUsedUpIsRetired() {
        var table = new CapabilityTable(2);
        int slots = 0;
        while (table.hasRoom()) {
            table.delete(table.grant(MEMORY, Rights.NONE));
            slots++;
        }
        assertThat(slots).isEqualTo(2 * CapabilityTable.MOST_SLOTS);
    }

    @Test
    void theTableTakesSoManyAndNoMore() {
        var table = new CapabilityTable();
        var root = table.grant(MEMORY, Rights.FRAME_OWNER);
        while (table.hasRoom()) table.derive(root, Rights.NONE);
        assertThat(table.live()).isEqualTo(CapabilityTable.MOST_SLOTS);
        assertThat(table.revoke(root)).hasSize(CapabilityTable.MOST_SLOTS - 1);
        assertThat(table.live()).isEqualTo(1);
    }

    @Test
    void everyPartOfTheStateReachesTheDigest() {
        var states = new TreeSet<String>();
        var table = new CapabilityTable();
        states.add(digest(table));
        var root = table.grant(MEMORY, Rights.FRAME_OWNER);
        states.add(digest(table));
        var child = table.derive(root, Rights.of(Right.READ));
        states.add(digest(table));
        table.delete(child);
        states.add(digest(table));
        table.derive(root, Rights.of(Right.WRITE));
        states.add(digest(table));
        assertThat(states).hasSize(5);
    }

    private static String digest(CapabilityTable table) {
        var hash = new StateHash();
        table.save(hash);
        return hash.hex();
    }

    /// The table against a plain map of handle to parent: the same handles live after every step.
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void theTableAgreesWithASimpleModel(long seed) {
        var random = new Random(seed);
        var table = new CapabilityTable();
        Map<Integer, Integer> parents = new LinkedHashMap<>();
        var dead = new ArrayList<Integer>();
        for (int step = 0; step < 4_000; step++) {
            int choice = random.nextInt(10);
            if (parents.isEmpty() || choice == 0) {
                parents.put(table.grant(MEMORY, Rights.FRAME_OWNER).handle(), 0);
            } else {
                change(table, parents, dead, pick(parents, random), choice);
            }
            for (int handle : parents.keySet()) assertThat(table.find(handle)).isNotNull();
            assertThat(table.live()).isEqualTo(parents.size());
        }
        assertThat(dead)
                .isNotEmpty()
                .allSatisfy(handle -> assertThat(table.find(handle)).isNull());
    }

    private static void change(
            CapabilityTable table, Map<Integer, Integer> parents, List<Integer> dead, int handle, int choice) {
        var capability = Objects.requireNonNull(table.find(handle));
        if (choice <= 7) {
            parents.put(table.derive(capability, capability.rights()).handle(), handle);
            return;
        }
        var expected = descendants(parents, handle);
        if (choice == 9) expected.add(handle);
        var gone = choice == 9 ? table.delete(capability) : table.revoke(capability);
        assertThat(gone).extracting(Capability::handle).containsExactlyInAnyOrderElementsOf(expected);
        parents.keySet().removeAll(expected);
        dead.addAll(expected);
    }

    private static int pick(Map<Integer, Integer> parents, Random random) {
        return new ArrayList<>(parents.keySet()).get(random.nextInt(parents.size()));
    }

    private static TreeSet<Integer> descendants(Map<Integer, Integer> parents, int ancestor) {
        var found = new TreeSet<Integer>();
        boolean grew = true;
        while (grew) {
            grew = false;
            for (var entry : parents.entrySet()) {
                boolean below = entry.getValue() == ancestor || found.contains(entry.getValue());
                if (below) grew |= found.add(entry.getKey());
            }
        }
        return found;
    }
}
