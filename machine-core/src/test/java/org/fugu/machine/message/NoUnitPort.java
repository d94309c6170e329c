package org.fugu.machine.message;

/// A unit that reaches nobody.
class NoUnitPort implements Ucu.Port {
    @Override
    public void launch(long time, int destination, int group, long[] words, int length, byte[] bulk) {
        throw new AssertionError("nothing is sent");
    }

    @Override
    public void freed(long time) {
        // No network waits for it.
    }

    @Override
    public void wakeTimer(long time, long run) {
        // It is read instead.
    }
}
