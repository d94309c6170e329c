package org.fugu.machine.message;

import java.util.ArrayDeque;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The messages that have arrived and were not disposed of, and which of them the program may see:
/// those of its own group at the head, unless the kernel diverts them all, or what the kernel shows in
/// place of the head (the buffered case of two-case delivery, HPCA 1998).
final class InputQueue {
    private static final int NO_GROUP = -1;
    private static final int MOST_MESSAGES = 1 << 16;

    private final boolean checksGroups;
    private final ArrayDeque<UserMessage> messages = new ArrayDeque<>();
    private @Nullable UserMessage shown;
    private boolean diverts;
    private int group = NO_GROUP;

    /// @param checksGroups false for a unit that gives its program every message
    InputQueue(boolean checksGroups) {
        this.checksGroups = checksGroups;
    }

    void receiveFor(int programGroup) {
        group = programGroup;
    }

    void divert(boolean all) {
        diverts = all;
    }

    void show(@Nullable UserMessage message) {
        shown = message;
    }

    boolean isShown() {
        return shown != null;
    }

    void add(UserMessage message) {
        messages.add(message);
    }

    /// What the program may see at the head.
    @Nullable
    UserMessage head() {
        if (shown != null) return shown;
        var head = messages.peek();
        return head != null && isForProgram(head) ? head : null;
    }

    private boolean isForProgram(UserMessage message) {
        return !diverts && (!checksGroups || isOfGroup(message));
    }

    boolean isOfGroup(UserMessage message) {
        return message.group() == group;
    }

    /// Whether the first message is one that only the kernel may take.
    boolean isKernelMessageWaiting() {
        var first = messages.peek();
        return first != null && !isForProgram(first);
    }

    UserMessage remove() {
        return messages.remove();
    }

    /// @return how many there were
    int clear() {
        int count = messages.size();
        messages.clear();
        shown = null;
        return count;
    }

    void save(StateWriter out) {
        out.add(messages.size());
        for (var message : messages) message.save(out);
        out.add(shown != null);
        if (shown != null) shown.save(out);
        out.add(diverts).add(group);
    }

    void restore(StateReader in) {
        messages.clear();
        for (int left = in.nextInt(0, MOST_MESSAGES); left > 0; left--) messages.add(UserMessage.restored(in));
        shown = in.nextBoolean() ? UserMessage.restored(in) : null;
        diverts = in.nextBoolean();
        group = in.nextInt(NO_GROUP, 0xffff);
    }
}
