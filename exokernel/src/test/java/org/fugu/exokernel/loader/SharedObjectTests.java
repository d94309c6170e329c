package org.fugu.exokernel.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Library OSes as shared objects: exos as it is, and as somebody would make it who wants in.
class SharedObjectTests {
    private static final long SEED = Long.getLong("fugu.seed", 1995);
    private static final byte[] EXOS = exos();

    private static byte[] exos() {
        var zip = Path.of(System.getProperty("fugu.root", ".."), "guest", "prebuilt", "libos", "exos-1.0.zip");
        try (var file = new ZipFile(zip.toFile())) {
            return file.getInputStream(file.getEntry("exos.so")).readAllBytes();
        } catch (IOException e) {
            throw new AssertionError("exos cannot be read", e);
        }
    }

    /// A copy of exos that can be spoiled: where its parts are in the file.
    private static final class Spoiled {
        private final ByteBuffer bytes = ByteBuffer.wrap(EXOS.clone()).order(ByteOrder.LITTLE_ENDIAN);

        private int header(int type) {
            int table = (int) bytes.getLong(32);
            for (int i = 0; i < bytes.getShort(56); i++) {
                if (bytes.getInt(table + 56 * i) == type) return table + 56 * i;
            }
            throw new AssertionError("exos has no program header of type " + type);
        }

        /// The address of a segment of which the file has nothing.
        private long unfilled() {
            int table = (int) bytes.getLong(32);
            for (int at = table; at < table + 56 * bytes.getShort(56); at += 56) {
                if (bytes.getInt(at) == 1 && bytes.getLong(at + 32) == 0) return bytes.getLong(at + 16);
            }
            throw new AssertionError("the file fills all of exos");
        }

        private int dynamic(long tag) {
            int at = (int) bytes.getLong(header(2) + 8);
            while (bytes.getLong(at) != tag) at += 16;
            return at;
        }

        /// exos lies in the file as it lies in memory.
        private int tableOf(long tag) {
            return (int) bytes.getLong(dynamic(tag) + 8);
        }

        private int symbol(String name) {
            int symbols = tableOf(6);
            int count = bytes.getInt(tableOf(4) + 4);
            for (int i = 1; i < count; i++) {
                int nameAt = tableOf(5) + bytes.getInt(symbols + 24 * i);
                var found = new String(bytes.array(), nameAt, name.length(), StandardCharsets.US_ASCII);
                if (found.equals(name)) return symbols + 24 * i;
            }
            throw new AssertionError("exos has no symbol " + name);
        }

        private int hooks() {
            return (int) bytes.getLong(symbol(SharedObject.HOOKS_SYMBOL) + 8);
        }

        /// The relocation of the first hook.
        private int firstHook() {
            int at = tableOf(7);
            while (bytes.getLong(at) != hooks() + 16) at += 24;
            return at;
        }

        private void put(int at, long value) {
            bytes.putLong(at, value);
        }
    }

    @Test
    void exosIsSound() {
        var parsed = SharedObject.parse(EXOS);
        assertThat(parsed).isInstanceOf(SharedObject.class);
        var library = (SharedObject) parsed;
        assertThat(library.hookCount()).isGreaterThan(30);
        requireBounds(library);
    }

    private static Arguments bad(String what, String code, String sentence, Consumer<Spoiled> spoil) {
        return Arguments.of(what, code, sentence, spoil);
    }

