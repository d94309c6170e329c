package org.fugu.exokernel.run;

import org.fugu.exokernel.wire.WireForm;

/// The wire forms of a run. The page docs/run-format.md describes them.
///
/// A version is never changed once something was stored in it: what more a request comes to cover,
/// such as input files, the contents of disks, a library OS, the members of a co-run or the seeds of
/// perturbations, makes the next one.
public final class WireForms {
    /// What a run is asked for.
    public static final WireForm<RunInputs> REQUEST =
            new WireForm<>("fugu-run-request", 1, 512 << 10, RequestWire::write, RequestWire::read);

    /// What happens while it is carried out. The longest is a console in one piece.
    public static final WireForm<RunObservation> EVENT =
            new WireForm<>("fugu-run-event", 1, 96 << 20, EventWire::write, EventWire::read);

    /// What came of it.
    public static final WireForm<RunReport> REPORT =
            new WireForm<>("fugu-run-report", 1, 256 << 20, ReportWire::write, ReportWire::read);

    private WireForms() {}
}
