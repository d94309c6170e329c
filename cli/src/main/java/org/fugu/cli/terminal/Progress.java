package org.fugu.cli.terminal;

import java.io.PrintWriter;
import java.util.Locale;

/// Progress of something long: a line drawn over itself on a terminal, a line now and then
/// elsewhere.
///
/// Used from one thread.
public final class Progress implements AutoCloseable {
    private static final int BAR = 30;
    private static final long LIVE_NANOS = 100_000_000L;
    private static final long SPARSE_NANOS = 5_000_000_000L;

    private final PrintWriter err;
    private final boolean live;
    private final String title;
    private long last = System.nanoTime();
    private int drawn;

    public Progress(Terminal terminal, String title) {
        this.err = terminal.err();
        this.live = terminal.live();
        this.title = title;
    }

    /// @param share from 0 to 1, or negative when nobody knows
    public void show(double share, String detail) {
        long now = System.nanoTime();
        if (now - last < (live ? LIVE_NANOS : SPARSE_NANOS)) return;
        last = now;
        var text = share < 0
                ? title + "  " + detail
                : String.format(Locale.ROOT, "%s  %s %3.0f %%  %s", title, bar(share), 100 * share, detail);
        if (live) draw(text);
        else line(text);
    }

    private static String bar(double share) {
        int full = (int) Math.round(Math.clamp(share, 0.0, 1.0) * BAR);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }

    private void draw(String text) {
        err.print("\r" + text + " ".repeat(Math.max(0, drawn - text.length())));
        err.flush();
        drawn = text.length();
    }

    private void line(String text) {
        err.println(text);
        err.flush();
    }

    /// Takes the live line away, so that what follows starts on a clean one.
    @Override
    public void close() {
        if (drawn == 0) return;
        err.print("\r" + " ".repeat(drawn) + "\r");
        err.flush();
        drawn = 0;
    }
}
