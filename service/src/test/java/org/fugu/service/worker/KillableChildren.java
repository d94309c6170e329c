package org.fugu.service.worker;

import org.springframework.context.annotation.Primary;

/// Real children that a test can kill.
@Primary
public final class KillableChildren extends RealChildren {
    KillableChildren() {
        super(new Children(ChildCommand.ofThisProgram(256)));
    }

    /// As `kill -9` does.
    public void kill() {
        for (long pid : children.pids()) ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
