package org.fugu.service.history;

import org.fugu.experiment.benchmark.Measurement;
import org.fugu.service.measurement.MeasurementEnded;
import org.fugu.service.measurement.MeasurementRows;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Keeps the figures of each measurement one by one, when it has come to its end.
@Component
class MeasuredFigures {
    private final JdbcClient database;
    private final MeasurementRows measurements;

    MeasuredFigures(JdbcClient database, MeasurementRows measurements) {
        this.database = database;
        this.measurements = measurements;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(MeasurementEnded ended) {
        var id = ended.measurement().id();
        measurements
                .results(id)
                .ifPresent(results -> results.measurements().forEach(measured -> keep(id, results.bundle(), measured)));
    }

    private void keep(String measurement, String bundle, Measurement measured) {
        var setting = measured.setting();
        database.sql("""
                        insert into measured_benchmarks
                            (measurement_id, benchmark, machine, machine_version, mesh, fidelity, epoch, succeeded)
                        values (:id, :benchmark, :machine, :version, :mesh, :fidelity, :epoch, :succeeded)
                        """)
                .param("id", measurement)
                .param("benchmark", measured.name())
                .param("machine", setting.machine())
                .param("version", measured.machineVersion())
                .param("mesh", setting.mesh())
                .param("fidelity", setting.fidelity())
                .param("epoch", Epoch.of(bundle, measured).digest())
                .param("succeeded", measured.succeeded())
                .update();
        if (!measured.succeeded()) return;
        measured.measures()
                .forEach((measure, value) -> database.sql("""
                                insert into measured_figures (measurement_id, benchmark, measure, value, unit)
                                values (:id, :benchmark, :measure, :value, :unit)
                                """)
                        .param("id", measurement)
                        .param("benchmark", measured.name())
                        .param("measure", measure)
                        .param("value", value)
                        .param("unit", measured.units().get(measure))
                        .update());
    }
}
