package org.fugu.exokernel.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.BootField;
import org.fugu.exokernel.call.FakeNode;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.Identity;
import org.fugu.exokernel.environment.JobIdentity;
import org.fugu.machine.topology.MeshShape;
import org.fugu.machine.topology.NodeId;
import org.junit.jupiter.api.Test;

class EnvironmentLoaderTests {
    private static final int RANKS = 3;

    private final TreeMap<Integer, byte[]> frames = new TreeMap<>();

    private static JobPlan job() {
        var shared = new byte[0x4800];
        for (int page = 0; page < 5; page++) shared[page * 0x1000] = (byte) (page + 1);
        var image = ElfFile.program(0x10000, 0x13)
                .load(ElfFile.READ | ElfFile.WRITE, 0x20010, new byte[] {1, 2}, 0x2000)
                .load(ElfFile.READ | ElfFile.WRITE | AddressSpace.SEGMENT_FLAG_SHARED, 0x30000, shared, 0x4900)
                .bytes();
        return new JobPlan(
                new JobIdentity(0, 1, 0, List.of(new NodeId(0), new NodeId(1), new NodeId(2))),
                (ElfImage) ElfImage.parse(image),
                List.of("sum", "-n", "grün"),
                new MeshShape(4, 1),
                "a-preset-with-a-long-name",
                33_000_000,
                4,
                7,
                0,
                64,
                4096);
    }

    private Environment load(int rank) {
        var job = job();
        return new EnvironmentLoader(
                        job,
                        Placement.of(job),
                        new Identity(job.identity(), 0, rank, 1),
                        frame -> frames.computeIfAbsent(frame, _ -> new byte[4096]))
                .load();
    }

    private ByteBuffer page(Environment environment, long address) {
        long page = address >>> 12;
        long frame = Objects.requireNonNull(environment.guaranteed(page)).frame(page);
        return ByteBuffer.wrap(Objects.requireNonNull(frames.get((int) (frame & 0xfffff))))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void theBootRecordSaysWhereEverythingIs() {
        var loaded = load(1);
        var record = page(loaded, AddressSpace.BOOT_RECORD);

        var magic = new byte[8];
        record.get(0, magic);
        assertThat(new String(magic, StandardCharsets.US_ASCII)).isEqualTo("FUGUBOOT");
        assertThat(record.getInt(BootField.VERSION.offset())).isEqualTo(2);
        assertThat(record.getInt(BootField.CONTEXTS.offset())).isEqualTo(4);
        assertThat(record.getInt(BootField.SEGMENT_COUNT.offset())).isEqualTo(3);
        assertThat(record.getInt(BootField.RANK.offset())).isEqualTo(1);
        assertThat(record.getInt(BootField.RANKS.offset())).isEqualTo(RANKS);
        assertThat(record.getInt(BootField.MESH_COLUMNS.offset())).isEqualTo(4);
        assertThat(record.getInt(BootField.FRAMES_AVAILABLE.offset()))
                .isEqualTo(loaded.frames().available());
        assertThat(record.getLong(BootField.SHARED_BASE.offset())).isEqualTo(0x30000);
        assertThat(record.getLong(BootField.SHARED_BYTES.offset())).isEqualTo(0x5000);
        assertThat(record.get(BootField.PRESET.offset() + 15))
                .as("always ended by 0")
                .isZero();
        int data = BootField.SEGMENTS.offset() + BootField.SEGMENT_BYTES;
        assertThat(record.getLong(data)).isEqualTo(0x20000);
        assertThat(record.getLong(data + 8)).isEqualTo(0x3000);
        assertThat(record.getInt(data + 20)).isEqualTo(3);
        assertThat(record.getInt(data + BootField.SEGMENT_BYTES + 20)).isEqualTo(0x103);
    }

    @Test
    void theStackIsWhatALinuxProgramExpects() {
        var loaded = load(0);
        var node = new FakeNode(0);
        loaded.program().load(node.privileged(), () -> {});
        assertThat(node.beginning().x[10]).isEqualTo(AddressSpace.BOOT_RECORD);
        long pointer = node.beginning().x[2];
        assertThat(pointer % 16).isZero();
        var stack = page(loaded, pointer);
        int at = (int) pointer & 0xfff;
        assertThat(stack.getLong(at)).as("argc").isEqualTo(3);
        assertThat(text(loaded, stack.getLong(at + 8))).isEqualTo("sum");
        assertThat(text(loaded, stack.getLong(at + 24))).isEqualTo("grün");
        assertThat(stack.getLong(at + 32)).as("end of argv").isZero();
        assertThat(stack.getLong(at + 40)).as("end of envp").isZero();
        assertThat(stack.getLong(at + 48)).isEqualTo(6);
        assertThat(stack.getLong(at + 56)).isEqualTo(4096);
        assertThat(stack.getLong(at + 64)).isEqualTo(25);
        assertThat(stack.getLong(at + 80)).isZero();
        var record = page(loaded, AddressSpace.BOOT_RECORD);
        assertThat(record.getLong(BootField.ARGV.offset())).isEqualTo(pointer + 8);
    }

    private String text(Environment environment, long address) {
        var page = page(environment, address);
        int start = (int) address & 0xfff;
        int end = start;
        while (page.get(end) != 0) end++;
        return new String(page.array(), start, end - start, StandardCharsets.UTF_8);
    }

    @Test
    void eachRankHoldsItsOwnPagesOfASharedSegment() {
        for (int rank = 0; rank < RANKS; rank++) {
            frames.clear();
            var environment = load(rank);
            for (int page = rank; page < 5; page += RANKS) {
                assertThat(page(environment, 0x30000 + page * 0x1000L).get(0)).isEqualTo((byte) (page + 1));
            }
        }
    }

    @Test
    void whatIsNeededIsWhatIsTaken() {
        var job = job();
        for (int rank = 0; rank < RANKS; rank++) {
            long taken = job.framesPerNode() - load(rank).frames().available();
            long needed = Placement.framesNeeded(job.image(), RANKS);
            assertThat(taken).isBetween(needed - 1, needed);
        }
        assertThat(Placement.framesNeeded(job.image(), RANKS)).isEqualTo(1 + 16 + 1 + 3 + 2);
    }

    @Test
    void pagesWithoutContentTakeNoMemoryOfTheHost() {
        load(0);
        assertThat(frames)
                .as("text, one of three data pages, two shared, top of stack, boot record")
                .hasSize(6);
    }
}
