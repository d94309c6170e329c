package org.fugu.machine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The fast way and the definition, on many operands and in all rounding modes.
class HostArithmeticTests {
    private static final long SEED = Long.getLong("fugu.seed", 20261123);
    private static final int TIMES = Integer.getInteger("fugu.operands", 400) * 500;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Operands operands = new Operands(random);

    @BeforeAll
    static void printSeed() {
        System.out.println("HostArithmeticTests: -Dfugu.seed=" + SEED + " -Dfugu.operands=" + TIMES / 500);
    }

    private interface Computation {
        long on(Context context, long a, long b, long c, int mode);
    }

    private void assertAlike(boolean singles, Computation fast, Computation exact) {
        for (int i = 0; i < TIMES; i++) {
            long a = operand(singles);
            long b = operand(singles);
            long c = random.nextInt(3) == 0 ? near(singles, a, b) : operand(singles);
            int mode = random.nextInt(3) == 0 ? random.nextInt(5) : Rounding.NEAREST_EVEN;
            var one = new Context();
            var other = new Context();
            // What was accrued before saves work, and must change nothing else.
            one.fflags = random.nextBoolean() ? random.nextInt(32) : 0;
            other.fflags = one.fflags;
            long result = fast.on(one, a, b, c, mode);
            long expected = exact.on(other, a, b, c, mode);
            if (result != expected || one.fflags != other.fflags) {
                throw new AssertionError("seed %d, mode %d: %016x %016x %016x gives %016x flags %x, not %016x flags %x"
                        .formatted(SEED, mode, a, b, c, result, one.fflags, expected, other.fflags));
            }
        }
        assertThat(TIMES).isPositive();
    }

    private long operand(boolean singles) {
        return singles ? operands.singleBits() & 0xffff_ffffL : operands.doubleBits();
    }

    /// Close to what cancels the product.
    private long near(boolean singles, long a, long b) {
        if (!singles) {
            double product = -Double.longBitsToDouble(a) * Double.longBitsToDouble(b);
            return Double.doubleToRawLongBits(product) + random.nextInt(5) - 2;
        }
        float product = -Float.intBitsToFloat((int) a) * Float.intBitsToFloat((int) b);
        return Float.floatToRawIntBits(product) + random.nextInt(5) - 2 & 0xffff_ffffL;
    }

    @Test
    void doublesAreAddedAlike() {
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.addDouble(context, a, b, mode),
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.add(context, a, b, mode));
    }

    @Test
    void singlesAreAddedAlike() {
        assertAlike(
                true,
                (context, a, b, c, mode) -> HostArithmetic.addSingle(context, a, b, mode),
                (context, a, b, c, mode) -> FloatingPoint.SINGLE.add(context, a, b, mode));
    }

    @Test
    void doublesAreMultipliedAlike() {
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.multiplyDouble(context, a, b, mode),
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.multiply(context, a, b, mode));
    }

    @Test
    void singlesAreMultipliedAlike() {
        assertAlike(
                true,
                (context, a, b, c, mode) -> HostArithmetic.multiplySingle(context, a, b, mode),
                (context, a, b, c, mode) -> FloatingPoint.SINGLE.multiply(context, a, b, mode));
    }

    @Test
    void doublesAreDividedAlike() {
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.divideDouble(context, a, b, mode),
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.divide(context, a, b, mode));
    }

    @Test
    void singlesAreDividedAlike() {
        assertAlike(
                true,
                (context, a, b, c, mode) -> HostArithmetic.divideSingle(context, a, b, mode),
                (context, a, b, c, mode) -> FloatingPoint.SINGLE.divide(context, a, b, mode));
    }

    @Test
    void rootsAreAlike() {
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.squareRootDouble(context, a, mode),
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.squareRoot(context, a, mode));
        assertAlike(
                true,
                (context, a, b, c, mode) -> HostArithmetic.squareRootSingle(context, a, mode),
                (context, a, b, c, mode) -> FloatingPoint.SINGLE.squareRoot(context, a, mode));
    }

    @Test
    void doublesAreFusedAlike() {
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.fusedDouble(context, a, b, c, mode),
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.fused(context, a, b, c, mode));
    }

    @Test
    void singlesAreFusedAlike() {
        assertAlike(
                true,
                (context, a, b, c, mode) -> HostArithmetic.fusedSingle(context, a, b, c, mode),
                (context, a, b, c, mode) -> FloatingPoint.SINGLE.fused(context, a, b, c, mode));
    }

    @Test
    void conversionsAreAlike() {
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.narrow(context, a, mode),
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.convert(context, a, FloatingPoint.SINGLE, mode));
        assertAlike(
                true,
                (context, a, b, c, mode) -> HostArithmetic.widen(context, a),
                (context, a, b, c, mode) -> FloatingPoint.SINGLE.convert(context, a, FloatingPoint.DOUBLE, mode));
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.toSignedDouble(context, a, mode, 32),
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.toSigned(context, a, mode, 32));
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.toSignedDouble(context, a, 1, 64),
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.toSigned(context, a, 1, 64));
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.fromSignedDouble(context, a >> (b & 63), mode),
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.fromSigned(context, a >> (b & 63), mode));
    }

    @Test
    void comparisonsAreAlike() {
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.lessDouble(context, a, b) ? 1 : 0,
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.less(context, a, b) ? 1 : 0);
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.lessOrEqualDouble(context, a, b) ? 1 : 0,
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.lessOrEqual(context, a, b) ? 1 : 0);
        assertAlike(
                false,
                (context, a, b, c, mode) -> HostArithmetic.equalDouble(context, a, b) ? 1 : 0,
                (context, a, b, c, mode) -> FloatingPoint.DOUBLE.equal(context, a, b) ? 1 : 0);
    }
}
