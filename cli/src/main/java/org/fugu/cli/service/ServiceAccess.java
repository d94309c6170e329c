package org.fugu.cli.service;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.Json;
import org.fugu.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Which service to talk to, and the token to show it.
///
/// @param token null when nobody signed in
public record ServiceAccess(URI url, @Nullable String token) {
    static final String DEFAULT_URL = "http://127.0.0.1:8080";

    /// From `FUGU_URL` and `FUGU_TOKEN`, else from the file `login` wrote.
    public static ServiceAccess of(Terminal terminal) {
        var kept = kept(file(terminal));
        var given = terminal.variable("FUGU_URL");
        var url = given != null ? url(given) : kept.url();
        var token = terminal.variable("FUGU_TOKEN");
        if (token != null) return new ServiceAccess(url, token);
        // A token belongs to the service that gave it, and is shown to no other.
        return new ServiceAccess(url, url.equals(kept.url()) ? kept.token() : null);
    }

    static URI url(String text) {
        try {
            var url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null) return url;
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("'" + text + "' is no address: " + e.getMessage());
        }
        throw CommandFailure.usage("'" + text + "' is no address of a service; write it as in " + DEFAULT_URL);
    }

    public static Path file(Terminal terminal) {
        var configured = terminal.variable("XDG_CONFIG_HOME");
        var folder = configured != null ? Path.of(configured) : terminal.home().resolve(".config");
        return folder.resolve("fugu").resolve("credentials.json");
    }

    private static ServiceAccess kept(Path file) {
        if (!Files.exists(file)) return new ServiceAccess(url(DEFAULT_URL), null);
        try {
            var json = Json.read(Files.readString(file));
            return new ServiceAccess(
                    url(json.path("url").asString("")), json.path("token").asString(""));
        } catch (IOException | JacksonException e) {
            throw CommandFailure.usage("'" + file + "' cannot be read; sign in again with: ./fugu login");
        }
    }

    /// Keeps them for the owner's eyes only, from the first byte on.
    public void keep(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) throw new IOException("'" + file + "' has no folder");
        Files.createDirectories(folder);
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var fresh = Files.createTempFile(folder, "credentials", ".new", owner);
        var json = new LinkedHashMap<String, Object>();
        json.put("url", url.toString());
        json.put("token", token == null ? "" : token);
        Files.writeString(fresh, Json.pretty(json) + "\n");
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
