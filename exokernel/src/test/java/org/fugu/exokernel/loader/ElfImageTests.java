package org.fugu.exokernel.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElfImageTests {
    private static final int NOP = 0x00000013;
    private static final int FIRST = 64;
    private static final int SECOND = 64 + 56;
    private static final Set<String> CODES =
            Set.of("elf-not-elf", "elf-truncated", "elf-wrong-machine", "elf-wrong-type", "elf-invalid");

    private static ElfFile twoSegments() {
        return ElfFile.program(0x10000, NOP, NOP)
                .load(ElfFile.READ | ElfFile.WRITE | 0x0010_0000, 0x20008, new byte[] {1, 2, 3}, 0x1800);
    }

    @Test
    void aSoundProgramShowsItsSegments() {
        var image = (ElfImage) ElfImage.parse(twoSegments().bytes());

        assertThat(image.entry()).isEqualTo(0x10000);
        assertThat(image.segments()).hasSize(2);
        var data = image.segments().get(1);
        assertThat(data.rights()).isEqualTo(Rights.of(Right.READ, Right.WRITE));
        assertThat(data.shared()).isTrue();
        assertThat(data.guaranteed()).isFalse();
        assertThat(data.pages()).isEqualTo(2);
        assertThat(image.segments().get(0).rights()).isEqualTo(Rights.of(Right.READ, Right.EXECUTE));
    }

    @Test
    void aPageIsCopiedFromWhereTheFileHasIt() {
        var image = (ElfImage) ElfImage.parse(twoSegments().bytes());
        var frame = new byte[4096];
        image.copyPage(image.segments().get(1), 0, frame);
        assertThat(frame).startsWith(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0);

        var untouched = new byte[4096];
        image.copyPage(image.segments().get(1), 1, untouched);
        assertThat(untouched).isEqualTo(new byte[4096]);
    }

    @Test
    void changingTheFileAfterwardsDoesNotChangeTheImage() {
        var file = twoSegments().bytes();
        var image = (ElfImage) ElfImage.parse(file);
        Arrays.fill(file, (byte) 0xee);
        var frame = new byte[4096];
        image.copyPage(image.segments().get(1), 0, frame);
        assertThat(frame[8]).isEqualTo((byte) 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void aFileThatLiesIsRefusedByName(String what, String code, Consumer<ByteBuffer> lie) {
        var result = ElfImage.parse(twoSegments().bytes(lie));
        assertThat(result).isInstanceOfSatisfying(ImageRejected.class, rejected -> {
            assertThat(rejected.code()).isEqualTo(code);
            assertThat(rejected.sentence()).isNotBlank();
        });
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("wrong magic", "elf-not-elf", file -> file.put(1, (byte) 'F')),
                lie("32-bit", "elf-wrong-machine", file -> file.put(4, (byte) 1)),
                lie("big-endian", "elf-wrong-machine", file -> file.put(5, (byte) 2)),
                lie("another operating system", "elf-wrong-machine", file -> file.put(7, (byte) 9)),
                lie("x86-64", "elf-wrong-machine", file -> file.putShort(18, (short) 62)),
                lie("RV32E", "elf-wrong-machine", file -> file.putInt(48, 0x8)),
                lie("quad floats", "elf-wrong-machine", file -> file.putInt(48, 0x6)),
                lie("object file", "elf-wrong-type", file -> file.putShort(16, (short) 1)),
                lie("shared object", "elf-wrong-type", file -> file.putShort(16, (short) 3)),
                lie("core dump", "elf-wrong-type", file -> file.putShort(16, (short) 4)),
                lie("dynamic", "elf-wrong-type", file -> file.putInt(SECOND, 2)),
                lie("interpreter", "elf-wrong-type", file -> file.putInt(SECOND, 3)),
                lie("version 2", "elf-invalid", file -> file.putInt(20, 2)),
                lie("odd header size", "elf-invalid", file -> file.putShort(52, (short) 52)),
                lie("odd program header size", "elf-invalid", file -> file.putShort(54, (short) 32)),
                lie("no program headers", "elf-invalid", file -> file.putShort(56, (short) 0)),
                lie("too many program headers", "elf-invalid", file -> file.putShort(56, (short) 0xffff)),
                lie("program headers behind the end", "elf-truncated", file -> file.putLong(32, file.capacity())),
                lie("program headers before the start", "elf-truncated", file -> file.putLong(32, -8)),
                lie("program headers overflow", "elf-truncated", file -> file.putLong(32, Long.MAX_VALUE - 3)),
                lie("segment behind the end", "elf-truncated", file -> file.putLong(FIRST + 8, file.capacity())),
                lie("segment offset negative", "elf-truncated", file -> file.putLong(FIRST + 8, -4096)),
                lie("file size over memory size", "elf-invalid", file -> file.putLong(FIRST + 40, 4)),
                lie("memory size negative", "elf-invalid", file -> file.putLong(SECOND + 40, -1)),
                lie("file size huge", "elf-truncated", file -> {
                    file.putLong(SECOND + 32, 1L << 40);
                    file.putLong(SECOND + 40, 1L << 40);
                }),
                lie("page 0", "elf-invalid", file -> file.putLong(FIRST + 16, 0)),
                lie("address overflow", "elf-invalid", file -> file.putLong(SECOND + 16, -4096 + 8)),
                lie("above the image's end", "elf-invalid", file -> file.putLong(SECOND + 16, 0x3f_0000_0008L)),
                lie("memory size over the address space", "elf-invalid", file -> file.putLong(SECOND + 40, 1L << 60)),
                lie("odd alignment", "elf-invalid", file -> file.putLong(SECOND + 48, 3)),
                lie("misaligned", "elf-invalid", file -> file.putLong(SECOND + 16, 0x20010)),
                lie("pages shared by two segments", "elf-invalid", file -> file.putLong(SECOND + 16, 0x10008)),
                lie("not in order", "elf-invalid", file -> file.putLong(FIRST + 16, 0x30000)),
                lie("unknown flags", "elf-invalid", file -> file.putInt(SECOND + 4, 0x0040_0006)),
                lie("no rights at all", "elf-invalid", file -> file.putInt(SECOND + 4, 0)),
                lie("entry outside", "elf-invalid", file -> file.putLong(24, 0x10010)),
                lie("entry in data", "elf-invalid", file -> file.putLong(24, 0x20008)),
                lie("odd entry", "elf-invalid", file -> file.putLong(24, 0x10001)),
                lie(
                        "nothing to load",
                        "elf-invalid",
                        file -> file.putInt(FIRST, 4).putInt(SECOND, 4)));
    }

    private static Arguments lie(String what, String code, Consumer<ByteBuffer> spoil) {
        return Arguments.of(what, code, spoil);
    }

    /// Where a 64-bit field of a file can be on the edge of something, or wrap round.
    private static final long[] EDGES = {
        0,
        1,
        8,
        0xfff,
        0x1000,
        0x1800,
        0x20008,
        1L << 31,
        (1L << 32) - 1,
        1L << 32,
        0x3f_0000_0000L - 0x1800,
        0x3f_0000_0000L,
        1L << 47,
        Long.MAX_VALUE - 0xfff,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 0x20008,
        -0x80000,
        -0x20008,
        -0x1000,
        -1
    };

    /// Each of the second segment's fields, two at a time, on every edge; the reason must be the one
    /// that arithmetic without bounds finds.
    @Test
    void everyFieldThatCouldWrapRoundIsRefusedForItsOwnReason() {
        int[] fields = {8, 16, 32, 40, 48};
        int refused = 0;
        for (int first : fields) {
            for (int second : fields) {
                for (long one : EDGES) {
                    for (long other : EDGES) {
                        var file = twoSegments()
                                .bytes(bytes ->
                                        bytes.putLong(SECOND + first, one).putLong(SECOND + second, other));
                        refused += judgedAsExpected(file) ? 0 : 1;
                    }
                }
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    private static boolean judgedAsExpected(byte[] file) {
        var header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        var expected = reason(file.length, header);
        var result = ElfImage.parse(file);
        if (result instanceof ImageRejected(var code, var sentence)) {
            assertThat(sentence)
                    .contains(String.valueOf(expected))
                    .doesNotContain("0x-")
                    .doesNotContain(" -");
            assertThat(code).isIn("elf-invalid", "elf-truncated");
            return false;
        }
        assertThat(expected).isNull();
        return true;
    }

    private static @Nullable String reason(int length, ByteBuffer header) {
        var offset = unsigned(header, 8);
        var address = unsigned(header, 16);
        var inFile = unsigned(header, 32);
        var inMemory = unsigned(header, 40);
        var alignment = unsigned(header, 48);
        if (inFile.signum() == 0 && inMemory.signum() == 0) return null;
        if (inFile.compareTo(inMemory) > 0) return "more bytes in the file";
        if (offset.add(inFile).compareTo(BigInteger.valueOf(length)) > 0) return "ends too early";
        boolean above = address.compareTo(BigInteger.valueOf(0x1000)) >= 0;
        boolean below = address.add(inMemory).compareTo(BigInteger.valueOf(0x3f_0000_0000L)) <= 0;
        if (!above || !below) return "is not within 0x1000 to 0x3f00000000";
        if (alignment.bitCount() > 1) return "not a power of two";
        if (alignment.signum() > 0 && address.subtract(offset).mod(alignment).signum() != 0) return "misaligned";
        var firstPage = address.shiftRight(12);
        if (firstPage.compareTo(BigInteger.valueOf(0x10)) < 0) return "not in address order";
        return firstPage.equals(BigInteger.valueOf(0x10)) ? "overlaps" : null;
    }

    private static BigInteger unsigned(ByteBuffer header, int field) {
        return new BigInteger(Long.toUnsignedString(header.getLong(SECOND + field)));
    }

    @Test
    void aSegmentThatIsLargerThanAnyMemoryIsRefusedForThat() {
        assertThat(ElfImage.parse(twoSegments().bytes(file -> file.putLong(SECOND + 40, -0x80000))))
                .isInstanceOfSatisfying(
                        ImageRejected.class,
                        rejected -> assertThat(rejected.sentence())
                                .contains("0xfffffffffff80000 bytes is not within 0x1000 to 0x3f00000000"));
    }

    @Test
    void sixteenSegmentsAreAllowedAndSeventeenAreNot() {
        var file = ElfFile.program(0x10000, NOP);
        for (int i = 1; i < 16; i++) file.load(ElfFile.READ, 0x10000 + i * 0x1000L, new byte[] {1});
        assertThat(ElfImage.parse(file.bytes())).isInstanceOf(ElfImage.class);
        file.load(ElfFile.READ, 0x50000, new byte[] {1});
        assertThat(ElfImage.parse(file.bytes()))
                .isInstanceOfSatisfying(
                        ImageRejected.class,
                        rejected -> assertThat(rejected.sentence()).contains("16"));
    }

    @Test
    void everyPrefixOfAProgramIsRefused() {
        var file = twoSegments().bytes();
        for (int length = 0; length < file.length; length++) {
            var result = ElfImage.parse(Arrays.copyOf(file, length));
            int bytes = length;
            assertThat(result)
                    .as("%d bytes", bytes)
                    .isInstanceOfSatisfying(
                            ImageRejected.class,
                            rejected -> assertThat(rejected.code()).isIn("elf-truncated", "elf-not-elf"));
        }
    }

    /// Mutated files are parsed or refused, whatever is in them, and what is parsed can be copied.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void mutatedFilesAreParsedOrRefusedAndNothingElse(long seed) {
        var random = new Random(seed);
        var original = twoSegments().bytes();
        int accepted = 0;
        for (int round = 0; round < 5_000; round++) {
            var file = mutate(original, random);
            switch (ElfImage.parse(file)) {
                case ImageRejected(var code, var sentence) -> {
                    assertThat(CODES).contains(code);
                    assertThat(sentence).isNotBlank();
                }
                case ElfImage image -> {
                    accepted++;
                    copyEdges(image);
                }
            }
        }
        assertThat(accepted).as("some mutations are harmless").isBetween(1, 4_999);
    }

    private static byte[] mutate(byte[] original, Random random) {
        var file = original.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(2) == 0 ? random.nextInt(64 + 2 * 56) : random.nextInt(file.length);
            switch (random.nextInt(4)) {
                case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> file[at] = (byte) random.nextInt();
                case 2 -> file[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                default -> file[at] = 0;
            }
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file;
    }

    private static void copyEdges(ElfImage image) {
        for (var segment : image.segments()) {
            image.copyPage(segment, 0, new byte[4096]);
            image.copyPage(segment, segment.pages() - 1, new byte[4096]);
        }
    }
}
