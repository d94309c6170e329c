package org.fugu.exokernel.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.fugu.exokernel.abi.ObjectKind;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.environment.KernelRefusal;
import org.fugu.exokernel.filter.FilterFlaw;
import org.fugu.exokernel.handler.Flaw;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;

/// The system calls of a job that were refused. Not in the digests.
///
/// @param first in the order of cycles and nodes: of the first of each rank, so many as are kept
/// @param counts of all, by error
public record AuditTrail(List<RefusedCall> first, SortedMap<String, Long> counts) {
    /// So many are listed.
    public static final int MOST_LISTED = 256;

    public static final AuditTrail NONE = new AuditTrail(List.of(), Collections.emptySortedMap());

    private static final Comparator<RefusedCall> ORDER =
            Comparator.comparingLong(RefusedCall::cycle).thenComparingInt(RefusedCall::node);

    // For reading: what a snapshot may hold at the most.
    private static final int LONGEST = 1000;
    private static final int MOST_ERRORS = 1000;

    static AuditTrail of(List<Environment> ranks) {
        var refusals = new ArrayList<RefusedCall>();
        var counts = new TreeMap<String, Long>();
        for (var rank : ranks) {
            int node = rank.identity().nodeOfJob().index();
            for (var each : rank.refusals().first()) refusals.add(of(node, each));
            rank.refusals().counts().forEach((error, count) -> counts.merge(error.wireName(), count, Long::sum));
        }
        refusals.sort(ORDER);
        var first = refusals.subList(0, Math.min(MOST_LISTED, refusals.size()));
        return new AuditTrail(List.copyOf(first), Collections.unmodifiableSortedMap(counts));
    }

    private static RefusedCall of(int node, KernelRefusal refusal) {
        var call = SystemCall.numbered(refusal.call());
        var name = call == null ? Long.toString(refusal.call()) : call.wireName();
        return new RefusedCall(
                refusal.cycle(), node, name, refusal.error().wireName(), refusal.argument(), advice(refusal));
    }

    private static String advice(KernelRefusal refusal) {
        int advice = (int) refusal.advice();
        if (refusal.advice() == KernelRefusal.NO_ADVICE) return refusal.error().meaning();
        return switch (refusal.error()) {
            case WRONG_OBJECT -> "the capability is for " + kind(advice);
            case MISSING_RIGHT -> "the capability has " + rights(new Rights(advice));
            case OUT_OF_FRAMES -> "the longest free run has " + advice + " frames";
            case UNSAFE_CODE, IN_USE ->
                FilterFlaw.isOne(refusal.advice())
                        ? FilterFlaw.of(refusal.advice()).text()
                        : "at " + Flaw.of(refusal.advice()).text();
            case BAD_HANDLE,
                    BAD_ADDRESS,
                    BAD_ARGUMENT,
                    OUT_OF_SLOTS,
                    NO_SHARED_MEMORY,
                    NO_REMOTE_ACCESS,
                    BAD_TICKET,
                    TOO_DEEP,
                    NOT_READY,
                    NO_SUCH_CALL -> refusal.error().meaning();
        };
    }

    static String kind(int number) {
        for (var kind : ObjectKind.values()) if (kind.number() == number) return lower(kind);
        throw new IllegalStateException("there is no object of kind " + number);
    }

    static String rights(Rights rights) {
        var names = new ArrayList<String>();
        for (var right : Right.values()) if (rights.contains(right)) names.add(lower(right));
        return names.isEmpty() ? "no rights" : names.stream().collect(Collectors.joining(", "));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// How many were refused.
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /// How many of them are not listed.
    public long leftOut() {
        return total() - first.size();
    }

    void save(StateWriter out) {
        out.add(first.size());
        for (var each : first) {
            out.add(each.cycle()).add(each.node()).add(each.call()).add(each.error());
            out.add(each.argument()).add(each.advice());
        }
        out.add(counts.size());
        counts.forEach((error, count) -> out.add(error).add(count));
    }

    static AuditTrail restored(StateReader in) {
        var first = new ArrayList<RefusedCall>();
        for (int left = in.nextInt(0, MOST_LISTED); left > 0; left--) {
            long cycle = in.next();
            int node = in.nextInt(0, NodeId.MAX_NODES - 1);
            first.add(new RefusedCall(
                    cycle, node, in.nextText(LONGEST), in.nextText(LONGEST), in.next(), in.nextText(LONGEST)));
        }
        var counts = new TreeMap<String, Long>();
        for (int left = in.nextInt(0, MOST_ERRORS); left > 0; left--) counts.put(in.nextText(LONGEST), in.next());
        return new AuditTrail(List.copyOf(first), Collections.unmodifiableSortedMap(counts));
    }
}
