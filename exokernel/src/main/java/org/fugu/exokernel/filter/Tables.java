package org.fugu.exokernel.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the code of a merged filter looks at besides the message: constants first, which loads reach directly, then
/// displacements, then the slots of hash tables.
final class Tables {
    /// A hash table: in each slot the words of a key, and the number of its filter.
    ///
    /// @param words of a key
    /// @param strideBits a slot takes 2 to the power of so many bytes
    record Slots(PerfectHash hash, int words, int strideBits, long[][] keys, int[] numbers) {
        static Slots of(PerfectHash hash, long[][] keys, int[] numbers) {
            int words = keys[0].length;
            int bytes = Long.BYTES * (words + 1);
            return new Slots(hash, words, Integer.SIZE - Integer.numberOfLeadingZeros(bytes - 1), keys, numbers);
        }

        private int bytes() {
            return hash.slotCount() << strideBits;
        }

        /// An empty slot has a key that is looked for elsewhere.
        private void write(ByteBuffer to, int at) {
            for (int slot = 0; slot < hash.slotCount(); slot++) {
                int key = keyOf(slot);
                for (int i = 0; i < words; i++) to.putLong(at + (slot << strideBits) + i * Long.BYTES, keys[key][i]);
                to.putLong(at + (slot << strideBits) + words * Long.BYTES, numbers[key]);
            }
        }

        private int keyOf(int slot) {
            for (int key = 0; key < keys.length; key++) if (hash.slots()[key] == slot) return key;
            return 0;
        }
    }

    /// Slots begin at a multiple of this, so that loads reach all words of one from an address of 4,096 bytes' steps.
    private static final int ALIGNMENT = 128;

    private final Map<Long, Integer> constants = new LinkedHashMap<>();
    private final List<Slots> slots = new ArrayList<>();

    /// Takes in a constant.
    void add(long constant) {
        constants.putIfAbsent(constant, constants.size() * Long.BYTES);
    }

    /// Where a constant is that was taken in.
    int constant(long value) {
        var at = constants.get(value);
        if (at == null) throw new IllegalStateException(value + " was not taken in");
        return at;
    }

    /// Takes in a hash table, which is known by its number from now on.
    int add(Slots table) {
        slots.add(table);
        return slots.size() - 1;
    }

    private int displacementsStart() {
        return constants.size() * Long.BYTES;
    }

    /// Where the displacements of a hash table are. All constants are known.
    int displacements(int table) {
        int at = displacementsStart();
        for (var each : slots.subList(0, table)) at += each.hash.displacements().length;
        return at;
    }

    /// Where the slots of a hash table are. All tables are known.
    int slots(int table) {
        int at = displacements(slots.size()) + ALIGNMENT - 1 & -ALIGNMENT;
        for (var each : slots.subList(0, table)) at += each.bytes();
        return at;
    }

    byte[] bytes() {
        var bytes = ByteBuffer.allocate(slots(slots.size())).order(ByteOrder.LITTLE_ENDIAN);
        constants.forEach((value, at) -> bytes.putLong(at, value));
        for (int table = 0; table < slots.size(); table++) {
            int at = displacements(table);
            for (int displacement : slots.get(table).hash.displacements()) bytes.put(at++, (byte) displacement);
            slots.get(table).write(bytes, slots(table));
        }
        return bytes.array();
    }
}
