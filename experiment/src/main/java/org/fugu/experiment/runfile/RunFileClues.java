package org.fugu.experiment.runfile;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.run.AuditTrail;
import org.fugu.exokernel.run.CapabilityStep;
import org.fugu.exokernel.run.CapabilityTrail;
import org.fugu.exokernel.run.RefusedCall;
import org.fugu.exokernel.run.RunReport;
import org.fugu.experiment.wire.JsonTree;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// What a run was refused and did with capabilities, as a file claims it. It is in no digest of the run. Who
/// carries the run out again compares all of it but the advice, which another version of this program may word
/// otherwise.
///
/// @param refusals the first system calls that were refused, in the order of cycles and nodes
/// @param refusalCounts how many there were of each error
/// @param capabilityEvents the first of each call, in the order of cycles and nodes
/// @param capabilityCounts how many there were of each call
public record RunFileClues(
        int fuguClues,
        List<RunRefusal> refusals,
        SortedMap<String, Long> refusalCounts,
        List<CapabilityEvent> capabilityEvents,
        SortedMap<String, Long> capabilityCounts) {
    /// The version that is written.
    public static final int VERSION = 1;

    private static final int MOST_NAMES = 1000;
    private static final int MOST_TEXT = 1000;

    /// A system call that was refused.
    ///
    /// @param advice what would be allowed, or what the error means; for people
    public record RunRefusal(long cycle, int node, String call, String error, long argument, String advice) {
        public RunRefusal {
            requirePlace(cycle, node);
            call = shown(call);
            error = shown(error);
            advice = shown(advice);
        }

        static RunRefusal of(RefusedCall refused) {
            return new RunRefusal(
                    refused.cycle(),
                    refused.node(),
                    refused.call(),
                    refused.error(),
                    refused.argument(),
                    refused.advice());
        }

        RunRefusal silent() {
            return new RunRefusal(cycle, node, call, error, argument, "");
        }
    }

    /// What a system call did to a capability.
    ///
    /// @param object what the capability is for; null if it was not known there
    /// @param rights of what was made, granted or taken away
    /// @param handle of the capability that the call named; null for a ticket
    /// @param made the handle of a new capability; null if there is none
    /// @param toRank who was granted it; null for others than the ranks of the job
    public record CapabilityEvent(
            long cycle,
            int node,
            String call,
            @JsonSetter(nulls = Nulls.SET) @Nullable String object,
            String rights,
            @JsonSetter(nulls = Nulls.SET) @Nullable Long handle,
            @JsonSetter(nulls = Nulls.SET) @Nullable Long made,
            @JsonSetter(nulls = Nulls.SET) @Nullable Integer toRank) {
        public CapabilityEvent {
            requirePlace(cycle, node);
            call = shown(call);
            object = object == null ? null : shown(object);
            rights = shown(rights);
        }

        static CapabilityEvent of(CapabilityStep step) {
            return new CapabilityEvent(
                    step.cycle(),
                    step.node(),
                    step.call(),
                    step.object(),
                    step.rights(),
                    step.handle(),
                    step.made(),
                    step.toRank());
        }
    }

    public RunFileClues {
        if (refusals.size() > AuditTrail.MOST_LISTED) {
            throw new IllegalArgumentException("more than " + AuditTrail.MOST_LISTED + " refusals are listed");
        }
        var listed = new TreeMap<String, Integer>();
        for (var event : capabilityEvents) listed.merge(event.call(), 1, Integer::sum);
        if (listed.values().stream().anyMatch(count -> count > CapabilityTrail.MOST_LISTED)) {
            throw new IllegalArgumentException(
                    "more than " + CapabilityTrail.MOST_LISTED + " events of one call are listed");
        }
        refusals = List.copyOf(refusals);
        capabilityEvents = List.copyOf(capabilityEvents);
        refusalCounts = counts(refusalCounts);
        capabilityCounts = counts(capabilityCounts);
        requireCounted(refusals.stream().map(RunRefusal::error).toList(), refusalCounts);
        requireCounted(capabilityEvents.stream().map(CapabilityEvent::call).toList(), capabilityCounts);
    }

    private static void requirePlace(long cycle, int node) {
        if (cycle < 0 || node < 0 || node >= NodeId.MAX_NODES) {
            throw new IllegalArgumentException("something happened at no cycle or on no node");
        }
    }

    private static String shown(String text) {
        if (text.length() > MOST_TEXT) {
            throw new IllegalArgumentException("a text of more than " + MOST_TEXT + " characters");
        }
        return JsonTree.shown(text);
    }

    private static SortedMap<String, Long> counts(SortedMap<String, Long> counts) {
        if (counts.size() > MOST_NAMES) throw new IllegalArgumentException("more than " + MOST_NAMES + " names");
        var sorted = new TreeMap<String, Long>();
        counts.forEach((name, count) -> {
            if (count < 1) throw new IllegalArgumentException("'" + shown(name) + "' was counted to less than one");
            sorted.put(shown(name), count);
        });
        return Collections.unmodifiableSortedMap(sorted);
    }

    private static void requireCounted(List<String> listed, SortedMap<String, Long> counts) {
        var seen = new TreeMap<String, Long>();
        for (var name : listed) seen.merge(name, 1L, Long::sum);
        seen.forEach((name, count) -> {
            if (counts.getOrDefault(name, 0L) < count) {
                throw new IllegalArgumentException("more of '" + name + "' are listed than counted");
            }
        });
    }

    /// Whether a run on so many nodes can have them.
    boolean isOnNodes(int nodes) {
        return refusals.stream().allMatch(each -> each.node() < nodes)
                && capabilityEvents.stream().allMatch(each -> each.node() < nodes);
    }

    /// Those of a run that was carried out here.
    public static RunFileClues of(RunReport report) {
        var refused = report.clues().auditTrail();
        var capabilities = report.clues().capabilities();
        return new RunFileClues(
                VERSION,
                refused.first().stream().map(RunRefusal::of).toList(),
                refused.counts(),
                capabilities.first().stream().map(CapabilityEvent::of).toList(),
                capabilities.counts());
    }

    /// What of it another one of the same run has otherwise, by the names of the fields.
    public List<String> differences(RunFileClues found) {
        var differences = new ArrayList<String>();
        if (!silent().equals(found.silent())) differences.add("refusals");
        if (!refusalCounts.equals(found.refusalCounts)) differences.add("refusalCounts");
        if (!Objects.equals(capabilityEvents, found.capabilityEvents)) differences.add("capabilityEvents");
        if (!capabilityCounts.equals(found.capabilityCounts)) differences.add("capabilityCounts");
        return differences;
    }

    private List<RunRefusal> silent() {
        return refusals.stream().map(RunRefusal::silent).toList();
    }
}
