package org.fugu.machine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTests {
    private static final long SEED = Long.getLong("fugu.seed", 20261123);

    private record Known(long address, String word, String text) {
        long decoded() {
            int bits = Integer.parseUnsignedInt(word, 16);
            return word.length() == 4 ? Decoder.decodeShort(bits) : Decoder.decode(bits);
        }
    }

    private static List<Known> known() throws IOException {
        try (var file = DecoderTests.class.getResourceAsStream("words.txt")) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 3))
                    .map(fields -> new Known(Long.parseLong(fields[0], 16), fields[1], fields[2]))
                    .toList();
        }
    }

    @Test
    void everyKnownWordReadsAsTheAssemblerWritesIt() throws IOException {
        for (var known : known()) {
            assertThat(Disassembler.text(known.decoded(), known.address()))
                    .as(known.word())
                    .isEqualTo(known.text());
        }
    }

    @Test
    void theKnownWordsCoverEveryInstruction() throws IOException {
        Set<Operation> covered = new HashSet<>(Set.of(Operation.STRADDLE));
        for (var known : known()) covered.add(Instruction.operation(known.decoded()));
        assertThat(covered).containsExactlyInAnyOrder(Operation.values());
    }

    @Test
    void theConstantsOfOpcodeAreTheOrdinalsOfOperation() throws ReflectiveOperationException {
        for (var operation : Operation.values()) {
            assertThat(Opcode.class.getField(operation.name()).getInt(null))
                    .as(operation.name())
                    .isEqualTo(operation.ordinal());
        }
        assertThat(Opcode.class.getFields()).hasSameSizeAs(Operation.values());
    }

    @Test
    void noWordCanBeTwoInstructions() {
        for (var one : Operation.values()) {
            for (var other : Operation.values()) {
                if (one == other || one.format() == Format.NONE || other.format() == Format.NONE) continue;
                int common = one.format().mask() & other.format().mask();
                assertThat((one.match() ^ other.match()) & common)
                        .as("%s and %s", one, other)
                        .isNotZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasEncodedIsDecoded(Operation operation) {
        if (operation.format() == Format.NONE) return;
        var random = new SplittableRandom(SEED + operation.ordinal());
        for (int i = 0; i < 200; i++) {
            // An or that leaves nothing may be a prefetch.
            int rd = operation == Operation.ORI ? 1 + random.nextInt(31) : random.nextInt(32);
            int rs1 = random.nextInt(32);
            int rs2 = random.nextInt(32);
            int rs3 = random.nextInt(32);
            int immediate = random.nextInt();
            int word = Assembly.encode(operation, rd, rs1, rs2, rs3, random.nextInt(5), immediate);
            long decoded = Decoder.decode(word);
            assertThat(Instruction.operation(decoded)).isEqualTo(operation);
            assertThat(Instruction.bytes(decoded)).isEqualTo(4);
            assertThat(operandsKept(operation.format(), decoded, List.of(rd, rs1, rs2, rs3), immediate))
                    .as("seed %d: %s", SEED, Disassembler.text(decoded, 0))
                    .isTrue();
        }
    }

    private static boolean operandsKept(Format format, long decoded, List<Integer> registers, int immediate) {
        var expected = new ArrayList<Integer>();
        var actual = new ArrayList<Integer>();
        switch (format) {
            case NONE, EXACT, FENCE -> {}
            case B, STORE, STORE_FLOAT -> {
                expected.addAll(registers.subList(1, 3));
                actual.addAll(List.of(Instruction.rs1(decoded), Instruction.rs2(decoded)));
            }
            case U, J -> {
                expected.add(registers.getFirst());
                actual.add(Instruction.rd(decoded));
            }
            default -> {
                expected.addAll(registers.subList(0, 2));
                actual.addAll(List.of(Instruction.rd(decoded), Instruction.rs1(decoded)));
            }
        }
        if (format == Format.FUSED) {
            expected.add(registers.get(3));
            actual.add(Instruction.rs3(decoded));
        }
        int bits = switch (format) {
            case I, LOAD, LOAD_FLOAT, STORE, STORE_FLOAT -> immediate << 20 >> 20;
            case CSR, CSR_IMMEDIATE -> immediate & 0xfff;
            case B -> immediate << 19 >> 19 & -2;
            case J -> immediate << 11 >> 11 & -2;
            case U -> immediate & -4096;
            case SHIFT -> immediate & 63;
            case SHIFT_WORD -> immediate & 31;
            default -> (int) Instruction.immediate(decoded);
        };
        return expected.equals(actual) && bits == Instruction.immediate(decoded);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x0000_0000, // all zeros
                0xffff_ffff, // all ones
                0x0400_1013, // slli with a bit above the shift
                0x0000_2063, // branch with a reserved condition
                0x0000_7003, // load of no width
                0x0000_4023, // store of no width
                0x0000_1067, // jalr with a reserved function
                0x4000_1033, // sll with the bit of sra
                0x0200_1033 ^ 0x0600_0000, // neither M nor base
                0x0200_103b, // mulhw does not exist
                0x1050_0073, // wfi
                0x3020_0073, // mret
                0x1020_0073, // sret
                0x0020_0073, // uret of an old draft
                0x1200_0073, // sfence.vma
                0x0000_4073, // CSR with a reserved function
                0x0050_202f ^ 0x1000_0000, // lr.w with a second source
                0x0000_002f, // atomic byte
                0x0000_5053, // fadd.s with reserved rounding
                0x0000_6053, // the same
                0x0400_0053, // half precision
                0x5820_0053 ^ 0x0010_0000, // fsqrt.s with a second source
                0xc040_0053, // conversion to no type
                0x2000_3053, // fsgnj with a reserved function
                0x0000_1007, // load of a half-precision number
                0x0000_0057, // vector
                0x0000_000b, // custom
                0x0000_200f, // cache-block operation
            })
    void aWordThatMeansNothingIsIllegalAndKeepsItsBits(int word) {
        long decoded = Decoder.decode(word);
        assertThat(Instruction.operation(decoded)).isEqualTo(Operation.ILLEGAL);
        assertThat((int) Instruction.immediate(decoded)).isEqualTo(word);
    }

    @Test
    void aPrefetchIsAnOrThatLeavesNothing() {
        assertThat(Disassembler.text(Decoder.decode(0x0215_6013), 0)).isEqualTo("prefetch.r 32(a0)");
        // Any other or into register 0 stays one, and so does an or into another register.
        assertThat(Instruction.operation(Decoder.decode(0x0225_6013))).isEqualTo(Operation.ORI);
        assertThat(Instruction.operation(Decoder.decode(0x0215_6513))).isEqualTo(Operation.ORI);
    }
}
