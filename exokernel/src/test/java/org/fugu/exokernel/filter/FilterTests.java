package org.fugu.exokernel.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fugu.exokernel.handler.GuardedMachine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Filters against a model that knows nothing of masks over double-words, merging or code: it compares bytes.
class FilterTests {
    private static final int MOST = 128;

    /// A filter as it was described.
    private record Described(List<Atom> atoms) {
        boolean takes(byte[] message) {
            for (var atom : atoms) {
                for (int i = 0; i < atom.bytes(); i++) {
                    int mask = (int) (atom.mask() >>> 8 * i) & 0xff;
                    int value = (int) (atom.value() >>> 8 * i) & 0xff;
                    if ((message[atom.offset() + i] & mask) != value) return false;
                }
            }
            return true;
        }

        /// How many bits it compares, each once.
        int bits() {
            var compared = new byte[Pattern.BYTES];
            for (var atom : atoms) {
                for (int i = 0; i < atom.bytes(); i++) compared[atom.offset() + i] |= (byte) (atom.mask() >>> 8 * i);
            }
            int bits = 0;
            for (byte each : compared) bits += Integer.bitCount(each & 0xff);
            return bits;
        }
    }

    private static int answer(SortedMap<Integer, Described> filters, byte[] message) {
        int answer = -1;
        int most = 0;
        for (var each : filters.entrySet()) {
            if (!each.getValue().takes(message) || each.getValue().bits() <= most) continue;
            most = each.getValue().bits();
            answer = each.getKey();
        }
        return answer;
    }

    private static long[] words(byte[] message) {
        var words = new long[Pattern.WORDS];
        for (int i = 0; i < message.length; i++) words[i / 8] |= (message[i] & 0xffL) << i % 8 * 8;
        return words;
    }

    /// Both forms answer the same, within their bounds.
    private static long answer(Compiled compiled, byte[] message) {
        var words = words(message);
        long shown = GuardedMachine.answer(compiled.ofMessage(), compiled.tables(), words, compiled.instructions());
        var memory = compiled.ofMemory().clone();
        for (int at = 0; at < memory.length; at += 4) {
            boolean returns = memory[at] == 0x67 && memory[at + 1] == (byte) 0x80;
            if (returns) System.arraycopy(new byte[] {0x73, 0, 0x10, 0}, 0, memory, at, 4);
        }
        assertThat(GuardedMachine.answer(memory, compiled.tables(), words, compiled.instructions()))
                .isEqualTo(shown);
        return shown;
    }

    // What filters are made of.

    /// Fields of few values, so that filters often agree, contain each other and overlap.
    private static Atom atom(SplittableRandom random) {
        int bytes = 1 << random.nextInt(4);
        int offset = random.nextInt(64 / bytes) * bytes;
        if (random.nextInt(3) > 0) offset %= 16;
        long all = -1L >>> 64 - 8 * bytes;
        long mask = switch (random.nextInt(4)) {
            case 0 -> all & random.nextLong();
            case 1 -> 0xf & all;
            default -> all;
        };
        long value = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(4);
        return new Atom(offset, bytes, mask == 0 ? all : mask, value & (mask == 0 ? all : mask));
    }

    private static Described described(SplittableRandom random) {
        var atoms = new ArrayList<Atom>();
        for (int left = 1 + random.nextInt(5); left > 0; left--) atoms.add(atom(random));
        return new Described(atoms);
    }

    /// The header of a TCP/IP packet from byte 16 on: what comes before is the message's own.
    private static Described connection(int source, int sourcePort, int destinationPort) {
        var atoms = new ArrayList<>(List.of(
                new Atom(16, 1, 0xff, 0x45),
                new Atom(16 + 9, 1, 0xff, 6),
                new Atom(16 + 16, 4, 0xffff_ffffL, 0x0100_000a),
                new Atom(16 + 22, 2, 0xffff, destinationPort)));
        if (source != 0) {
            atoms.add(new Atom(16 + 12, 4, 0xffff_ffffL, source & 0xffff_ffffL));
            atoms.add(new Atom(16 + 20, 2, 0xffff, sourcePort));
        }
        return new Described(atoms);
    }

    /// A message that a filter takes, if it is not changed further.
    private static byte[] message(SplittableRandom random, @Nullable Described of) {
        var message = new byte[Pattern.BYTES];
        if (random.nextBoolean()) random.nextBytes(message);
        if (of == null) return message;
        for (var atom : of.atoms) {
            for (int i = 0; i < atom.bytes(); i++) {
                int at = atom.offset() + i;
                message[at] = (byte) (message[at] & ~(atom.mask() >>> 8 * i) | atom.value() >>> 8 * i);
            }
        }
        if (random.nextInt(3) == 0) message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
        return message;
    }

    /// Takes a filter in as the kernel does.
    private static boolean add(
            SortedMap<Integer, Described> filters, SortedMap<Integer, Pattern> patterns, Described each) {
        if (Pattern.flaw(each.atoms) != null) return false;
        var pattern = Pattern.of(each.atoms);
        for (var other : patterns.values()) if (pattern.conflict(other) != null) return false;
        filters.put(patterns.size(), each);
        patterns.put(patterns.size(), pattern);
        return true;
    }

