package org.fugu.exokernel.handler;

/// What is known of a register before an instruction: a number between two bounds, both included, or an
/// address whose distance from the beginning of the handler's data is between them. Numbers are signed.
///
/// @param isAddress whether it is an address within, or near, the data
record Known(boolean isAddress, long low, long high) {
    /// Nothing is known.
    static final Known ANY = new Known(false, Long.MIN_VALUE, Long.MAX_VALUE);

    private static final Known WORD = between(Integer.MIN_VALUE, Integer.MAX_VALUE);

    static Known constant(long value) {
        return between(value, value);
    }

    static Known between(long low, long high) {
        return new Known(false, low, high);
    }

    /// An address so many bytes behind the beginning of the data.
    static Known data(long offset) {
        return new Known(true, offset, offset);
    }

    boolean isConstant() {
        return !isAddress && low == high;
    }

    /// Whether it is a number that is not negative.
    boolean isNatural() {
        return !isAddress && low >= 0;
    }

    /// Whether an access of so many bytes, at a distance from it, is within data of so many bytes.
    boolean reaches(long distance, int bytes, int dataBytes) {
        if (!isAddress || low < -dataBytes || high > dataBytes) return false;
        return low + distance >= 0 && high + distance + bytes <= dataBytes;
    }

    /// What is known where two paths meet.
    Known or(Known other) {
        if (isAddress != other.isAddress) return ANY;
        return new Known(isAddress, Math.min(low, other.low), Math.max(high, other.high));
    }

    Known plus(Known other) {
        if (isAddress && other.isAddress) return ANY;
        return sum(isAddress || other.isAddress, low, high, other.low, other.high);
    }

    Known minus(Known other) {
        if (other.isAddress || other.low == Long.MIN_VALUE) return ANY;
        return sum(isAddress, low, high, -other.high, -other.low);
    }

    private static Known sum(boolean isAddress, long low, long high, long lowMore, long highMore) {
        long least = low + lowMore;
        long most = high + highMore;
        boolean overflows = ((low ^ least) & (lowMore ^ least)) < 0 || ((high ^ most) & (highMore ^ most)) < 0;
        return overflows ? ANY : new Known(isAddress, least, most);
    }

    Known times(Known other) {
        if (!isNatural() || !other.isNatural() || Math.multiplyHigh(high, other.high) != 0) return ANY;
        long most = high * other.high;
        return most < 0 ? ANY : between(low * other.low, most);
    }

    Known and(Known other) {
        if (isConstant() && other.isConstant()) return constant(low & other.low);
        if (isNatural() && other.isNatural()) return between(0, Math.min(high, other.high));
        if (isNatural()) return between(0, high);
        return other.isNatural() ? between(0, other.high) : ANY;
    }

    Known inclusiveOr(Known other) {
        if (isConstant() && other.isConstant()) return constant(low | other.low);
        return isNatural() && other.isNatural() ? between(Math.max(low, other.low), filled(high | other.high)) : ANY;
    }

    Known exclusiveOr(Known other) {
        if (isConstant() && other.isConstant()) return constant(low ^ other.low);
        return isNatural() && other.isNatural() ? between(0, filled(high | other.high)) : ANY;
    }

    /// All bits below the highest one.
    private static long filled(long bits) {
        return bits == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(bits);
    }

    /// @param by 0 to 63
    Known shiftedLeft(int by) {
        if (by == 0) return this;
        return isNatural() && high <= Long.MAX_VALUE >> by ? between(low << by, high << by) : ANY;
    }

    Known shiftedRight(int by) {
        if (by == 0) return this;
        return isNatural() ? between(low >>> by, high >>> by) : between(0, -1L >>> by);
    }

    Known shiftedRightSigned(int by) {
        if (by == 0) return this;
        return isAddress ? between(Long.MIN_VALUE >> by, Long.MAX_VALUE >> by) : between(low >> by, high >> by);
    }

    /// The low 32 bits, as a signed number.
    Known word() {
        return !isAddress && low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE ? this : WORD;
    }

    /// The low 32 bits, as a number that is not negative.
    Known unsignedWord() {
        return isNatural() && high <= 0xffff_ffffL ? this : between(0, 0xffff_ffffL);
    }

    /// The quotient of numbers without sign.
    Known over(Known other) {
        if (!isNatural() || !other.isNatural() || other.low == 0) return ANY;
        return between(low / other.high, high / other.low);
    }

    /// The remainder of a division by this number, without sign.
    Known remainder() {
        return isNatural() && low > 0 ? between(0, high - 1) : ANY;
    }
}
