package org.fugu.bundle.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.Sections;
import org.fugu.exokernel.run.JobReport;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.TrapReport;
import org.fugu.exokernel.run.Waiting;

/// Adds to a report's message what the program's file says of its end. Only the message changes.
public final class Explanation {
    private static final int MOST_PLACES = 8;
    private static final int MOST_RANKS = 8;
    private static final long STACK_KIBIBYTES = (AddressSpace.STACK_END - AddressSpace.STACK_START) >> 10;

    private final JobReport report;
    private final byte[] file;
    private final ElfImage image;

    private Explanation(JobReport report, byte[] file, ElfImage image) {
        this.report = report;
        this.file = file;
        this.image = image;
    }

    /// The report with what can be said.
    ///
    /// @param file the program
    public static JobReport of(JobReport report, byte[] file) {
        boolean well = report.outcome() == Outcome.EXITED && Integer.valueOf(0).equals(report.exitCode());
        if (well || !(ElfImage.parse(file) instanceof ElfImage image)) return report;
        var more = new Explanation(report, file, image).sentences();
        if (more.isEmpty()) return report;
        return report.ended(report.outcome(), report.message() + "; " + String.join("; ", more));
    }

    private List<String> sentences() {
        var sentences = new ArrayList<String>();
        if (report.trap() != null) explain(report.trap(), sentences);
        if (report.outcome() == Outcome.DEADLOCK) explain(report.clues().waiting(), sentences);
        var refused = report.clues().refusedCall();
        if (refused != null) {
            sentences.add("the program asked for " + LinuxCalls.name(refused)
                    + ", a system call of Linux that is not here: it is a program for Linux; build it with the SDK"
                    + " instead (guest/README.md)");
        }
        return sentences;
    }

    private void explain(TrapReport trap, List<String> sentences) {
        var places = new Places(image.symbols(), new Sections(file), new TreeSet<>(List.of(trap.pc())));
        if (places.knows(trap.pc())) sentences.add("it happened in " + places.of(trap.pc()));
        boolean access = trap.cause().equals("load_page_fault") || trap.cause().equals("store_page_fault");
        if (access && trap.value() >= AddressSpace.IMAGE_END && trap.value() < AddressSpace.STACK_START) {
            sentences.add("the address is below the stack of " + STACK_KIBIBYTES
                    + " KiB: the stack overflowed, by deep calls or large local variables");
        }
    }

    /// Ranks that wait at one place are named together.
    private void explain(List<Waiting> waiting, List<String> sentences) {
        var chains = new LinkedHashMap<List<Long>, List<Waiting>>();
        var chain = new CallChain(image.symbols(), new Code(file, image.segments()));
        for (var one : waiting) {
            chains.computeIfAbsent(chain.of(one), _ -> new ArrayList<>()).add(one);
        }
        var addresses = chains.keySet().stream().flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new));
        var places = new Places(image.symbols(), new Sections(file), addresses);
        chains.entrySet().stream().limit(MOST_PLACES).forEach(entry -> {
            var called = entry.getKey().stream().map(places::of).collect(Collectors.joining(", called by "));
            sentences.add(names(entry.getValue()) + called);
        });
        if (chains.size() > MOST_PLACES) sentences.add((chains.size() - MOST_PLACES) + " more places");
    }

    private static String names(List<Waiting> at) {
        var ranks = at.stream().map(Explanation::name).distinct().toList();
        if (ranks.size() == 1) return "rank " + ranks.getFirst() + " waits in ";
        var shown = ranks.stream().limit(MOST_RANKS).collect(Collectors.joining(", "));
        var rest = ranks.size() > MOST_RANKS ? " and " + (ranks.size() - MOST_RANKS) + " more" : "";
        return "ranks " + shown + rest + " wait in ";
    }

    private static String name(Waiting waiting) {
        return waiting.context() == 0 ? "" + waiting.rank() : waiting.rank() + " (context " + waiting.context() + ")";
    }
}
