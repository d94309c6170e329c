package org.fugu.exokernel.run;

import java.util.List;
import org.fugu.exokernel.wire.WireForm;
import org.fugu.exokernel.wire.WireForm.Version;

/// The wire forms of a run. The page docs/run-format.md describes them.
///
/// A version is never changed once something was stored in it: what more a request comes to cover makes
/// the next one. Version 1 of a request says what one job on a machine of its own is, version 2 what
/// several are, version 3 how their parts are moved, version 4 what operating system and disks they have,
/// and version 5 what they were given to read. In version 3 a report says what was refused, and in version 4
/// what was done with capabilities, and how long things took on the nodes of each job.
public final class WireForms {
    /// What a run is asked for.
    public static final WireForm<RunInputs> REQUEST = new WireForm<>(
            "fugu-run-request",
            512 << 10,
            List.of(
                    new Version<>(
                            1,
                            run -> run.isAlone() && !run.isMoved() && run.isPlain(),
                            RequestWire::writeAlone,
                            RequestWire::readAlone),
                    new Version<>(2, run -> !run.isMoved() && run.isPlain(), RequestWire::write, RequestWire::read),
                    new Version<>(3, RunInputs::isPlain, RequestWire::writeMoved, RequestWire::readMoved),
                    new Version<>(
                            4, run -> !run.hasInputs(), RequestWire::writeStructured, RequestWire::readStructured),
                    new Version<>(5, RequestWire::writeReading, RequestWire::readReading)));

    /// What happens while it is carried out. The longest is a console in one piece.
    public static final WireForm<RunObservation> EVENT =
            new WireForm<>("fugu-run-event", 96 << 20, List.of(new Version<>(1, EventWire::write, EventWire::read)));

    /// What came of it.
    public static final WireForm<RunReport> REPORT = new WireForm<>(
            "fugu-run-report",
            256 << 20,
            List.of(
                    new Version<>(
                            1,
                            report -> report.isOfOneJob() && !report.hasRefusals() && !report.hasJobDetails(),
                            ReportWire::writeOne,
                            ReportWire::readOne),
                    new Version<>(
                            2,
                            report -> !report.hasRefusals() && !report.hasJobDetails(),
                            ReportWire::write,
                            ReportWire::read),
                    new Version<>(
                            3, report -> !report.hasJobDetails(), ReportWire::writeAudited, ReportWire::readAudited),
                    new Version<>(4, ReportWire::writeDetailed, ReportWire::readDetailed)));

    private WireForms() {}
}
