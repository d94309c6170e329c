package org.fugu.cli.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.fugu.bundle.observe.LinkTrafficJson;
import org.fugu.bundle.observe.ProfileWriter;
import org.fugu.bundle.observe.TraceWriter;
import org.fugu.bundle.run.RunPlan;
import org.fugu.cli.argument.NamedFile;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.exokernel.job.CycleProfile;
import org.fugu.exokernel.run.TraceOrder;
import org.fugu.machine.observe.TraceEvent;
import org.fugu.machine.translate.CodeCache;
import org.jspecify.annotations.Nullable;

/// The files that are written about a run while it goes on.
final class Observations implements AutoCloseable {
    private final RunPlan plan;
    private final @Nullable Path traceFile;
    private final @Nullable Path profileFile;
    private final @Nullable TraceWriter trace;
    private final @Nullable LinkTrafficJson links;
    private final @Nullable TraceOrder order;
    private final @Nullable RegionPrinter regions;

    /// @param from the trace begins at this cycle
    /// @param to it ends before this one
    /// @param wantsLinks whether [#linkTraffic] is wanted
    /// @param regions null if nobody wants to see what is translated
    Observations(
            RunPlan plan,
            @Nullable Path traceFile,
            long from,
            long to,
            @Nullable Path profileFile,
            boolean wantsLinks,
            @Nullable RegionPrinter regions) {
        this.plan = plan;
        this.regions = regions;
        this.traceFile = traceFile;
        this.profileFile = profileFile;
        // A file that cannot be written is found before the run and not after it.
        if (profileFile != null) write(profileFile, "");
        trace = traceFile == null ? null : open(traceFile, plan, from, to);
        links = wantsLinks ? new LinkTrafficJson() : null;
        order = trace == null && links == null ? null : new TraceOrder(from, to, trace == null, this::accept);
    }

    /// Nothing is written.
    static Observations none(RunPlan plan) {
        return new Observations(plan, null, 0, Long.MAX_VALUE, null, false, null);
    }

    private static TraceWriter open(Path file, RunPlan plan, long from, long to) {
        try {
            return new TraceWriter(
                    Files.newBufferedWriter(file),
                    plan.request().mesh().nodes(),
                    plan.request().preset().value("processor.clock"),
                    TraceWriter.MOST_EVENTS,
                    from,
                    to);
        } catch (IOException e) {
            throw NamedFile.unwritable("the trace", file, e);
        }
    }

    private void accept(TraceEvent event) {
        if (trace != null) trace.accept(event);
        if (links != null && event instanceof TraceEvent.Traffic traffic) links.add(traffic);
    }

    /// What crossed each link, for the JSON of a result; null if it was not asked for.
    @Nullable
    Map<String, Object> linkTraffic() {
        return links == null ? null : links.json();
    }

    /// Other translations than those of this process; null if there need not be any.
    @Nullable
    CodeCache translations() {
        return regions == null ? null : regions.translations;
    }

    @Nullable
    TraceOrder trace() {
        return order;
    }

    boolean wantsProfile() {
        return profileFile != null;
    }

    void profile(CycleProfile profile) {
        if (profileFile == null) return;
        var bundle = plan.bundle().manifest().name();
        var program = plan.request().program();
        write(profileFile, ProfileWriter.write(bundle.equals(program) ? bundle : bundle + " " + program, profile));
    }

    private static void write(Path file, String text) {
        NamedFile.write("the profile", file, text.getBytes(StandardCharsets.UTF_8));
    }

    /// The trace could not be written any further.
    CommandFailure failed(UncheckedIOException e) {
        return NamedFile.unwritable(
                "the trace", Objects.requireNonNull(traceFile), Objects.requireNonNull(e.getCause()));
    }

    @Override
    public void close() {
        if (regions != null) regions.close();
        if (trace != null) trace.close();
    }

    /// Says what was written.
    void report(PrintWriter out) {
        if (trace != null) {
            out.println(
                    String.format(Locale.ROOT, "%,d events are in %s; see ui.perfetto.dev", trace.events(), traceFile));
            if (trace.cutAt() >= 0) {
                out.println(String.format(
                        Locale.ROOT,
                        "those from cycle %,d on are left out: there are too many. Ask for a part with --trace-from and"
                                + " --trace-to",
                        trace.cutAt()));
            }
        }
        if (profileFile != null) out.println("the profile is in " + profileFile + "; see speedscope.app");
        if (regions != null) regions.report(out);
        out.flush();
    }
}
