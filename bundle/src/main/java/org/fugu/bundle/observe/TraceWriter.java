package org.fugu.bundle.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.fugu.machine.observe.TraceEvent;

/// Writes a trace in the trace-event format, as JSON that Perfetto and Chrome's tracing show. Nodes
/// are processes with a track for what the processor does, coherence, the network and the kernel; a
/// message is an arrow from its launch to its disposal; what crosses each link is a counter.
///
/// Events are written as they come, so that a long run needs no more memory than a short one. Their
/// times are in microseconds of the machine's clock, cut to millionths; the cycles are beside
/// them.
public final class TraceWriter implements Consumer<TraceEvent>, AutoCloseable {
    /// As much as the tools show without trouble.
    public static final long MOST_EVENTS = 2_000_000;

    private static final int PROCESSOR = 1;
    private static final int COHERENCE = 2;
    private static final int NETWORK = 3;
    private static final int KERNEL = 4;
    private static final String[] TRACKS = {"", "processor", "coherence", "network", "kernel"};

    private static final long PICOSECONDS_A_MICROSECOND = 1_000_000;
    private static final long PICOSECONDS_A_MILLISECOND = 1_000_000_000;

    private final Writer out;
    private final int nodes;
    private final long kilohertz;
    private final long mostEvents;
    private long events;
    private long spans;
    private long cutAt = -1;

    /// Up to when the last interval lasted in which a link was used.
    private final TreeMap<String, Long> lastTraffic = new TreeMap<>();

