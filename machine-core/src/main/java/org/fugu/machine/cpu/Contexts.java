package org.fugu.machine.cpu;

import org.fugu.machine.memory.LineShape;

/// The register sets of a node, and which of them is in the pipeline. Only that one can hold a
/// reservation.
public final class Contexts {
    private final Context[] all;
    private final LineShape lines;
    private int current;

    /// That one itself, which is asked for more often than its number.
    private Context inPipeline;

    /// @param count 1 or more
    public Contexts(int count, LineShape lines) {
        all = new Context[count];
        for (int i = 0; i < count; i++) all[i] = new Context();
        inPipeline = all[0];
        this.lines = lines;
    }

    public int count() {
        return all.length;
    }

    public Context get(int index) {
        return all[index];
    }

    /// The one in the pipeline.
    public Context current() {
        return inPipeline;
    }

    /// Which one is in the pipeline.
    public int currentIndex() {
        return current;
    }

    /// Another one takes the pipeline.
    public void select(int index) {
        current = index;
        inPipeline = all[index];
    }

    /// A line was lost; a reservation of it ends.
    public void endReservation(long line) {
        var context = current();
        if (lines.of(context.reservation) == line) context.reservation = Context.NO_RESERVATION;
    }

    /// Translations have changed: every context fetches its next instruction anew.
    public void dropFetched() {
        for (var context : all) context.dropFetched();
    }

    /// Instructions retired by all of them.
    public long instructions() {
        long sum = 0;
        for (var context : all) sum += context.instret;
        return sum;
    }
}
