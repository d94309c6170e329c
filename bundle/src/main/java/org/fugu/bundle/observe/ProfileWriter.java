package org.fugu.bundle.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fugu.exokernel.job.CycleProfile;

/// A profile in speedscope's file format: the whole machine first, then each node. A stack is a
/// function, and under it what its instructions waited for; its weight is cycles.
public final class ProfileWriter {
    private ProfileWriter() {}

    /// The file's text.
    ///
    /// @param name of the run, for people
    public static String write(String name, CycleProfile profile) {
        var file = new SpeedscopeFile(name);
        var all = profile.nodes().stream().flatMap(node -> node.entries().stream());
        file.add("all nodes", stacks(all.toList()));
        for (var node : profile.nodes()) file.add("node " + node.node(), stacks(node.entries()));
        return file.text();
    }

    private static Map<List<String>, Long> stacks(List<CycleProfile.Entry> entries) {
        var stacks = new HashMap<List<String>, Long>();
        for (var entry : entries) stacks.merge(stack(entry), entry.cycles(), Long::sum);
        return stacks;
    }

    /// Who has nothing to do is in no function.
    private static List<String> stack(CycleProfile.Entry entry) {
        var doing = "(" + entry.category().wireName().replace('_', ' ') + ")";
        return switch (entry.category()) {
            case COMPUTE -> List.of(entry.function());
            case IDLE -> List.of(doing);
            case MESSAGE_HANDLER, LOCAL_MISS, REMOTE_MISS, TLB_REFILL, KERNEL, COHERENCE, NETWORK, SWITCH ->
                List.of(entry.function(), doing);
        };
    }
}
