package org.fugu.service.input;

import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// What jobs read that are added to a co-run, until that has ended. Afterwards uploads stay as long as a run reads
/// them, or as one that no run ever read. Whoever calls has the co-run's row locked.
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class HeldInputs {
    private final JdbcClient database;
    private final Inputs inputs;

    HeldInputs(JdbcClient database, Inputs inputs) {
        this.database = database;
        this.inputs = inputs;
    }

    /// A user's job reads these, in place of what it read before.
    ///
    /// @throws org.fugu.service.problem.Refusal when some of it has gone since the job was planned
    public void hold(String coRun, String userId, InputOrder order) {
        inputs.hold(userId, order);
        letGo(coRun, userId);
        order.pieces()
                .forEach((name, piece) -> database.sql("""
                        insert into co_run_inputs (co_run_id, user_id, name, digest, bytes, owner_id)
                        values (:coRun, :user, :name, :digest, :bytes, :owner)
                        """)
                        .param("coRun", coRun)
                        .param("user", userId)
                        .param("name", name)
                        .param("digest", piece.digest())
                        .param("bytes", piece.bytes())
                        .param("owner", piece.ofBundle() ? null : userId)
                        .update());
    }

    /// What a user's job reads.
    public InputOrder of(String coRun, String userId) {
        var pieces = new TreeMap<String, InputOrder.Piece>();
        database.sql("""
                        select name, digest, bytes, owner_id is null from co_run_inputs
                        where co_run_id = :coRun and user_id = :user
                        """).param("coRun", coRun).param("user", userId).query(row -> {
            var piece = new InputOrder.Piece(row.getString(2), row.getLong(3), row.getBoolean(4));
            pieces.put(row.getString(1), piece);
        });
        return new InputOrder(pieces);
    }

    private void letGo(String coRun, String userId) {
        database.sql("delete from co_run_inputs where co_run_id = :coRun and user_id = :user")
                .param("coRun", coRun)
                .param("user", userId)
                .update();
    }

    /// The co-run has ended.
    public void letGo(String coRun) {
        database.sql("delete from co_run_inputs where co_run_id = :coRun")
                .param("coRun", coRun)
                .update();
    }
}
