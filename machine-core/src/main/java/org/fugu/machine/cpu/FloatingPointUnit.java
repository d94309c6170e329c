package org.fugu.machine.cpu;

final class FloatingPointUnit {
    boolean execute(Context context, long instruction) {
        return false;
    }
}