    static Stream<Arguments> spoiled() {
        return Stream.of(
                bad("an executable", "libos-wrong-type", "It is an executable", it -> it.bytes.putShort(16, (short) 2)),
                bad(
                        "an interpreter",
                        "libos-not-freestanding",
                        "PT_INTERP",
                        it -> it.bytes.putInt(it.header(0x70000003), 3)),
                bad(
                        "variables of threads",
                        "libos-not-freestanding",
                        "PT_TLS",
                        it -> it.bytes.putInt(it.header(0x70000003), 7)),
                bad("another library", "libos-not-freestanding", "DT_NEEDED", it -> it.put(it.dynamic(16), 1)),
                bad("a constructor", "libos-not-freestanding", "DT_INIT", it -> it.put(it.dynamic(16), 12)),
                bad("an array of constructors", "libos-not-freestanding", "DT_INIT", it -> it.put(it.dynamic(16), 25)),
                bad("a destructor", "libos-not-freestanding", "DT_FINI", it -> it.put(it.dynamic(16), 26)),
                bad("text relocations", "libos-relocation", "DT_TEXTREL", it -> it.put(it.dynamic(16), 22)),
                bad("relative relocations", "libos-relocation", "DT_RELR", it -> it.put(it.dynamic(16), 36)),
                bad("no end", "libos-invalid", "DT_NULL", it -> it.put(it.header(2) + 32, 16 * 11)),
                bad(
                        "no dynamic section",
                        "libos-invalid",
                        "0 dynamic sections",
                        it -> it.bytes.putInt(it.header(2), 4)),
                bad("no hash table", "libos-invalid", "DT_HASH", it -> it.put(it.dynamic(4), 16)),
                bad(
                        "a hash table elsewhere",
                        "libos-invalid",
                        "its hash table",
                        it -> it.put(it.dynamic(4) + 8, 1L << 40)),
                bad(
                        "a hash table of billions",
                        "libos-invalid",
                        "more than 65536",
                        it -> it.bytes.putInt(it.tableOf(4) + 4, -1)),
                bad("a hash table in a circle", "libos-invalid", "goes in a circle", SharedObjectTests::inACircle),
                bad(
                        "a hash table that lies",
                        "libos-invalid",
                        "names symbol 77777",
                        it -> it.bytes.putInt(it.tableOf(4) + 8, 77_777)),
                bad("names elsewhere", "libos-invalid", "its table of names", it -> it.put(it.dynamic(5) + 8, -8)),
                bad("names without end", "libos-invalid", "its table of names", it -> it.put(it.dynamic(10) + 8, -1)),
                bad("symbols elsewhere", "libos-invalid", "its symbol table", it -> it.put(it.dynamic(6) + 8, 1 << 30)),
                bad("large symbols", "libos-invalid", "24 bytes", it -> it.put(it.dynamic(11) + 8, 32)),
                bad(
                        "relocations elsewhere",
                        "libos-invalid",
                        "its table of relocations",
                        it -> it.put(it.dynamic(7) + 8, Long.MIN_VALUE)),
                bad("half a relocation", "libos-relocation", "0x541 bytes", it -> it.put(it.dynamic(8) + 8, 0x541)),
                bad(
                        "a relocation out of range",
                        "libos-relocation",
                        "is out of range",
                        it -> it.put(it.firstHook(), 1L << 33)),
                bad(
                        "a relocation across the end",
                        "libos-relocation",
                        "is out of range",
                        it -> it.put(it.firstHook(), -4)),
                bad(
                        "a relocation of code",
                        "libos-relocation",
                        "would change code",
                        it -> it.put(it.firstHook(), 0x1000)),
                bad(
                        "a relocation of nothing",
                        "libos-relocation",
                        "the file does not fill",
                        it -> it.put(it.firstHook(), it.unfilled())),
                bad(
                        "a value out of range",
                        "libos-relocation",
                        "outside of the object",
                        it -> it.put(it.firstHook() + 16, 1L << 40)),
                bad(
                        "a negative value",
                        "libos-relocation",
                        "outside of the object",
                        it -> it.put(it.firstHook() + 16, -0x1000)),
                bad("a copy relocation", "libos-relocation", "type 4", it -> it.put(it.firstHook() + 8, 4)),
                bad("an unknown relocation", "libos-relocation", "type 58", it -> it.put(it.firstHook() + 8, 58)),
                bad(
                        "a symbol that is not there",
                        "libos-invalid",
                        "no symbol 99999",
                        it -> it.put(it.firstHook() + 8, 99_999L << 32 | 2)),
                bad("a symbol of somebody else", "libos-symbol", "'fugu_libos'", it -> {
                    it.put(it.firstHook() + 8, index(it) << 32 | 2);
                    it.bytes.putShort(it.symbol(SharedObject.HOOKS_SYMBOL) + 6, (short) 0);
                }),
                bad("a symbol that is chosen later", "libos-relocation", "IFUNC", it -> {
                    it.put(it.firstHook() + 8, index(it) << 32 | 5);
                    it.bytes.put(it.symbol(SharedObject.HOOKS_SYMBOL) + 4, (byte) 0x1a);
                }),
                bad(
                        "no hooks",
                        "libos-hooks",
                        "no symbol fugu_libos",
                        it -> it.bytes.put(
                                it.tableOf(5) + it.bytes.getInt(it.symbol(SharedObject.HOOKS_SYMBOL)), (byte) 'F')),
                bad(
                        "hooks elsewhere",
                        "libos-hooks",
                        "is not in the file",
                        it -> it.put(it.symbol(SharedObject.HOOKS_SYMBOL) + 8, 1L << 50)),
                bad("another beginning", "libos-hooks", "FUGUHOOK", it -> it.put(it.hooks(), 1)),
                bad("another version", "libos-hooks", "version 2", it -> it.bytes.putInt(it.hooks() + 8, 2)),
                bad("no hook", "libos-hooks", "there are 0", it -> it.bytes.putInt(it.hooks() + 12, 0)),
                bad("very many hooks", "libos-hooks", "4294967295", it -> it.bytes.putInt(it.hooks() + 12, -1)),
                bad("more hooks than there are", "libos-hooks", "hook", it -> it.bytes.putInt(it.hooks() + 12, 250)),
                bad(
                        "a hook into data",
                        "libos-hooks",
                        "no code of the object",
                        it -> it.put(it.firstHook() + 16, it.hooks())),
                bad(
                        "a hook into half an instruction",
                        "libos-hooks",
                        "no code of the object",
                        it -> it.put(it.firstHook() + 16, 0x1001)));
    }

