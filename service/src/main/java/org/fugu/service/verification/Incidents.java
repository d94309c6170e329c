package org.fugu.service.verification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.problem.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Faults of the service that its users are told of.
@Component
class Incidents {
    private static final Logger LOG = LoggerFactory.getLogger(Incidents.class);
    private static final int MOST_SHOWN = 100;

    private final JdbcClient database;
    private final AuditLog audit;

    Incidents(JdbcClient database, AuditLog audit) {
        this.database = database;
        this.audit = audit;
    }

    /// A run had another digest than the recorded one. A second one of the same run says nothing new.
    void open(String run, String found) {
        var id = Identifiers.fresh("inc_");
        var opened = database.sql("""
                        insert into incidents (id, run_id, user_id, machine_version, recorded, found)
                        select :id, r.id, r.user_id, s.machine_version, s.digest, :found
                        from runs r join run_results s on s.run_id = r.id where r.id = :run
                        on conflict do nothing
                        """)
                .param("id", id)
                .param("found", found)
                .param("run", run)
                .update();
        if (opened > 0) LOG.error("Incident {}: run {} has another digest than it had, {}", id, run, found);
    }

    /// The open ones and then the newest that are closed. Whose run it is learns which one; others do not.
    List<Incident> shownTo(Account account) {
        return database.sql("select * from incidents order by closed_at is not null, number desc limit :limit")
                .param("limit", MOST_SHOWN)
                .query((row, _) ->
                        incident(row, account.isAdmin() || account.id().equals(row.getString("user_id"))))
                .list();
    }

    private static Incident incident(ResultSet row, boolean all) throws SQLException {
        return new Incident(
                row.getString("id"),
                row.getString("machine_version"),
                all ? row.getString("run_id") : null,
                all ? row.getString("recorded") : null,
                all ? row.getString("found") : null,
                row.getObject("opened_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("closed_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant)
                        .orElse(null),
                row.getString("note"));
    }

    /// @throws Refusal when there is none, or it is closed
    @Transactional
    public Incident close(Account administrator, String id, String note) {
        var closed = database.sql("""
                        update incidents set closed_at = now(), note = :note where id = :id and closed_at is null
                        returning *
                        """)
                .param("note", note)
                .param("id", id)
                .query((row, _) -> incident(row, true))
                .optional();
        if (closed.isPresent()) {
            audit.record(Act.INCIDENT_CLOSED, administrator.id(), id, note);
            return closed.get();
        }
        var found = database.sql("select 1 from incidents where id = :id")
                .param("id", id)
                .query(Integer.class)
                .optional();
        if (found.isEmpty()) throw Refusal.notFound("incident");
        throw Refusal.of(409, "incident-closed", "the incident is closed already");
    }
}