    /// @param out gets the file; [#close] closes it
    /// @param nodes of the machine
    /// @param kilohertz of the machine's clock
    /// @param mostEvents further ones are left out, and the file says so
    public TraceWriter(Writer out, int nodes, long kilohertz, long mostEvents) {
        this.out = out;
        this.nodes = nodes;
        this.kilohertz = kilohertz;
        this.mostEvents = mostEvents;
        write("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
        for (int node = 0; node < nodes; node++) nameNode(node);
        metadata("process_name", process(nodes), 0, "\"name\":\"links\"");
    }

    private void nameNode(int node) {
        if (node > 0) write(",");
        metadata("process_name", process(node), 0, "\"name\":\"node " + node + "\"");
        write(",");
        metadata("process_sort_index", process(node), 0, "\"sort_index\":" + node);
        for (int track = PROCESSOR; track <= KERNEL; track++) {
            write(",");
            metadata("thread_name", process(node), track, "\"name\":\"" + TRACKS[track] + "\"");
            write(",");
            metadata("thread_sort_index", process(node), track, "\"sort_index\":" + track);
        }
        if (node == nodes - 1) write(",");
    }

    private void metadata(String what, int process, int track, String argument) {
        write("\n{\"ph\":\"M\",\"name\":\"" + what + "\",\"pid\":" + process + ",\"tid\":" + track + ",\"args\":{"
                + argument + "}}");
    }

    /// The tools take process 0 for something else.
    private static int process(int node) {
        return node + 1;
    }

    /// How many events were written.
    public long events() {
        return events;
    }

    /// The cycle from which events were left out because there were too many, or -1.
    public long cutAt() {
        return cutAt;
    }

    @Override
    public void accept(TraceEvent event) {
        if (events == mostEvents) {
            if (cutAt < 0) cutAt = event.until();
            return;
        }
        events++;
        switch (event) {
            case TraceEvent.Did did ->
                slice(did, PROCESSOR, did.category().wireName().replace('_', ' '), "");
            case TraceEvent.Kernel kernel -> slice(kernel, KERNEL, kernel.what(), "");
            case TraceEvent.Handler handler -> slice(handler, COHERENCE, "directory software", "");
            case TraceEvent.Miss miss -> miss(miss);
            case TraceEvent.Launched launched -> {
                slice(
                        launched,
                        NETWORK,
                        "launch",
                        message(launched.message(), "to", launched.destination()) + ",\"bytes\":" + launched.bytes());
                flow("s", launched, launched.message(), "");
            }
            case TraceEvent.Disposed disposed ->
                end(disposed, "dispose", disposed.message(), disposed.source(), disposed.arrived());
            case TraceEvent.Dropped dropped ->
                end(dropped, "drop", dropped.message(), dropped.source(), dropped.arrived());
            case TraceEvent.Traffic traffic -> counter(traffic);
        }
    }

    private static String message(long message, String preposition, int node) {
        return ",\"message\":" + message + ",\"" + preposition + "\":" + node;
    }

    private void slice(TraceEvent.OnNode event, int track, String name, String arguments) {
        begin("X", event.node(), track, event.from());
        long length = picoseconds(event.until()) - picoseconds(event.from());
        write(",\"dur\":" + microseconds(length) + ",\"name\":\"" + text(name) + "\",\"args\":{\"cycle\":"
                + event.from() + ",\"cycles\":" + (event.until() - event.from()) + arguments + "}}");
    }

    /// Several lines may be under way at the same time, so that a miss is no slice of a track.
    private void miss(TraceEvent.Miss miss) {
        boolean local = miss.home() == miss.node();
        var name = (local ? "local " : "remote ") + (miss.prefetched() ? "prefetch" : "miss");
        var line = ",\"line\":\"0x" + Long.toHexString(miss.line()) + "\",\"home\":" + miss.home();
        span("miss", name, spans++, miss.node(), COHERENCE, miss.from(), miss.until(), line);
    }

    private void end(TraceEvent.OnNode event, String name, long message, int source, long arrived) {
        slice(event, NETWORK, name, message(message, "from", source));
        flow("f", event, message, "\"bp\":\"e\",");
        if (event.from() <= arrived) return;
        var about = message(message, "from", source);
        span("queue", "in the queue", spans++, event.node(), NETWORK, arrived, event.from(), about);
    }

    private void span(
            String category, String name, long id, int node, int track, long from, long until, String arguments) {
        var about = ",\"cat\":\"" + category + "\",\"id\":" + id + ",\"name\":\"" + name + "\"";
        begin("b", node, track, from);
        write(about + ",\"args\":{\"cycle\":" + from + ",\"cycles\":" + (until - from) + arguments + "}}");
        begin("e", node, track, until);
        write(about + "}");
    }

    /// One end of an arrow, at the beginning of the slice that was written last.
    private void flow(String phase, TraceEvent.OnNode event, long message, String binding) {
        begin(phase, event.node(), NETWORK, event.from());
        write("," + binding + "\"cat\":\"message\",\"id\":" + message + ",\"name\":\"message\"}");
    }

    /// A counter keeps its value until the next one, so a link that falls silent is said to.
    private void counter(TraceEvent.Traffic traffic) {
        var before = lastTraffic.put(traffic.link(), traffic.until());
        if (before != null && before < traffic.from()) counter(traffic.link(), before, 0);
        counter(traffic.link(), traffic.from(), traffic.bytes());
    }

    private void counter(String link, long cycle, long bytes) {
        write(",\n{\"ph\":\"C\",\"pid\":" + process(nodes) + ",\"ts\":" + microseconds(picoseconds(cycle))
                + ",\"name\":\"" + text(link) + "\",\"args\":{\"bytes\":" + bytes + "}}");
    }

    private void begin(String phase, int node, int track, long cycle) {
        write(",\n{\"ph\":\"" + phase + "\",\"pid\":" + process(node) + ",\"tid\":" + track + ",\"ts\":"
                + microseconds(picoseconds(cycle)));
    }

    /// Whole ones, rounded down: of two times the later one is never shown as the earlier.
    private long picoseconds(long cycles) {
        long milliseconds = cycles / kilohertz;
        return Math.multiplyExact(milliseconds, PICOSECONDS_A_MILLISECOND)
                + cycles % kilohertz * PICOSECONDS_A_MILLISECOND / kilohertz;
    }

    private String megahertz() {
        return BigDecimal.valueOf(kilohertz, 3).stripTrailingZeros().toPlainString();
    }

    private static String microseconds(long picoseconds) {
        long fraction = picoseconds % PICOSECONDS_A_MICROSECOND;
        var digits = Long.toString(PICOSECONDS_A_MICROSECOND + fraction).substring(1);
        return picoseconds / PICOSECONDS_A_MICROSECOND + "." + digits;
    }

    /// The names are the machine's and the kernel's own; none holds what JSON escapes.
    private static String text(String name) {
        if (name.indexOf('"') >= 0 || name.indexOf('\\') >= 0) throw new IllegalArgumentException(name);
        return name;
    }

    @Override
    public void close() {
        lastTraffic.forEach((link, until) -> counter(link, until, 0));
        write("\n],\"otherData\":{\"clockMegahertz\":" + megahertz() + ",\"events\":" + events);
        if (cutAt >= 0) {
            write(",\"note\":\"events from cycle " + cutAt + " on are left out: there are more than " + mostEvents
                    + "; ask for a part with --trace-from and --trace-to\"");
        }
        write("}}\n");
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String text) {
        try {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
