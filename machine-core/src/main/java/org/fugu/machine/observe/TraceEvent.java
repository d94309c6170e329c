package org.fugu.machine.observe;

import org.fugu.machine.observe.CycleAccount.Category;

/// Something that happened in a machine, told when it was over. Times are cycles; `until` is
/// exclusive.
public sealed interface TraceEvent {
    /// When it began.
    long from();

    /// When it was over, never before [#from].
    long until();

    /// Something that happened on a node.
    sealed interface OnNode extends TraceEvent {
        int node();
    }

    /// What a node's processor did: an entry of its [CycleAccount].
    record Did(int node, Category category, long from, long until) implements OnNode {}

    /// The kernel ran, for a system call or a trap.
    ///
    /// @param what the call or the cause, by name
    record Kernel(int node, String what, long from, long until) implements OnNode {}

    /// Software helped the directory of a node.
    record Handler(int node, long from, long until) implements OnNode {}

    /// A line was fetched.
    ///
    /// @param line its number
    /// @param home whose memory it is of
    record Miss(int node, long line, int home, boolean prefetched, long from, long until) implements OnNode {}

    /// The program launched a message.
    ///
    /// @param message a number that no other message of the run has
    /// @param bytes on the wire
    record Launched(int node, long message, int destination, int bytes, long from, long until) implements OnNode {}

    /// The program disposed of a message.
    ///
    /// @param message as in its [Launched]
    /// @param arrived when its last byte had come
    record Disposed(int node, long message, int source, long arrived, long from, long until) implements OnNode {}

    /// A message was for nobody: of another group, or for a program that had ended.
    record Dropped(int node, long message, int source, long arrived, long from, long until) implements OnNode {}

    /// A program of another group has the processor from now on; [#from] is [#until]. Told whatever part
    /// of a run a trace begins with, so that it is known whose the node is.
    record Grouped(int node, int group, long from, long until) implements OnNode {}

    /// What crossed a link in an interval.
    ///
    /// @param link its name
    /// @param bytes of packets whose heads got onto the link in it
    record Traffic(String link, long bytes, long from, long until) implements TraceEvent {}
}
