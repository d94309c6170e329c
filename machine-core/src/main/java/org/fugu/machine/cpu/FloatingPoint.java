package org.fugu.machine.cpu;

final class FloatingPoint {
    static final long BOX = 0xffff_ffff_0000_0000L;

    private FloatingPoint() {}
}