    private static long index(Spoiled it) {
        return (it.symbol(SharedObject.HOOKS_SYMBOL) - it.tableOf(6)) / 24;
    }

    /// The first chain of the hash table comes back to its beginning.
    private static void inACircle(Spoiled it) {
        int hash = it.tableOf(4);
        int buckets = it.bytes.getInt(hash);
        for (int bucket = 0; bucket < buckets; bucket++) {
            int first = it.bytes.getInt(hash + 8 + 4 * bucket);
            if (first == 0) continue;
            it.bytes.putInt(hash + 8 + 4 * (buckets + first), first);
            return;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiled")
    void whatIsSpoiledIsRefusedWithItsReason(String what, String code, String sentence, Consumer<Spoiled> spoil) {
        var it = new Spoiled();
        spoil.accept(it);
        assertThat(SharedObject.parse(it.bytes.array()))
                .as(what)
                .isInstanceOfSatisfying(ImageRejected.class, rejected -> {
                    assertThat(rejected.sentence()).contains(sentence);
                    assertThat(rejected.code()).isEqualTo(code);
                });
    }

    /// Whatever somebody writes into the file: it is refused, or what is loaded stays within its bounds.
    @Test
    void noChangeOfTheFileLeadsOutOfItsBounds() {
        var random = new Random(SEED);
        int sound = 0;
        for (int round = 0; round < 20_000; round++) {
            var it = new Spoiled();
            for (int left = 1 + random.nextInt(4); left > 0; left--) spoil(it, random);
            if (SharedObject.parse(it.bytes.array()) instanceof SharedObject library) {
                requireBounds(library);
                sound++;
            }
        }
        assertThat(sound).as("seed %d", SEED).isBetween(1_000, 19_000);
    }

    private static void spoil(Spoiled it, Random random) {
        int size = it.bytes.capacity();
        var whole = new Spoiled(); // its tables are where they were
        int relocations = whole.tableOf(7);
        int at = switch (random.nextInt(4)) {
            case 0 -> random.nextInt(64 + 7 * 56);
            case 1 -> whole.tableOf(4) + random.nextInt(relocations - whole.tableOf(4));
            case 2 -> relocations + random.nextInt(24 * 56);
            default -> random.nextInt(size - 8);
        };
        switch (random.nextInt(3)) {
            case 0 -> it.bytes.put(at, (byte) random.nextInt());
            case 1 -> it.put(at & ~7, random.nextLong());
            default -> it.put(at & ~7, random.nextInt(1 << 20));
        }
    }

    private static void requireBounds(SharedObject library) {
        for (var segment : library.segments()) {
            assertThat(segment.address())
                    .isBetween(AddressSpace.LIBRARY_START, AddressSpace.LIBRARY_END - segment.memoryBytes());
            if (segment.fileBytes() > 0) {
                library.file()[Math.toIntExact(segment.fileOffset() + segment.fileBytes() - 1)]++;
            }
        }
        assertThat(library.segments())
                .anyMatch(segment -> segment.contains(library.hooks())
                        && segment.contains(library.hooks() + 15 + 8L * library.hookCount()));
        assertThat(library.segments()).anyMatch(segment -> segment.rights().contains(Right.EXECUTE));
    }
}
