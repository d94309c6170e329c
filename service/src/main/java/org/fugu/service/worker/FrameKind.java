package org.fugu.service.worker;

/// What a frame between a service and its child says. A frame is its kind in one byte, the length of what follows in
/// four, the kind's numbers in eight each, and bytes; all of it with the highest byte first.
enum FrameKind {
    /// Part of what a child is to do, or of what it has found.
    PART(0, 1 << 30),
    /// To the child: do it. The number of the task, and the place of its kind in [GuestWork.Kind].
    START(2, 0),
    /// To the child: the task of that number need not go on.
    CANCEL(1, 0),
    /// To the child: the task of that number shall go on elsewhere. It stops as soon as it has said a last
    /// checkpoint, and soon in any case.
    LEAVE(1, 0),
    /// From the child: it is there, and speaks that version.
    READY(1, 0),
    /// From the child, when a run begins, and ten times a second while it has something to do: the cycle and the
    /// instructions so far.
    PROGRESS(2, 0),
    /// From the child: job, cycle and node of bytes that a program wrote.
    CONSOLE(3, 1 << 20),
    /// From the child, before any console: the task goes on from that cycle.
    RESUMED(1, 0),
    /// From the child: the cycle at which the run was as the bytes have it.
    CHECKPOINT(1, 1 << 30),
    // From the child, each with 1 if it takes another task, or 0 if it is about to end itself:
    /// Whatever it found was said.
    DONE(1, 0),
    /// It stopped, because it was told to.
    STOPPED(1, 0),
    /// It failed, through no fault of the guest, for the reason that the bytes have.
    FAILED(1, 8 << 10);

    private static final FrameKind[] ALL = values();

    final int numbers;
    final int mostBytes;

    FrameKind(int numbers, int mostBytes) {
        this.numbers = numbers;
        this.mostBytes = mostBytes;
    }

    /// @throws CrashReport if Java tells of its crash where a frame is expected
    static FrameKind of(int code) throws BadFrame, CrashReport {
        if (code == CrashReport.BEGINS) throw new CrashReport();
        if (code >= ALL.length) throw new BadFrame("there is no frame of kind " + code);
        return ALL[code];
    }
}
