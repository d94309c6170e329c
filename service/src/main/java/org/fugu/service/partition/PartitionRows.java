package org.fugu.service.partition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.listing.Paging;
import org.fugu.service.machine.NamedMachine;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// How leases are written, and read for whoever may use them.
@Component
class PartitionRows {
    /// A lease that ran out is over, though its row may not say so yet.
    static final String HELD = "p.state = 'active' and (p.holds > 0 or p.expires_at > now())";

    private static final String SELECT = """
            select p.*, m.name as machine_name, o.name as owner,
                   (select jsonb_agg(jsonb_build_object('name', i.name, 'declined', i.declined_at is not null)
                                     order by i.place)
                    from partition_users i where i.partition_id = p.id) as invited,
                   case when p.state not in ('active', 'reserved', 'waiting') then p.state
                        when p.expires_at > now() then p.state
                        when %s then 'active' else 'expired' end as state_now,
                   case when p.state = 'waiting' then (
                       select count(*) from partitions w
                       where w.machine = p.machine and w.state = 'waiting' and w.number <= p.number) end as line_place
            from partitions p join machines m on m.number = p.machine join users o on o.id = p.user_id
            """.formatted(HELD);

    /// Whoever may use it: its owner, and those who were named and have not declined.
    private static final String MAY_USE = """
            (p.user_id = :user or exists (select 1 from partition_users i where i.partition_id = p.id
                                              and i.user_id = :user and i.declined_at is null))
            """;

    /// @param number the order in which leases were asked for
    record Row(long number, Partition partition) {}

    private final JdbcClient database;
    private final JsonMapper json;

    PartitionRows(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    Optional<Partition> find(String userId, String id) {
        return database.sql(SELECT + "where p.id = :id and " + MAY_USE)
                .param("id", id)
                .param("user", userId)
                .query(this::row)
                .optional()
                .map(Row::partition);
    }

    List<Row> list(String userId, Paging paging) {
        return database.sql(SELECT + "where " + MAY_USE + " and p.number < :before order by p.number desc limit :limit")
                .param("user", userId)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(this::row)
                .list();
    }

    boolean isOwner(String userId, String id) {
        return database.sql("select user_id = :user from partitions where id = :id")
                .param("user", userId)
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    boolean isForRun(String id) {
        return database.sql("select for_run from partitions where id = :id")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /// @param run that it is made for; null for one that is leased by hand
    String insert(
            String userId, NamedMachine machine, Rectangle place, Term term, @Nullable String run, boolean shared) {
        var id = Identifiers.fresh("prt_");
        database.sql("""
                        insert into partitions (id, user_id, machine, first_column, first_row, columns, rows, kind,
                                                state, for_run, holds, starts_at, expires_at)
                        values (:id, :user, :machine, :column, :row, :columns, :rows, :kind,
                                :state, :forRun, :holds, :starts, :expires)
                        """)
                .param("id", id)
                .param("user", userId)
                .param("machine", machine.number())
                .param("column", place.column())
                .param("row", place.row())
                .param("columns", place.columns())
                .param("rows", place.rows())
                .param("kind", shared ? "shared" : "dedicated")
                .param("state", term.isLater() ? "reserved" : "active")
                .param("forRun", run != null)
                .param("holds", run != null ? 1 : 0)
                .param("starts", term.begin().atOffset(ZoneOffset.UTC))
                .param("expires", term.end().atOffset(ZoneOffset.UTC))
                .update();
        return id;
    }

    private Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getLong("number"),
                new Partition(
                        row.getString("id"),
                        row.getString("machine_name"),
                        row.getObject("first_column", Integer.class),
                        row.getObject("first_row", Integer.class),
                        row.getInt("columns"),
                        row.getInt("rows"),
                        row.getString("kind"),
                        row.getString("owner"),
                        invited(row.getString("invited")),
                        row.getString("state_now"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getObject("starts_at", OffsetDateTime.class).toInstant(),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                        waiting(row)));
    }

    private static @Nullable LeaseWait waiting(ResultSet row) throws SQLException {
        if (!row.getString("state_now").equals("waiting")) return null;
        return new LeaseWait(
                row.getLong("line_place"), row.getInt("minutes"), null, null, row.getString("waiting_for"));
    }

    private List<Partition.PartitionUser> invited(@Nullable String text) {
        if (text == null) return List.of();
        return json.readValue(text, new TypeReference<List<Partition.PartitionUser>>() {});
    }
}
