package org.fugu.bundle.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// Writes a trace in the trace-event format, as JSON that Perfetto and Chrome's tracing show. Nodes
/// are processes with a track for what the processor does, coherence, the network and the kernel; a
/// message is an arrow from its launch to its disposal; what crosses each link is a counter.
///
/// Events are written as they come, so that a long run needs no more memory than a short one. Their
/// times are in microseconds of the machine's clock, cut to whole nanoseconds; the cycles are beside
/// them. More digits would do harm: Perfetto rounds the begin and the length of a slice to
/// nanoseconds, each by itself, and leaves out the next slice if this one then ends after its begin.
public final class TraceWriter implements Consumer<TraceEvent>, AutoCloseable {
    /// As much as the tools show without trouble.
    public static final long MOST_EVENTS = 2_000_000;

    private static final int PROCESSOR = 0;
    private static final int COHERENCE = 1;
    private static final int NETWORK = 2;
    private static final int KERNEL = 3;
    private static final String[] TRACKS = {"processor", "coherence", "network", "kernel"};

    private static final int NUMBERS_A_PROCESS = 10;

    /// Bytes of a link's name.
    private static final int LONGEST_NAME = 1 << 10;

    private static final long NANOSECONDS_A_MICROSECOND = 1_000;
    private static final long NANOSECONDS_A_MILLISECOND = 1_000_000;

    private final Writer out;
    private final int nodes;
    private final long kilohertz;
    private final long mostEvents;
    private final long begin;
    private final long end;
    private long events;
    private long spans;
    private long cutAt = -1;

    /// When the last event of a node was over, or -1.
    private long lastOnNode = -1;

    /// The last interval in which a link was used.
    private final TreeMap<String, TraceEvent.Traffic> lastTraffic = new TreeMap<>();

    /// @param out gets the file; [#close] closes it
    /// @param nodes of the machine
    /// @param kilohertz of the machine's clock
    /// @param mostEvents further ones are left out, and the file says so
    public TraceWriter(Writer out, int nodes, long kilohertz, long mostEvents) {
        this(out, nodes, kilohertz, mostEvents, 0, Long.MAX_VALUE);
    }

    /// Shows a part of the run: what lasts beyond it is drawn as far as its ends, so that the tools
    /// open on it. The arguments still tell the whole.
    ///
    /// @param begin the part's first cycle
    /// @param end the cycle after it
    public TraceWriter(Writer out, int nodes, long kilohertz, long mostEvents, long begin, long end) {
        this.out = out;
        this.nodes = nodes;
        this.kilohertz = kilohertz;
        this.mostEvents = mostEvents;
        this.begin = begin;
        this.end = end;
        // Chrome's viewer compares times in whole microseconds if it is not told, and takes neighbours
        // for slices that overlap.
        write("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
        for (int node = 0; node < nodes; node++) {
            nameProcess(node, "node " + node);
            for (int track = PROCESSOR; track <= KERNEL; track++) {
                write(",");
                metadata("thread_name", node, track, "\"name\":\"" + TRACKS[track] + "\"");
                write(",");
                metadata("thread_sort_index", node, track, "\"sort_index\":" + track);
            }
            write(",");
        }
        nameProcess(nodes, "links");
    }

    private void nameProcess(int node, String name) {
        metadata("process_name", node, PROCESSOR, "\"name\":\"" + name + "\"");
        write(",");
        metadata("process_sort_index", node, PROCESSOR, "\"sort_index\":" + node);
    }

    private void metadata(String what, int node, int track, String argument) {
        write("\n{\"ph\":\"M\",\"name\":\"" + what + "\"," + place(node, track) + ",\"args\":{" + argument + "}}");
    }

    /// The tools take process 0 for something else, threads of the same number for the same one, and
    /// the thread that has its process's number for the main one, which they show first.
    private static String place(int node, int track) {
        int process = process(node);
        return "\"pid\":" + process + ",\"tid\":" + (process + track);
    }

    private static int process(int node) {
        return NUMBERS_A_PROCESS * (node + 1);
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
        if (event instanceof TraceEvent.Grouped) return;
        if (events == mostEvents) {
            if (cutAt < 0) cutAt = event.until();
            return;
        }
        events++;
        if (event instanceof TraceEvent.OnNode) lastOnNode = event.until();
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
            case TraceEvent.Grouped _ -> throw new IllegalStateException("it draws nothing");
        }
    }

