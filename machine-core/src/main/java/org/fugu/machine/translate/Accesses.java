package org.fugu.machine.translate;

import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.isa.Opcode;

/// What the loads and stores of I, F and D do, one by one.
final class Accesses {
    private static final long WORD = 0xffff_ffffL;

    private Accesses() {}

    static boolean isAccess(int opcode) {
        return opcode >= Opcode.LB && opcode <= Opcode.SD || opcode >= Opcode.FLW && opcode <= Opcode.FSD;
    }

    static boolean stores(int opcode) {
        return opcode >= Opcode.SB && opcode <= Opcode.SD || opcode >= Opcode.FSW;
    }

    /// Whether its register is one of floating point.
    static boolean isFloat(int opcode) {
        return opcode >= Opcode.FLW;
    }

    static int bytes(int opcode) {
        return switch (opcode) {
            case Opcode.LB, Opcode.LBU, Opcode.SB -> 1;
            case Opcode.LH, Opcode.LHU, Opcode.SH -> 2;
            case Opcode.LW, Opcode.LWU, Opcode.SW, Opcode.FLW, Opcode.FSW -> 4;
            default -> 8;
        };
    }

    /// What a load finds, as it stands in its register.
    static long load(int opcode, byte[] frame, int offset) {
        return switch (opcode) {
            case Opcode.LB -> frame[offset];
            case Opcode.LBU -> frame[offset] & 0xff;
            case Opcode.LH -> Bytes.getShort(frame, offset);
            case Opcode.LHU -> Bytes.getShort(frame, offset) & 0xffff;
            case Opcode.LW -> Bytes.getInt(frame, offset);
            case Opcode.LWU -> Bytes.getInt(frame, offset) & WORD;
            case Opcode.FLW -> Bytes.getInt(frame, offset) | FloatEmitter.BOX;
            default -> Bytes.getLong(frame, offset);
        };
    }

    static void store(int opcode, byte[] frame, int offset, long value) {
        switch (bytes(opcode)) {
            case 1 -> frame[offset] = (byte) value;
            case 2 -> Bytes.putShort(frame, offset, (short) value);
            case 4 -> Bytes.putInt(frame, offset, (int) value);
            default -> Bytes.putLong(frame, offset, value);
        }
    }
}
