package org.fugu.service;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.service.run.ScriptedSimulator;
import org.fugu.service.worker.Simulator;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// The whole service in this process, on a port of its own and a fresh database.
///
/// Programs run on the real machine, unless a test scripts one with [ScriptedSimulator].
public final class RunningService implements AutoCloseable {
    public static final String ADMIN = "admin";
    public static final String ADMIN_PASSWORD = "correct horse battery staple";

    private static final AtomicInteger USERS = new AtomicInteger();

    private static final class Shared {
        static final RunningService SERVICE = start();
    }

    private final ConfigurableApplicationContext context;
    private final URI address;

    private RunningService(ConfigurableApplicationContext context) {
        this.context = context;
        this.address = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
    }

    /// The service that the tests of this process share; it ends with the process.
    public static RunningService shared() {
        return Shared.SERVICE;
    }

    /// @param properties as on a command line, for example `--fugu.role=web`
    public static RunningService start(String... properties) {
        return startOn(TestDatabase.fresh(), properties);
    }

    public static RunningService startOn(TestDatabase.Connection database, String... properties) {
        return startWith(List.of(), database, properties);
    }

    /// @param replacements beans that stand in for some of the service's; with a [Simulator] of its own a test
    ///     scripts nothing
    public static RunningService startWith(
            List<Class<?>> replacements, TestDatabase.Connection database, String... properties) {
        var arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--fugu.data=target/data",
                "--fugu.admin-password=" + ADMIN_PASSWORD,
                "--fugu.machines.fugu.preset=fugu",
                "--fugu.machines.fugu.mesh=8x8",
                "--fugu.runs.workers=4",
                // Tests want runs that run, but for those of answers from cache.
                "--fugu.runs.answers-from-cache=false"));
        // What a test gives holds; two arguments of one name would be a list.
        for (var given : properties) {
            var name = given.substring(0, given.indexOf('=') + 1);
            arguments.removeIf(usual -> usual.startsWith(name));
            arguments.add(given);
        }
        var builder = new SpringApplicationBuilder(FuguService.class);
        if (replacements.stream().noneMatch(Simulator.class::isAssignableFrom)) {
            builder.sources(ScriptedSimulator.class);
        }
        return new RunningService(
                builder.sources(replacements.toArray(Class<?>[]::new)).run(arguments.toArray(String[]::new)));
    }

    public URI address() {
        return address;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> Collection<T> beans(Class<T> type) {
        return context.getBeansOfType(type).values();
    }

    /// As if something in the service had told of it.
    public void publish(Object event) {
        context.publishEvent(event);
    }

    /// Somebody who is not signed in.
    public Caller nobody() {
        return new Caller(address);
    }

    /// The administrator, signed in as a browser is.
    public Caller admin() {
        return nobody().signIn(ADMIN, ADMIN_PASSWORD);
    }

    /// A user's name and password.
    public record NewUser(String name, String password) {}

    /// A new user.
    public NewUser someone() {
        var name =
                "user" + USERS.incrementAndGet() + "-" + ProcessHandle.current().pid();
        var password = "the password of " + name;
        admin().post("/api/v1/users", "{\"name\":\"" + name + "\",\"password\":\"" + password + "\",\"role\":\"user\"}")
                .requireStatus(201);
        return new NewUser(name, password);
    }

    /// A new user with an API key that may all that its owner may.
    public Caller newUser() {
        var user = someone();
        return nobody().signIn(user.name(), user.password()).withKey();
    }

    /// A bundle that comes with the product.
    public static byte[] prebuilt(String path) {
        try {
            return Files.readAllBytes(Path.of(System.getProperty("fugu.root", ".."), "guest", "prebuilt", path));
        } catch (IOException e) {
            throw new IllegalStateException("the prebuilt bundle " + path + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
