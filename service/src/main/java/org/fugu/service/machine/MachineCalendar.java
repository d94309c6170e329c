package org.fugu.service.machine;

import java.time.Instant;
import java.util.List;

/// Who has which part of a machine's mesh when. Runs that have a place for themselves are not in it.
///
/// @param entries in the order in which they begin
record MachineCalendar(String machine, Instant from, Instant until, List<CalendarEntry> entries) {}
