package org.fugu.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A request as no well-behaved client sends it, written to a socket byte by byte.
public final class RawRequest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    private final URI address;
    private final String requestLine;
    private final List<String> headers = new ArrayList<>();

    public RawRequest(URI address, String method, String path) {
        this.address = address;
        this.requestLine = method + " " + path + " HTTP/1.1";
        headers.add("Host: 127.0.0.1:" + address.getPort());
    }

    /// What was answered.
    public record Reply(int status, List<String> headers, String body) {
        public JsonNode json() {
            return JSON.readTree(body);
        }

        public boolean isProblem() {
            return headers.stream()
                    .map(header -> header.toLowerCase(Locale.ROOT))
                    .anyMatch(header -> header.startsWith("content-type: application/problem+json"));
        }

        public String code() {
            return json().path("code").asString();
        }
    }

    public RawRequest header(String name, String value) {
        if (name.equals("Host")) headers.removeFirst();
        headers.add(name + ": " + value);
        return this;
    }

    /// Sends those pieces one after another, and then nothing more; the connection stays open.
    public Reply send(byte[]... pieces) {
        return send(List.of(pieces), List.of());
    }

    /// Sends `first`, and then `again` for as long as there is no answer, up to some hundred times its length.
    public Reply sendOnAndOn(byte[] first, byte[] again) {
        return send(List.of(first), List.of(again));
    }

    private Reply send(List<byte[]> once, List<byte[]> again) {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var answered = new AtomicBoolean();
            var out = socket.getOutputStream();
            var writer = Thread.ofVirtual().start(() -> write(out, once, again, answered));
            var reply = read(socket.getInputStream(), !requestLine.startsWith("HEAD"));
            answered.set(true);
            socket.close();
            writer.join();
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(requestLine, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void write(OutputStream out, List<byte[]> once, List<byte[]> again, AtomicBoolean answered) {
        try {
            out.write((requestLine + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            for (var piece : once) out.write(piece);
            out.flush();
            for (int times = 0; times < 4_000 && !answered.get(); times++) {
                for (var piece : again) out.write(piece);
            }
        } catch (IOException e) {
            // The service hangs up on who sends too much; what it answered is what counts.
            answered.set(true);
        }
    }

    private static Reply read(InputStream in, boolean hasBody) throws IOException {
        var status = Integer.parseInt(line(in).split(" ")[1]);
        var headers = new ArrayList<String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) headers.add(line);
        if (status == 100) return read(in, hasBody);
        return new Reply(status, headers, hasBody ? body(in, headers) : "");
    }

    private static String body(InputStream in, List<String> headers) throws IOException {
        for (var header : headers) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                var length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
                return new String(in.readNBytes(length), StandardCharsets.UTF_8);
            }
            if (lower.equals("transfer-encoding: chunked")) return chunks(in);
        }
        var closed = headers.stream().anyMatch(header -> header.equalsIgnoreCase("Connection: close"));
        return closed ? new String(in.readAllBytes(), StandardCharsets.UTF_8) : "";
    }

    private static String chunks(InputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        for (int length = Integer.parseInt(line(in), 16); length > 0; length = Integer.parseInt(line(in), 16)) {
            all.write(in.readNBytes(length));
            line(in);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) throw new IOException("the connection ended without an answer");
            if (read != '\r') line.append((char) read);
        }
        return line.toString();
    }

    /// A chunk of `Transfer-Encoding: chunked`.
    public static byte[] chunk(byte[] bytes) {
        var chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.writeBytes(bytes);
        chunk.writeBytes(new byte[] {'\r', '\n'});
        return chunk.toByteArray();
    }
}
