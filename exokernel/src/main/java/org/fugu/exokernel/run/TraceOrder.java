package org.fugu.exokernel.run;

import java.util.function.Consumer;
import org.fugu.machine.observe.TraceEvent;

/// What somebody wants to hear of a run.
///
/// @param begin nothing that is over before this cycle
/// @param end nothing that begins at it or later
/// @param linksOnly nothing but what crosses links
/// @param sink gets the events in an order that follows from the run, from the thread that runs it
public record TraceOrder(long begin, long end, boolean linksOnly, Consumer<TraceEvent> sink) {}
