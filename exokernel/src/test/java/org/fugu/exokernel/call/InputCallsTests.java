package org.fugu.exokernel.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.SystemCall;
import org.junit.jupiter.api.Test;

/// What a call reads of a run's inputs, beside a few lines of Java that say what it should.
class InputCallsTests {
    private static final long SEED = Long.getLong("fugu.seed", 59);
    private static final long DATA = CallFixture.DATA;
    private static final long MAPPED = 0x50000;
    private static final int PAGE = AddressSpace.PAGE_BYTES;

    private final CallFixture it = new CallFixture();

    private long perform(SystemCall call, long... arguments) {
        return switch (it.decode(call, arguments)) {
            case Refused refused -> refused.answer();
            case Ready ready -> ((Invoked.Done) ready.invoke(it.caller(arguments))).answer();
        };
    }

    private byte[] memory(long address, int count) {
        var frame = it.node.localFrame(address >= MAPPED ? 30 : 0);
        return Arrays.copyOfRange(frame, (int) address & PAGE - 1, ((int) address & PAGE - 1) + count);
    }

    private static byte[] input(long which) {
        return switch ((int) which) {
            case 0 -> "standard input".getBytes(StandardCharsets.UTF_8);
            case 1 -> "10000 big\n7 words.txt\n".getBytes(StandardCharsets.UTF_8);
            case 2 -> new byte[10_000];
            case 3 -> "one two".getBytes(StandardCharsets.UTF_8);
            default -> throw new AssertionError(which);
        };
    }

