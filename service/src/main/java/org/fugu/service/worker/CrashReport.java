package org.fugu.service.worker;

import java.io.IOException;

/// A process says on its standard output that its Java has crashed; the rest of it comes on standard error.
final class CrashReport extends IOException {
    /// The first letter, which is of no frame.
    static final int BEGINS = '#';

    private static final long serialVersionUID = 1L;

    CrashReport() {
        super("Java has crashed");
    }
}
