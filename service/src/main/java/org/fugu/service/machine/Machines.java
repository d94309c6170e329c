package org.fugu.service.machine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.fugu.service.problem.Refusal;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The named machines. One that was removed keeps its row and is not found by its name any more.
@Component
public class Machines {
    private static final String PRESENT = "select * from machines where retired_at is null ";

    /// Those that come with the product, each read once.
    private static final Map<String, Preset> PRESETS = new ConcurrentHashMap<>();

    private final JdbcClient database;

    Machines(JdbcClient database) {
        this.database = database;
    }

    public Optional<NamedMachine> named(String name) {
        return present(name, "");
    }

    /// Keeps everyone else from placing partitions on that machine until the transaction ends. It
    /// does not hinder those who only refer to the machine.
    ///
    /// @return the machine as it is now
    public NamedMachine lockForPlacement(String name) {
        return present(name, "for no key update").orElseThrow(() -> Refusal.notFound("machine"));
    }

    /// Keeps that machine from being changed or removed until the transaction ends, and nothing
    /// else.
    ///
    /// @return the machine as it is now
    public NamedMachine refer(NamedMachine machine) {
        return present(machine.name(), "for key share").orElseThrow(() -> Refusal.notFound("machine"));
    }

    /// Waits for all who place partitions on that machine or refer to it.
    Optional<NamedMachine> lockForChange(String name) {
        return present(name, "for update");
    }

    private Optional<NamedMachine> present(String name, String lock) {
        return database.sql(PRESENT + "and name = :name " + lock)
                .param("name", name)
                .query(Machines::row)
                .optional();
    }

    List<NamedMachine> all() {
        return database.sql(PRESENT + "order by number").query(Machines::row).list();
    }

    NamedMachine add(String name, Preset preset, MeshShape mesh) {
        try {
            return insert("values (:name, :preset, :columns, :rows) returning *", name, preset, mesh)
                    .query(Machines::row)
                    .single();
        } catch (DuplicateKeyException e) {
            throw Refusal.ofField(409, "name-taken", "/name", "there is a machine '" + name + "' already");
        }
    }

    /// Adds a machine unless there is or was one of that name.
    void addFirst(String name, Preset preset, MeshShape mesh) {
        insert("""
                select :name, :preset, :columns, :rows where not exists (select 1 from machines where name = :name)
                on conflict do nothing
                """, name, preset, mesh).update();
    }

    private JdbcClient.StatementSpec insert(String what, String name, Preset preset, MeshShape mesh) {
        return database.sql("insert into machines (name, preset, columns, rows) " + what)
                .param("name", name)
                .param("preset", preset.name())
                .param("columns", mesh.columns())
                .param("rows", mesh.rows());
    }

    NamedMachine resize(NamedMachine machine, MeshShape mesh) {
        return database.sql("""
                        update machines set columns = :columns, rows = :rows, revision = revision + 1
                        where number = :number returning *
                        """)
                .param("columns", mesh.columns())
                .param("rows", mesh.rows())
                .param("number", machine.number())
                .query(Machines::row)
                .single();
    }

    void retire(NamedMachine machine) {
        database.sql("update machines set retired_at = now() where number = :number")
                .param("number", machine.number())
                .update();
    }

    static Preset preset(String name) {
        return PRESETS.computeIfAbsent(name, Preset::named);
    }

    private static NamedMachine row(ResultSet row, int index) throws SQLException {
        return new NamedMachine(
                row.getInt("number"),
                row.getInt("revision"),
                row.getString("name"),
                preset(row.getString("preset")),
                new MeshShape(row.getInt("columns"), row.getInt("rows")));
    }
}
