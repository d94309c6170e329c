package org.fugu.machine.cpu;

import java.util.SplittableRandom;
import org.fugu.machine.isa.Decoder;
import org.fugu.machine.isa.Instruction;
import org.fugu.machine.isa.Operation;

/// The two-byte forms as the manual lists them. Where the bits suit several, the first is meant.
enum CompressedForm {
    ADDI4SPN(0xe003, 0x0000),
    FLD(0xe003, 0x2000),
    LW(0xe003, 0x4000),
    LD(0xe003, 0x6000),
    FSD(0xe003, 0xa000),
    SW(0xe003, 0xc000),
    SD(0xe003, 0xe000),
    NOP(0xef83, 0x0001),
    ADDI(0xe003, 0x0001),
    ADDIW(0xe003, 0x2001),
    LI(0xe003, 0x4001),
    ADDI16SP(0xef83, 0x6101),
    LUI(0xe003, 0x6001),
    SRLI(0xec03, 0x8001),
    SRAI(0xec03, 0x8401),
    ANDI(0xec03, 0x8801),
    SUB(0xfc63, 0x8c01),
    XOR(0xfc63, 0x8c21),
    OR(0xfc63, 0x8c41),
    AND(0xfc63, 0x8c61),
    SUBW(0xfc63, 0x9c01),
    ADDW(0xfc63, 0x9c21),
    J(0xe003, 0xa001),
    BEQZ(0xe003, 0xc001),
    BNEZ(0xe003, 0xe001),
    SLLI(0xe003, 0x0002),
    FLDSP(0xe003, 0x2002),
    LWSP(0xe003, 0x4002),
    LDSP(0xe003, 0x6002),
    JR(0xf07f, 0x8002),
    MV(0xf003, 0x8002),
    EBREAK(0xffff, 0x9002),
    JALR(0xf07f, 0x9002),
    ADD(0xf003, 0x9002),
    FSDSP(0xe003, 0xa002),
    SWSP(0xe003, 0xc002),
    SDSP(0xe003, 0xe002);

    private static final CompressedForm[] FORMS = values();

    private final int mask;
    private final int match;

    CompressedForm(int mask, int match) {
        this.mask = mask;
        this.match = match;
    }

    /// An instruction of this form whose registers the trials have.
    int draw(SplittableRandom random) {
        while (true) {
            int half = random.nextInt(1 << 16) & ~mask | match;
            long decoded = Decoder.decodeShort(half);
            if (first(half) != this || Instruction.operation(decoded) == Operation.ILLEGAL) continue;
            if (TrialRegisters.hasAllOf(decoded)) return half;
        }
    }

    private static CompressedForm first(int half) {
        for (var form : FORMS) if ((half & form.mask) == form.match) return form;
        throw new IllegalArgumentException("no form of the manual: " + Integer.toHexString(half));
    }
}
