package org.fugu.service.start;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/// Finds what is configured wrong before a database is started for nothing.
final class StartChecks implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {
    private static final List<String> ROLES = List.of("web", "worker", "all");
    private static final int MOST_PORT = 65_535;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var environment = context.getEnvironment();
        var role = environment.getRequiredProperty("fugu.role");
        if (!ROLES.contains(role)) {
            throw new StartFailure("FUGU_ROLE is '" + role + "'; it is one of web, worker and all", null);
        }
        requireAddress(environment);
        var database = environment.getProperty("spring.datasource.url");
        if (database != null && !database.startsWith("jdbc:postgresql:")) {
            throw new StartFailure(
                    "SPRING_DATASOURCE_URL is '" + database + "'; write it as in jdbc:postgresql://HOST:5432/DATABASE",
                    null);
        }
    }

    private static void requireAddress(Environment environment) {
        int port = port(environment.getRequiredProperty("server.port"));
        var bind = environment.getRequiredProperty("server.address");
        try (var socket = new ServerSocket()) {
            // What a server that was stopped a moment ago leaves behind does not keep the next one out.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(bind), port));
        } catch (UnknownHostException e) {
            throw new StartFailure("FUGU_BIND is '" + bind + "', which is no address of this host", e);
        } catch (IOException e) {
            throw new StartFailure(
                    "nothing can listen on " + bind + ", port " + port + ": " + e.getMessage()
                            + "; stop what listens there, or choose another with FUGU_PORT and FUGU_BIND",
                    e);
        }
    }

    private static int port(String text) {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= MOST_PORT) return Integer.parseInt(text);
        throw new StartFailure("FUGU_PORT is '" + text + "'; a port is a number from 0 to " + MOST_PORT, null);
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
