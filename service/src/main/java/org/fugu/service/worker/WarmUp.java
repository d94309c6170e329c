package org.fugu.service.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.run.Limits;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;

/// A small run, so that the classes of machine and kernel are loaded before somebody waits for them.
final class WarmUp {
    /// By then the first run of a program begins as fast as later ones do, but for what is new in it.
    private static final int ROUNDS = 5;

    private static final List<String> PRESETS = List.of("fugu", "alewife");

    private static final int ADDRESS = 0x10000;
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;

    /// Stores and loads words of its stack a few thousand times, and exits with code 0.
    private static final int[] PROGRAM = {
        0x0000_22b7, // lui t0, 2
        0xfe51_3823, // loop: sd t0, -16(sp)
        0xff01_3303, // ld t1, -16(sp)
        0xfff3_0293, // addi t0, t1, -1
        0xfe02_9ae3, // bnez t0, loop
        0x0000_0513, // li a0, 0
        0x0000_18b7, // lui a7, 1
        0x0018_8893, // addi a7, a7, 1: exit
        0x0000_0073, // ecall
    };

    private WarmUp() {}

    static void run() {
        for (int round = 0; round < ROUNDS; round++) {
            for (var preset : PRESETS) run(Preset.named(preset));
        }
    }

    /// Said and read as any other.
    private static void run(Preset preset) {
        var mesh = new MeshShape(2, 1);
        var request = new RunRequest(
                elf(),
                "0".repeat(64),
                "warm-up",
                List.of(),
                preset,
                mesh,
                mesh.nodes(),
                Fidelity.parse("timing"),
                1,
                Limits.DEFAULT,
                1);
        var found = new ArrayList<byte[]>();
        RunWork.read(new RunWork(request).parts()).carryOut(RunObserver.NONE, found::add);
        var report = new RunWork(request).result(found, RunObserver.NONE).report();
        if (report.outcome() != Outcome.EXITED) throw new IllegalStateException(report.message());
    }

    /// An executable of one segment.
    private static byte[] elf() {
        int offset = HEADER + PROGRAM_HEADER;
        int bytes = PROGRAM.length * Integer.BYTES;
        var file = ByteBuffer.allocate(offset + bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});
        file.putShort(16, (short) 2).putShort(18, (short) 243).putInt(20, 1);
        file.putLong(24, ADDRESS + offset).putLong(32, HEADER).putInt(48, 0x5);
        file.putShort(52, (short) HEADER).putShort(54, (short) PROGRAM_HEADER).putShort(56, (short) 1);
        file.putInt(HEADER, 1).putInt(HEADER + 4, 5).putLong(HEADER + 8, offset);
        file.putLong(HEADER + 16, ADDRESS + offset).putLong(HEADER + 24, ADDRESS + offset);
        file.putLong(HEADER + 32, bytes).putLong(HEADER + 40, bytes).putLong(HEADER + 48, 0x1000);
        file.position(offset);
        for (int instruction : PROGRAM) file.putInt(instruction);
        return file.array();
    }
}
