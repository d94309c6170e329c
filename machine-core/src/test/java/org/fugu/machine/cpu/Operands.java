package org.fugu.machine.cpu;

import java.util.SplittableRandom;

/// Operands that love the edges.
final class Operands {
    private static final long[] INTEGERS = {
        0,
        1,
        -1,
        2,
        -2,
        3,
        7,
        8,
        31,
        32,
        33,
        63,
        64,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0x8000,
        0xffff,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        0x1_0000_0000L,
        -0x8000_0000L,
        -0x8000_0001L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        0x5555_5555_5555_5555L,
        1L << 53,
        (1L << 53) + 1,
        (1L << 24) + 1,
        0x7fff_ffff_ffff_fc00L,
        0x7fff_ffff_ffff_fe00L,
        0xffff_ffff_ffff_f800L
    };
    private static final long[] DOUBLES = {
        0,
        1,
        2,
        0x000f_ffff_ffff_ffffL,
        0x0010_0000_0000_0000L,
        0x0010_0000_0000_0001L,
        0x001f_ffff_ffff_ffffL,
        0x3ca0_0000_0000_0000L,
        0x3cb0_0000_0000_0000L,
        0x3fdf_ffff_ffff_ffffL,
        0x3fe0_0000_0000_0000L,
        0x3fe0_0000_0000_0001L,
        0x3fef_ffff_ffff_ffffL,
        0x3ff0_0000_0000_0000L,
        0x3ff0_0000_0000_0001L,
        0x3ff8_0000_0000_0000L,
        0x4000_0000_0000_0000L,
        0x4004_0000_0000_0000L,
        0x4008_0000_0000_0000L,
        0x41df_ffff_ffc0_0000L,
        0x41e0_0000_0000_0000L,
        0x41ef_ffff_ffe0_0000L,
        0x41ef_ffff_fff0_0000L,
        0x41f0_0000_0000_0000L,
        0x43df_ffff_ffff_ffffL,
        0x43e0_0000_0000_0000L,
        0x43ef_ffff_ffff_ffffL,
        0x43f0_0000_0000_0000L,
        0x4340_0000_0000_0001L,
        0x7fef_ffff_ffff_ffffL,
        0x7ff0_0000_0000_0000L,
        0x7ff0_0000_0000_0001L,
        0x7ff8_0000_0000_0000L,
        0x7fff_ffff_ffff_ffffL,
        0x47ef_ffff_e000_0000L,
        0x47ef_ffff_f000_0000L,
        0x47ef_ffff_efff_ffffL,
        0x3810_0000_0000_0000L,
        0x380f_ffff_ffff_ffffL,
        0x380f_ffff_f000_0000L,
        0x36a0_0000_0000_0000L,
        0x3690_0000_0000_0000L,
        0x3690_0000_0000_0001L
    };
    private static final int[] SINGLES = {
        0,
        1,
        2,
        0x007f_ffff,
        0x0080_0000,
        0x0080_0001,
        0x00ff_ffff,
        0x3380_0000,
        0x3400_0000,
        0x3eff_ffff,
        0x3f00_0000,
        0x3f00_0001,
        0x3f7f_ffff,
        0x3f80_0000,
        0x3f80_0001,
        0x3fc0_0000,
        0x4000_0000,
        0x4020_0000,
        0x4040_0000,
        0x4b80_0000,
        0x4b80_0001,
        0x4eff_ffff,
        0x4f00_0000,
        0x4f7f_ffff,
        0x4f80_0000,
        0x5eff_ffff,
        0x5f00_0000,
        0x5f7f_ffff,
        0x5f80_0000,
        0x7f7f_ffff,
        0x7f80_0000,
        0x7f80_0001,
        0x7fc0_0000,
        0x7fff_ffff
    };

    private final SplittableRandom random;

    Operands(SplittableRandom random) {
        this.random = random;
    }

    long integer() {
        return switch (random.nextInt(4)) {
            case 0 -> INTEGERS[random.nextInt(INTEGERS.length)];
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> (1L << random.nextInt(64)) + random.nextInt(3) - 1;
            default -> random.nextLong();
        };
    }

    long doubleBits() {
        long sign = random.nextLong() & Long.MIN_VALUE;
        return sign
                | switch (random.nextInt(8)) {
                    case 0, 1 -> DOUBLES[random.nextInt(DOUBLES.length)];
                    case 2 -> random.nextLong() >>> 1;
                    case 3 -> Double.doubleToRawLongBits((double) random.nextInt(1 << 10));
                    case 4 -> (long) (0x3ff - 60 + random.nextInt(120)) << 52 | sparse(52);
                    case 5 -> (long) (0x3ff - 3 + random.nextInt(6)) << 52 | random.nextLong() >>> 12;
                    case 6 -> (long) random.nextInt(60) << 52 | sparse(52);
                    default -> (long) (0x7fe - random.nextInt(60)) << 52 | sparse(52);
                };
    }

    /// What a register may hold where a single is expected: mostly a boxed one.
    long singleBits() {
        if (random.nextInt(12) == 0) return doubleBits();
        int sign = random.nextInt() & Integer.MIN_VALUE;
        int single = sign
                | switch (random.nextInt(8)) {
                    case 0, 1 -> SINGLES[random.nextInt(SINGLES.length)];
                    case 2 -> random.nextInt() >>> 1;
                    case 3 -> Float.floatToRawIntBits((float) random.nextInt(1 << 8));
                    case 4 -> 0x7f - 30 + random.nextInt(60) << 23 | (int) sparse(23);
                    case 5 -> 0x7f - 3 + random.nextInt(6) << 23 | random.nextInt() >>> 9;
                    case 6 -> random.nextInt(30) << 23 | (int) sparse(23);
                    default -> 0xfe - random.nextInt(30) << 23 | (int) sparse(23);
                };
        return FloatingPoint.BOX | single & 0xffff_ffffL;
    }

    /// Few bits set, or few bits clear: what makes halfway cases and exact results.
    private long sparse(int bits) {
        long value = 0;
        for (int i = random.nextInt(4); i > 0; i--) value ^= 1L << random.nextInt(bits);
        return random.nextInt(3) == 0 ? value ^ (1L << bits) - 1 : value;
    }
}