    private static String message(long message, String preposition, int node) {
        return ",\"message\":" + message + ",\"" + preposition + "\":" + node;
    }

    private void slice(TraceEvent.OnNode event, int track, String name, String arguments) {
        begin("X", event.node(), track, event.from());
        long length = shown(event.until()) - shown(event.from());
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
        var before = lastTraffic.put(traffic.link(), traffic);
        if (before != null && before.until() < traffic.from()) counter(traffic.link(), before.until(), 0);
        counter(traffic.link(), traffic.from(), traffic.bytes());
    }

    /// The last interval mostly lasts longer than the run, which is not to look longer than it was.
    private void silence(TraceEvent.Traffic last) {
        long until = lastOnNode < 0 ? last.until() : Math.clamp(lastOnNode, last.from(), last.until());
        counter(last.link(), until, 0);
    }

    private void counter(String link, long cycle, long bytes) {
        write(",\n{\"ph\":\"C\",\"pid\":" + process(nodes) + ",\"ts\":" + microseconds(shown(cycle)) + ",\"name\":\""
                + text(link) + "\",\"args\":{\"bytes\":" + bytes + "}}");
    }

    private void begin(String phase, int node, int track, long cycle) {
        write(",\n{\"ph\":\"" + phase + "\"," + place(node, track) + ",\"ts\":" + microseconds(shown(cycle)));
    }

    private long shown(long cycle) {
        return nanoseconds(Math.clamp(cycle, begin, end));
    }

    /// Whole ones, rounded down: of two times the later one is never shown as the earlier.
    private long nanoseconds(long cycles) {
        long milliseconds = cycles / kilohertz;
        return Math.multiplyExact(milliseconds, NANOSECONDS_A_MILLISECOND)
                + cycles % kilohertz * NANOSECONDS_A_MILLISECOND / kilohertz;
    }

    private String megahertz() {
        return BigDecimal.valueOf(kilohertz, 3).stripTrailingZeros().toPlainString();
    }

    private static String microseconds(long nanoseconds) {
        long fraction = nanoseconds % NANOSECONDS_A_MICROSECOND;
        var digits = Long.toString(NANOSECONDS_A_MICROSECOND + fraction).substring(1);
        return nanoseconds / NANOSECONDS_A_MICROSECOND + "." + digits;
    }

    /// The names are the machine's and the kernel's own; none holds what JSON escapes.
    private static String text(String name) {
        if (name.indexOf('"') >= 0 || name.indexOf('\\') >= 0) throw new IllegalArgumentException(name);
        return name;
    }

    /// Writes all there is but what was written to the file.
    void save(StateWriter to) {
        to.add(events).add(spans).add(cutAt).add(lastOnNode).add(lastTraffic.size());
        for (var last : lastTraffic.values()) {
            to.add(last.link()).add(last.bytes()).add(last.from()).add(last.until());
        }
    }

    /// Goes on where another one of the same file was.
    void restore(StateReader from) {
        events = from.next();
        spans = from.next();
        cutAt = from.next();
        lastOnNode = from.next();
        for (int left = from.nextInt(0, Integer.MAX_VALUE); left > 0; left--) {
            var link = from.nextText(LONGEST_NAME);
            lastTraffic.put(link, new TraceEvent.Traffic(link, from.next(), from.next(), from.next()));
        }
    }

    @Override
    public void close() {
        lastTraffic.values().forEach(this::silence);
        write("\n],\"otherData\":{\"clockMegahertz\":" + megahertz() + ",\"events\":" + events);
        if (cutAt >= 0) {
            write(",\"note\":\"events from cycle " + cutAt + " on are left out: there are more than " + mostEvents
                    + "; ask for a part of the run (--trace-from and --trace-to, over HTTP fromCycle and toCycle)\"");
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
