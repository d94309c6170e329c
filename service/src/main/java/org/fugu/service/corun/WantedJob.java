package org.fugu.service.corun;

import org.fugu.service.disk.DiskOrder;
import org.fugu.service.input.InputOrder;
import org.jspecify.annotations.Nullable;

/// A job that a member wants to add, every choice made.
///
/// @param reads what it can read
/// @param stdin its standard input where that came as text, and is to be stored; or null
/// @param disk that it has, or null
record WantedJob(
        Company.Placed placed,
        InputOrder reads,
        @Nullable String stdin,
        @Nullable DiskOrder disk) {}
