package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.GuestCsr;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.loader.ElfFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that call, launch and store at random: whatever they do, the run ends with an outcome
/// and not with an exception, and the same way each time.
class RandomProgramsTests {
    private static final int PROGRAMS = 60;
    private static final int ACTIONS = 120;
    private static final int[] VALUES = {
        -4096,
        -1,
        0,
        1,
        2,
        3,
        4,
        7,
        8,
        15,
        31,
        64,
        0x1000,
        0x1001,
        0x2002,
        0x2003,
        0x10000,
        0x1fff8,
        0x20000,
        0x20ff8,
        0x30000,
        0x50000,
        0x7fff_f000
    };

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103})
    void randomCallsEndInAnOutcomeThatRepeats(long seed) {
        var random = new Random(seed);
        for (int program = 0; program < PROGRAMS; program++) {
            var request = Requests.with(
                    Requests.of(calls(random), 1 + random.nextInt(3)), new Limits(200_000, 100_000, 2_000, 1 << 18));
            var first = Requests.run(request);
            assertThat(first.message()).isNotBlank();
            var again = Requests.runOn(request, Requests.choppedMachine(request, program));
            assertThat(again.digest())
                    .as("program %d: %s", program, first.message())
                    .isEqualTo(first.digest());
        }
    }

    private static byte[] calls(Random random) {
        var program = new Assembler();
        int start = program.label();
        for (int i = 0; i < ACTIONS; i++) act(program, random);
        if (random.nextBoolean()) program.jump(start);
        else program.exit(random.nextInt(300));
        return program.program(new byte[] {'n', 'a', 'm', 'e'}, new byte[] {1, 2, 3});
    }

    private static void act(Assembler program, Random random) {
        switch (random.nextInt(10)) {
            case 0 -> program.write(anyCsr(random), Assembler.T0);
            case 1 -> program.read(Assembler.T0, anyCsr(random));
            case 2 -> program.li(Assembler.T1, (int) Assembler.DATA).store(Assembler.T0, Assembler.T1, 8);
            case 3 -> program.li(Assembler.T0, anyValue(random));
            case 4 -> program.li(Assembler.T1, 0x30000).store(Assembler.T0, Assembler.T1, random.nextInt(256) * 8);
            case 5 -> program.addi(Assembler.A0, Assembler.A0, random.nextInt(3));
            default -> call(program, random);
        }
    }

    private static void call(Assembler program, Random random) {
        for (int argument = 0; argument < 5; argument++) {
            if (random.nextInt(4) > 0) program.li(Assembler.A0 + argument, anyValue(random));
        }
        var call = SystemCall.values()[random.nextInt(SystemCall.values().length)];
        boolean ends = call == SystemCall.EXIT || call == SystemCall.LINUX_EXIT || call == SystemCall.LINUX_EXIT_GROUP;
        if (!ends || random.nextInt(20) == 0) program.call(call);
    }

    private static int anyValue(Random random) {
        return random.nextInt(6) == 0 ? random.nextInt() & 0x7fff_f7ff : VALUES[random.nextInt(VALUES.length)];
    }

    private static GuestCsr anyCsr(Random random) {
        return GuestCsr.values()[random.nextInt(GuestCsr.values().length)];
    }

    @ParameterizedTest
    @ValueSource(longs = {201, 202, 203})
    void randomBytesAsCodeEndInAnOutcomeThatRepeats(long seed) {
        var random = new Random(seed);
        for (int program = 0; program < PROGRAMS; program++) {
            var code = new byte[256];
            random.nextBytes(code);
            var image = new ElfFile()
                    .entry(Assembler.TEXT)
                    .load(ElfFile.READ | ElfFile.WRITE | ElfFile.EXECUTE, Assembler.TEXT, code)
                    .bytes();
            var request = Requests.with(Requests.of(image, 2), new Limits(20_000, 20_000, 100, 1 << 18));
            var first = Requests.run(request);
            assertThat(Requests.run(request).digest()).as(first.message()).isEqualTo(first.digest());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {AddressSpace.IMAGE_START, 0x10000, AddressSpace.IMAGE_END - 4096})
    void anImageMayLieAnywhereInItsRange(long address) {
        var exit = ElfFile.code(0x05d00893, 0x00000073); // li a7, 93; ecall
        var image = new ElfFile()
                .entry(address)
                .load(ElfFile.READ | ElfFile.EXECUTE, address, exit)
                .bytes();
        var report = Requests.run(Requests.of(image, 1));
        assertThat(report.outcome()).as(report.message()).isEqualTo(Outcome.EXITED);
    }
}
