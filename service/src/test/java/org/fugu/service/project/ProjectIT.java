package org.fugu.service.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.service.Caller;
import org.fugu.service.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class ProjectIT {
    private static final String PROJECTS = "/api/v1/projects";
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final RunningService service = RunningService.shared();
    private final Caller ann = service.newUser();
    private final Caller ben = service.newUser();
    private final Caller stranger = service.newUser();
    private final String benName = name(ben);
    private final String project = made("speed").path("id").asString();

    private static String name(Caller who) {
        return who.get("/api/v1/users/me")
                .requireStatus(200)
                .json()
                .path("name")
                .asString();
    }

    private JsonNode made(String name) {
        return ann.post(PROJECTS, "{\"name\":\"" + name + "\"}")
                .requireStatus(201)
                .json();
    }

    private static String settings(String name, String branch) {
        return "{\"name\":\"" + name + "\",\"defaultBranch\":\"" + branch + "\",\"description\":\"all of it\"}";
    }

    private String member(String name) {
        return PROJECTS + "/" + project + "/members/" + name;
    }

    private void add(String name, String role) {
        ann.put(member(name), "{\"role\":\"" + role + "\"}").requireStatus(200);
    }

    @Test
    void whoMakesAProjectOwnsItAndNobodyElseSeesIt() {
        var answer = ann.get(PROJECTS + "/" + project).requireStatus(200);
        var shown = answer.json();
        assertThat(shown.path("name").asString()).isEqualTo("speed");
        assertThat(shown.path("role").asString()).isEqualTo("owner");
        assertThat(shown.path("owner").asString()).isEqualTo(name(ann));
        assertThat(shown.path("defaultBranch").asString()).isEqualTo("main");
        assertThat(shown.path("description").asString()).isEmpty();
        ann.get(PROJECTS + "/" + project, "If-None-Match", answer.header("etag"))
                .requireStatus(304);

        assertThat(ann.get(PROJECTS).json().path("items").size()).isEqualTo(1);
        assertThat(stranger.get(PROJECTS).json().path("items").size()).isZero();
        for (var path : new String[] {"", "/members"}) {
            stranger.get(PROJECTS + "/" + project + path).requireProblem(404, "not-found");
        }
        stranger.put(PROJECTS + "/" + project, settings("mine", "main"), "If-Match", "*")
                .requireProblem(404, "not-found");
        stranger.delete(PROJECTS + "/" + project).requireProblem(404, "not-found");
        stranger.put(member(name(stranger)), "{\"role\":\"member\"}").requireProblem(404, "not-found");
        stranger.delete(member(name(stranger))).requireProblem(404, "not-found");
        // Not even the administrator: a project is its members'.
        service.admin().get(PROJECTS + "/" + project).requireProblem(404, "not-found");
    }

    @Test
    void itsNameIsUniqueAmongThoseOfItsOwnerAlone() {
        ann.post(PROJECTS, "{\"name\":\"speed\"}").requireProblem(409, "name-taken");
        ben.post(PROJECTS, "{\"name\":\"speed\"}").requireStatus(201);
        made("other");
        ann.put(PROJECTS + "/" + project, settings("other", "main"), "If-Match", "*")
                .requireProblem(409, "name-taken");
        for (var odd : new String[] {"", "a b", "ä", "x".repeat(61)}) {
            ann.post(PROJECTS, "{\"name\":\"" + odd + "\"}").requireProblem(422, "invalid-body");
        }
        ann.post(PROJECTS, "{\"name\":\"n\",\"defaultBranch\":\"a\\nb\"}").requireProblem(422, "invalid-body");
    }

    @Test
    void itsOwnerChangesItAsItWasSeen() {
        var old = ann.get(PROJECTS + "/" + project).header("etag");
        var path = PROJECTS + "/" + project;
        ann.put(path, settings("fast", "trunk")).requireProblem(428, "if-match-missing");
        var changed = ann.put(path, settings("fast", "trunk"), "If-Match", old).requireStatus(200);
        assertThat(changed.json().path("defaultBranch").asString()).isEqualTo("trunk");
        assertThat(changed.json().path("description").asString()).isEqualTo("all of it");
        ann.put(path, settings("faster", "trunk"), "If-Match", old).requireProblem(412, "project-changed");
        ann.put(path, settings("faster", "trunk"), "If-Match", changed.header("etag"))
                .requireStatus(200);
    }

    @Test
    void membersAndViewersSeeItAndOnlyItsOwnerDecides() {
        for (var role : new String[] {"viewer", "member"}) {
            add(benName, role);
            var seen = ben.get(PROJECTS + "/" + project).requireStatus(200);
            assertThat(seen.json().path("role").asString()).isEqualTo(role);
            assertThat(ben.get(PROJECTS).json().path("items").size()).isEqualTo(1);
            assertThat(ben.get(PROJECTS + "/" + project + "/members")
                            .json()
                            .path("items")
                            .size())
                    .isEqualTo(2);
            ben.put(PROJECTS + "/" + project, settings("mine", "main"), "If-Match", seen.header("etag"))
                    .requireProblem(403, "role-too-low");
            ben.delete(PROJECTS + "/" + project).requireProblem(403, "role-too-low");
            ben.put(member(benName), "{\"role\":\"member\"}").requireProblem(403, "role-too-low");
            ben.delete(member(name(ann))).requireProblem(403, "role-too-low");
        }
        ben.delete(member(benName)).requireStatus(204);
        ben.get(PROJECTS + "/" + project).requireProblem(404, "not-found");
        add(benName, "member");
        ann.delete(member(benName)).requireStatus(204);
        ann.delete(member(benName)).requireProblem(404, "not-found");
        ben.get(PROJECTS + "/" + project).requireProblem(404, "not-found");
    }

    @Test
    void theOwnerStaysTheOwnerAndThereIsOne() {
        var me = name(ann);
        ann.put(member(me), "{\"role\":\"viewer\"}").requireProblem(409, "project-owner");
        ann.delete(member(me)).requireProblem(409, "project-owner");
        ann.put(member(benName), "{\"role\":\"owner\"}").requireProblem(422, "unknown-role");
        ann.put(member(benName), "{\"role\":\"king\"}").requireProblem(422, "bad-field");
    }

    @Test
    void aNameThatNobodyHasIsAddedLikeAnyOtherAndWhoGetsItLaterWasNotAdded() {
        var later = "later-" + NAMES.incrementAndGet() + "-"
                + ProcessHandle.current().pid();
        var known = ann.put(member(benName), "{\"role\":\"viewer\"}").requireStatus(200);
        var unknown = ann.put(member(later), "{\"role\":\"viewer\"}").requireStatus(200);
        assertThat(unknown.json().propertyNames()).isEqualTo(known.json().propertyNames());

        service.admin()
                .post(
                        "/api/v1/users",
                        "{\"name\":\"" + later + "\",\"password\":\"a password of some length\",\"role\":\"user\"}")
                .requireStatus(201);
        var who = service.nobody().signIn(later, "a password of some length");
        who.get(PROJECTS + "/" + project).requireProblem(404, "not-found");
        add(later, "viewer");
        who.get(PROJECTS + "/" + project).requireStatus(200);
        ann.put(member("No!"), "{\"role\":\"viewer\"}").requireProblem(400, "bad-parameter");
    }

    @Test
    void projectsAndMembersAreBounded() {
        var database = service.bean(JdbcClient.class);
        database.sql("""
                        insert into project_members (project_id, name, role)
                        select :project, 'extra-' || n, 'viewer' from generate_series(2, :most) n
                        """).param("project", project).param("most", Members.MOST).update();
        ann.put(member(benName), "{\"role\":\"viewer\"}").requireProblem(409, "too-many-members");
        ann.put(member("extra-2"), "{\"role\":\"member\"}").requireStatus(200);

        database.sql("""
                        insert into projects (id, user_id, name, default_branch)
                        select 'prj_' || n || :project, user_id, 'extra-' || n, 'main'
                        from projects p, generate_series(2, :most) n where p.id = :project
                        """).param("project", project).param("most", Projects.MOST).update();
        ann.post(PROJECTS, "{\"name\":\"one-more\"}").requireProblem(409, "too-many-projects");
    }

    @Test
    void aDeletedProjectIsGoneForAllAndWhatWasDoneIsOnRecord() {
        add(benName, "member");
        ann.delete(PROJECTS + "/" + project).requireStatus(204);
        ann.get(PROJECTS + "/" + project).requireProblem(404, "not-found");
        ben.get(PROJECTS + "/" + project).requireProblem(404, "not-found");
        assertThat(service.bean(JdbcClient.class)
                        .sql("select act from audit_log where subject = :project order by number")
                        .param("project", project)
                        .query(String.class)
                        .list())
                .containsExactly("project_made", "member_put", "project_deleted");
    }
}
