package org.fugu.service.database;

import java.nio.file.Path;
import java.util.Map;
import org.fugu.service.start.StartFailure;
import org.fugu.service.start.StartFailures;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;

/// Starts the embedded PostgreSQL before the application context, unless `spring.datasource.url`
/// names another server.
final class EmbeddedDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var environment = context.getEnvironment();
        if (environment.containsProperty("spring.datasource.url")) return;
        var folder = Path.of(environment.getProperty("fugu.data", ".fugu")).resolve("postgres");
        var postgres = start(folder);
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "embedded-postgres",
                        Map.of(
                                "fugu.storage.disk", folder.toString(),
                                "spring.datasource.url", postgres.url(),
                                "spring.datasource.username", EmbeddedPostgres.USER,
                                "spring.datasource.password", postgres.password())));
        var supervisor = PostgresSupervisor.of(postgres);
        // Registered before any other bean, and so closed after all of them.
        ((DefaultSingletonBeanRegistry) context.getBeanFactory())
                .registerDisposableBean("embeddedPostgres", supervisor::close);
    }

    private static EmbeddedPostgres start(Path folder) {
        try {
            return EmbeddedPostgres.start(folder);
        } catch (IllegalStateException e) {
            var reason = e.getCause() == null ? "" : ": " + StartFailures.reason(e);
            throw new StartFailure(
                    e.getMessage() + reason + "; FUGU_DATA names another folder, SPRING_DATASOURCE_URL another server",
                    e);
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