    // Against the model.

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void compiledFiltersAnswerAsTheModelDoes(long seed) {
        var random = new SplittableRandom(seed);
        int matched = 0;
        int several = 0;
        int refused = 0;
        int fitting = 0;
        for (int round = 0; round < 300; round++) {
            var filters = new TreeMap<Integer, Described>();
            var patterns = new TreeMap<Integer, Pattern>();
            for (int left = 1 + random.nextInt(12); left > 0; left--) {
                if (!add(filters, patterns, described(random))) refused++;
            }
            if (patterns.isEmpty()) continue;
            var compiled = Compiled.of(patterns).orElse(null);
            if (compiled == null) continue;
            fitting++;
            for (int i = 0; i < 40; i++) {
                var message = message(random, filters.get(random.nextInt(filters.size() + 1)));
                int expected = answer(filters, message);
                assertThat(answer(compiled, message))
                        .as("seed %d, round %d, %s", seed, round, Arrays.toString(message))
                        .isEqualTo(expected);
                if (expected >= 0) matched++;
                if (filters.values().stream()
                                .filter(each -> each.takes(message))
                                .count()
                        > 1) several++;
            }
        }
        // Else nothing was tried.
        assertThat(fitting).isGreaterThan(250);
        assertThat(matched).isGreaterThan(3_000);
        assertThat(several).isGreaterThan(100);
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 10, 100, 128})
    void connectionsAndListenersAreToldApart(int count) {
        var random = new SplittableRandom(count);
        var filters = new TreeMap<Integer, Described>();
        var patterns = new TreeMap<Integer, Pattern>();
        while (patterns.size() < count) {
            int port = 256 * (20 + random.nextInt(4));
            boolean listens = random.nextInt(8) == 0;
            add(
                    filters,
                    patterns,
                    listens ? connection(0, 0, port) : connection(random.nextInt(), random.nextInt(1 << 16), port));
            if (patterns.size() == 4 && count > 4 && random.nextInt(3) == 0)
                add(filters, patterns, connection(0, 0, port));
        }
        var compiled = Compiled.of(patterns).orElseThrow();
        for (int i = 0; i < 2_000; i++) {
            var message = message(random, filters.get(random.nextInt(count)));
            assertThat(answer(compiled, message)).isEqualTo(answer(filters, message));
        }
    }

    /// Code and time do not grow with the number of filters of a shape.
    @Test
    void moreFiltersOfAShapeTakeNoMoreInstructions() {
        var patterns = new TreeMap<Integer, Pattern>();
        var instructions = new TreeMap<Integer, Integer>();
        for (int i = 0; i < MOST; i++) {
            patterns.put(i, Pattern.of(connection(0x0200_000a, 0x401 + i, 0x5000).atoms));
            instructions.put(
                    patterns.size(), Compiled.of(patterns).orElseThrow().instructions());
        }
        assertThat(instructions.get(100)).isEqualTo(instructions.get(10));
        assertThat(instructions.get(128)).isLessThanOrEqualTo(45);
    }

    @Test
    void compilingIsAFunctionOfTheFilters() {
        var patterns = new TreeMap<Integer, Pattern>();
        for (int i = 0; i < 100; i++) patterns.put(i, Pattern.of(connection(i + 1, 7 * i, 80).atoms));
        var compiled = Compiled.of(patterns).orElseThrow();
        var again = Compiled.of(new TreeMap<>(patterns)).orElseThrow();
        assertThat(again.ofMessage()).isEqualTo(compiled.ofMessage());
        assertThat(again.ofMemory()).isEqualTo(compiled.ofMemory());
        assertThat(again.tables()).isEqualTo(compiled.tables());
        assertThat(again.units()).isEqualTo(compiled.units());
    }

    /// 128 shapes do not fit, and are not accepted.
    @Test
    void whatDoesNotFitIsNotCompiled() {
        var patterns = new TreeMap<Integer, Pattern>();
        for (int i = 0; i < MOST; i++) patterns.put(i, Pattern.of(List.of(new Atom(0, 8, i + 1, i + 1))));
        assertThat(Compiled.of(patterns)).isEmpty();
    }

    // What is refused.

    static Stream<Arguments> flaws() {
        return Stream.of(
                Arguments.of(new Atom(0, 3, 1, 1), FilterFlaw.Kind.WIDTH),
                Arguments.of(new Atom(0, 0, 1, 1), FilterFlaw.Kind.WIDTH),
                Arguments.of(new Atom(0, 16, 1, 1), FilterFlaw.Kind.WIDTH),
                Arguments.of(new Atom(0, -4, 1, 1), FilterFlaw.Kind.WIDTH),
                Arguments.of(new Atom(0, Integer.MIN_VALUE, 1, 1), FilterFlaw.Kind.WIDTH),
                Arguments.of(new Atom(64, 1, 1, 1), FilterFlaw.Kind.BOUNDS),
                Arguments.of(new Atom(-1, 1, 1, 1), FilterFlaw.Kind.BOUNDS),
                Arguments.of(new Atom(Integer.MAX_VALUE, 8, 1, 1), FilterFlaw.Kind.BOUNDS),
                Arguments.of(new Atom(63, 2, 1, 1), FilterFlaw.Kind.BOUNDS),
                Arguments.of(new Atom(7, 2, 1, 1), FilterFlaw.Kind.BOUNDS),
                Arguments.of(new Atom(4, 8, 1, 1), FilterFlaw.Kind.BOUNDS),
                Arguments.of(new Atom(0, 1, 0, 0), FilterFlaw.Kind.MASK),
                Arguments.of(new Atom(0, 1, 0x100, 0), FilterFlaw.Kind.MASK),
                Arguments.of(new Atom(0, 4, -1, 0), FilterFlaw.Kind.MASK),
                Arguments.of(new Atom(0, 1, 0xf, 0x10), FilterFlaw.Kind.VALUE));
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void anAtomWithAFlawIsNamed(Atom atom, FilterFlaw.Kind kind) {
        var flaw = new FilterFlaw(kind, 1);
        assertThat(Pattern.flaw(List.of(new Atom(8, 8, -1, 5), atom))).isEqualTo(flaw);
        assertThat(FilterFlaw.of(flaw.packed())).isEqualTo(flaw);
        assertThat(FilterFlaw.isOne(flaw.packed())).isTrue();
    }

    @Test
    void atomsThatContradictEachOtherAreNamed() {
        var atoms = List.of(new Atom(8, 8, 0xffff, 0x1234), new Atom(9, 1, 0xff, 0x12), new Atom(8, 2, 0xf0, 0x40));
        assertThat(Pattern.flaw(atoms)).isEqualTo(new FilterFlaw(FilterFlaw.Kind.CONTRADICTION, 2));
    }

    @Test
    void filtersThatCannotBothBeAreNamed() {
        var one = Pattern.of(List.of(new Atom(8, 2, 0xffff, 0x1234)));
        assertThat(one.conflict(Pattern.of(List.of(new Atom(8, 1, 0xff, 0x34), new Atom(9, 1, 0xff, 0x12)))))
                .isEqualTo(FilterFlaw.Kind.SAME);
        assertThat(one.conflict(Pattern.of(List.of(new Atom(10, 2, 0xffff, 7)))))
                .isEqualTo(FilterFlaw.Kind.AMBIGUOUS);
        assertThat(one.conflict(Pattern.of(List.of(new Atom(9, 2, 0xffff, 0x0012)))))
                .isEqualTo(FilterFlaw.Kind.AMBIGUOUS);
        assertThat(one.conflict(Pattern.of(List.of(new Atom(9, 2, 0xffff, 0x0013)))))
                .isNull();
        assertThat(one.conflict(Pattern.of(List.of(new Atom(8, 2, 0xffff, 0x1235)))))
                .isNull();
        assertThat(one.conflict(Pattern.of(List.of(new Atom(10, 1, 0xff, 7))))).isNull();
    }

    @Test
    void everyKindOfFlawIsTried() {
        var kinds = EnumSet.of(FilterFlaw.Kind.CONTRADICTION, FilterFlaw.Kind.SAME, FilterFlaw.Kind.AMBIGUOUS);
        flaws().forEach(each -> kinds.add((FilterFlaw.Kind) each.get()[1]));
        assertThat(kinds).containsExactlyInAnyOrder(FilterFlaw.Kind.values());
    }

    /// 100,000 filters of atoms that may be anything. What is accepted never looks beyond the message or its tables,
    /// which the machine that executes it watches.
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void noneThatIsAcceptedLooksBeyondTheMessage(long seed) {
        var random = new SplittableRandom(seed);
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            var patterns = new TreeMap<Integer, Pattern>();
            var filters = new TreeMap<Integer, Described>();
            var atoms = new ArrayList<Atom>();
            for (int left = 1 + random.nextInt(3); left > 0; left--) atoms.add(hostile(random));
            if (!add(filters, patterns, new Described(atoms))) {
                refused++;
                continue;
            }
            accepted++;
            while (random.nextInt(3) > 0) add(filters, patterns, described(random));
            var compiled = Compiled.of(patterns).orElse(null);
            if (compiled == null) continue;
            var message = message(random, filters.get(0));
            assertThat(answer(compiled, message)).isEqualTo(answer(filters, message));
        }
        assertThat(accepted).isGreaterThan(2_000);
        assertThat(refused).isGreaterThan(20_000);
    }

    private static Atom hostile(SplittableRandom random) {
        int bytes = random.nextInt(4) == 0 ? random.nextInt() : 1 << random.nextInt(4);
        int offset = switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(80) - 8;
            default -> 8 * random.nextInt(8) + random.nextInt(2);
        };
        long mask = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(256);
        return new Atom(offset, bytes, mask, random.nextInt(4) == 0 ? random.nextLong() : mask & random.nextLong());
    }
}