    /// Offsets, addresses and lengths at and about every bound.
    @Test
    void whatIsReadIsWhatAFewLinesOfJavaSay() {
        var random = new Random(SEED);
        long[] offsets = {-1, 0, 1, 6, 7, 8, 4095, 4096, 9_999, 10_000, 10_001, Long.MAX_VALUE, Long.MIN_VALUE};
        long[] addresses = {DATA, DATA + 1, DATA + 7, DATA + 4090, DATA + PAGE - 1, MAPPED + 5, 0, -1, AddressSpace.END
        };
        long[] counts = {0, 1, 3, 8, 9, 100, 4095, 4096, 4097, -1, Long.MIN_VALUE};
        it.node.tlbWrite(1, MAPPED >>> 12, 30, Right.WRITE.bit());
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            long which = random.nextInt(-1, 6);
            long offset = offsets[random.nextInt(offsets.length)];
            long address = addresses[random.nextInt(addresses.length)];
            long count = counts[random.nextInt(counts.length)];
            var what = "seed %d: %d at %d to %x, %d bytes".formatted(SEED, which, offset, address, count);
            it.caller(it.input, which, offset, address, count);
            var before = it.state();
            long answer = perform(SystemCall.INPUT_READ, it.input, which, offset, address, count);
            if (which < 0 || which > 3 || offset < 0) {
                assertThat(answer).as(what).isEqualTo(KernelError.BAD_ARGUMENT.number());
                continue;
            }
            var bytes = input(which);
            int from = (int) Math.min(offset, bytes.length);
            int most = Math.min(bytes.length - from, PAGE);
            int expected = count < 0 || count > most ? most : (int) count;
            long page = address & -PAGE;
            boolean isHere = (page == DATA || page == MAPPED) && (address & PAGE - 1) + expected <= PAGE;
            boolean isPlace = address >= 0 && address < AddressSpace.END;
            if (expected == 0 ? !isPlace : !isHere) {
                assertThat(answer).as(what).isEqualTo(KernelError.BAD_ADDRESS.number());
                assertThat(it.state()).as(what).isEqualTo(before);
                continue;
            }
            assertThat(answer).as(what).isEqualTo(expected);
            if (expected == 0) continue;
            read++;
            assertThat(memory(address, expected)).as(what).isEqualTo(Arrays.copyOfRange(bytes, from, from + expected));
        }
        assertThat(read).isGreaterThan(1_000);
    }

    @Test
    void bytesBesideThoseThatAreReadStay() {
        var frame = it.node.localFrame(0);
        for (int at = 0; at < 40; at++) {
            for (int count = 0; count <= 7; count++) {
                Arrays.fill(frame, (byte) 0x55);
                assertThat(perform(SystemCall.INPUT_READ, it.input, 3, 0, DATA + at, count))
                        .isEqualTo(count);
                for (int i = 0; i < 64; i++) {
                    boolean isRead = i >= at && i < at + count;
                    assertThat(frame[i]).isEqualTo(isRead ? input(3)[i - at] : (byte) 0x55);
                }
            }
        }
    }

    @Test
    void itNeedsTheRightCapability() {
        assertThat(perform(SystemCall.INPUT_READ, 0, 0, 0, DATA, 4)).isEqualTo(KernelError.BAD_HANDLE.number());
        assertThat(perform(SystemCall.INPUT_READ, it.console, 0, 0, DATA, 4))
                .isEqualTo(KernelError.WRONG_OBJECT.number());
        long powerless = perform(SystemCall.CAP_DERIVE, it.input, Right.DERIVE.bit());
        assertThat(perform(SystemCall.INPUT_READ, powerless, 0, 0, DATA, 4))
                .isEqualTo(KernelError.MISSING_RIGHT.number());
        it.node.tlbWrite(1, MAPPED >>> 12, 30, Right.READ.bit());
        assertThat(perform(SystemCall.INPUT_READ, it.input, 0, 0, MAPPED, 4))
                .as("it may only read there")
                .isEqualTo(KernelError.BAD_ADDRESS.number());
    }

    @Test
    void aReadOfLinuxGoesOnWhereTheLastOneEnded() {
        assertThat(perform(SystemCall.LINUX_READ, 0, DATA, 9)).isEqualTo(9);
        assertThat(memory(DATA, 9)).asString(StandardCharsets.UTF_8).isEqualTo("standard ");
        assertThat(perform(SystemCall.LINUX_READ, 0, 0, 4)).as("nowhere").isEqualTo(-14);
        assertThat(perform(SystemCall.LINUX_READ, 1, DATA, 4)).isEqualTo(-9);
        assertThat(perform(SystemCall.LINUX_READ, 0, DATA, 9)).isEqualTo(5);
        assertThat(memory(DATA, 5)).asString(StandardCharsets.UTF_8).isEqualTo("input");
        assertThat(perform(SystemCall.LINUX_READ, 0, DATA, 9)).as("the end").isZero();
        perform(SystemCall.CAP_DELETE, it.input);
        assertThat(perform(SystemCall.LINUX_READ, 0, DATA, 9)).as("given away").isEqualTo(-9);
    }

    @Test
    void aReadIsChargedByTheByte() {
        assertThat(((Ready) it.decode(SystemCall.INPUT_READ, it.input, 2, 0, DATA, 4096)).units())
                .isEqualTo(4096);
        assertThat(((Ready) it.decode(SystemCall.INPUT_READ, it.input, 3, 5, DATA, 4096)).units())
                .isEqualTo(2);
    }

    @Test
    void inputsAreBoundedAndTheirNamesAreNames() {
        var none = new TreeMap<String, byte[]>();
        assertThatThrownBy(() -> InputContents.of(new byte[InputContents.MOST_BYTES + 1], none))
                .hasMessageContaining("8388609 bytes together; a run has at most 8388608");
        var many = new TreeMap<String, byte[]>();
        for (int i = 0; i <= InputContents.MOST_FILES; i++) many.put("f" + i, new byte[0]);
        assertThatThrownBy(() -> InputContents.of(null, many)).hasMessageContaining("a run has at most 64");
        for (var name :
                new String[] {"", "/a", "a/", "a//b", "..", "a/../b", ".", "a b", "a\n", "\u00e9", "x".repeat(101)}) {
            var one = new TreeMap<>(Map.of(name, new byte[0]));
            assertThatThrownBy(() -> InputContents.of(null, one)).as(name).hasMessageContaining("cannot be called");
        }
        assertThatThrownBy(() -> InputContents.of(null, none)).hasMessageContaining("nothing to read");
        assertThat(InputContents.of(null, new TreeMap<>(Map.of("data/a-1_.txt", new byte[3])))
                        .bytes())
                .isEqualTo(3);
    }
}
