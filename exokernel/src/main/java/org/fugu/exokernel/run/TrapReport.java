package org.fugu.exokernel.run;

/// Where and why a job was ended by an exception nobody handled.
///
/// @param node the machine's node number
/// @param pc guest address of the instruction
/// @param cause stable name of the cause, for example `store_page_fault`
/// @param value the faulting address or instruction word, as the cause defines it
/// @param message one sentence for people, with the figures above in it
public record TrapReport(int node, long pc, String cause, long value, String message) {}
