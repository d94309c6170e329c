package org.fugu.service.partition;

import java.util.List;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Whom a shared partition is for: who was invited, and who declined.
@Component
public class PartitionUsers {
    private final JdbcClient database;
    private final PartitionRows rows;

    PartitionUsers(JdbcClient database, PartitionRows rows) {
        this.database = database;
        this.rows = rows;
    }

    /// Whether somebody has a name is not told to who invites.
    void invite(String id, String owner, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            var name = names.get(i);
            var pointer = "/users/" + i;
            var user = database.sql("select id from users where name = :name")
                    .param("name", name)
                    .query(String.class)
                    .optional();
            if (user.isPresent() && user.get().equals(owner)) {
                throw Refusal.ofField(422, "invited-twice", pointer, "the partition is yours; name only others");
            }
            var added = database.sql("""
                            insert into partition_users (partition_id, user_id, name, place)
                            values (:id, :user, :name, :place) on conflict do nothing
                            """)
                    .param("id", id)
                    .param("user", user.orElse(null))
                    .param("name", name)
                    .param("place", i + 1)
                    .update();
            if (added == 0) {
                throw Refusal.ofField(422, "invited-twice", pointer, "'" + name + "' is named twice");
            }
        }
    }

    /// That user does not want to use the partition, and does not see it any more.
    ///
    /// @throws Refusal when that user was not invited, or owns it
    @Transactional
    public void decline(String userId, String id) {
        var declined = database.sql("""
                        update partition_users set declined_at = now()
                        where partition_id = :id and user_id = :user and declined_at is null
                        """).param("id", id).param("user", userId).update();
        if (declined > 0) return;
        if (rows.find(userId, id).isEmpty()) throw Refusal.notFound("partition");
        throw Refusal.of(409, "partition-is-yours", "the partition is yours; release it instead");
    }

    /// Somebody whom a shared partition is for.
    ///
    /// @param id null for a name that nobody had when it was invited
    public record Invited(@Nullable String id, String name) {}

    /// Who takes part in what is opened on a partition: its owner, and those invited who have not
    /// declined, in the order in which they were named.
    public List<Invited> of(String id) {
        return database.sql("""
                        select user_id, name from (
                            select p.user_id, w.name, 0 as place
                            from partitions p join users w on w.id = p.user_id where p.id = :id
                            union all
                            select user_id, name, place from partition_users
                            where partition_id = :id and declined_at is null) as who
                        order by place
                        """)
                .param("id", id)
                .query((row, _) -> new Invited(row.getString(1), row.getString(2)))
                .list();
    }
}
