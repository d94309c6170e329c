package org.fugu.service.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The client against receivers that do as they like, on this host.
@Timeout(60)
class WebhookClientTests {
    private static final WebhookSecret SECRET = WebhookSecret.fresh();
    private static final byte[] BODY = "{\"a\":\"é\"}".getBytes(UTF_8);
    private static final AddressPolicy ANY = _ -> true;
    private static final String OK = "HTTP/1.1 204 No Content\r\n\r\n";

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var one : open) one.close();
    }

    /// What a receiver does with a connection once the request is there.
    private interface Behaviour {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    /// A receiver, which keeps the requests that it got.
    private final class Receiver {
        final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        final List<String> requests = new CopyOnWriteArrayList<>();
        private final Behaviour behaviour;

        Receiver(Behaviour behaviour) throws IOException {
            this.behaviour = behaviour;
            open.add(socket);
            Thread.ofVirtual().start(this::listen);
        }

        private void listen() {
            while (!socket.isClosed()) {
                try {
                    var connection = socket.accept();
                    open.add(connection);
                    Thread.ofVirtual().start(() -> answer(connection));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private void answer(Socket connection) {
            try (connection) {
                var request = new StringBuilder();
                var in = connection.getInputStream();
                while (request.indexOf("\r\n\r\n") < 0) request.append((char) in.read());
                request.append(new String(in.readNBytes(length(request.toString())), UTF_8));
                requests.add(request.toString());
                behaviour.answer(connection.getOutputStream());
            } catch (IOException | InterruptedException e) {
                // The client has gone, as some of these tests want.
            }
        }

        private int length(String request) {
            return request.lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                    .findFirst()
                    .orElseThrow();
        }

        URI at(String host) {
            return URI.create("http://" + host + ":" + socket.getLocalPort() + "/hook?x=1");
        }
    }

    private static Behaviour says(String answer) {
        return out -> out.write(answer.getBytes(ISO_8859_1));
    }

    private static WebhookClient.Answer post(URI address, AddressPolicy policy, DnsResolver names) {
        return post(address, policy, names, Duration.ofSeconds(20));
    }

    private static WebhookClient.Answer post(URI address, AddressPolicy policy, DnsResolver names, Duration longest) {
        try (var client = new WebhookClient(names, policy, longest)) {
            return client.post(address, "msg_1", SECRET, BODY);
        }
    }

    private static WebhookClient.Answer post(Receiver receiver, Duration longest) {
        return post(receiver.at("receiver.test"), ANY, names("127.0.0.1"), longest);
    }

    private static WebhookClient.Answer post(Receiver receiver) {
        return post(receiver, Duration.ofSeconds(20));
    }

    /// Answers each lookup with the next of these, and then with the last.
    private static DnsResolver names(String... addresses) {
        var asked = new AtomicInteger();
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                var next = addresses[Math.min(asked.getAndIncrement(), addresses.length - 1)].split(" ");
                var found = new InetAddress[next.length];
                for (int i = 0; i < next.length; i++) found[i] = InetAddress.getByName(next[i]);
                return found;
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    @Test
    void aMessageComesWithHeadersThatItsReceiverCanCheck() throws IOException {
        var receiver = new Receiver(says(OK));

        var answer = post(receiver);

        assertThat(answer).isEqualTo(new WebhookClient.Answer(204, null, null));
        var request = receiver.requests.getFirst();
        var head = request.substring(0, request.indexOf("\r\n\r\n"));
        assertThat(head).startsWith("POST /hook?x=1 HTTP/1.1\r\n");
        assertThat(head).contains("Host: receiver.test:", "webhook-id: msg_1", "Content-Type: application/json");
        var time = Long.parseLong(header(head, "webhook-timestamp"));
        assertThat(header(head, "webhook-signature"))
                .isEqualTo(SECRET.signature("msg_1", java.time.Instant.ofEpochSecond(time), BODY));
        assertThat(request).endsWith("{\"a\":\"é\"}");
    }

    private static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anAddressOfThisHostIsNotConnectedToHoweverItIsWritten() throws IOException {
        var receiver = new Receiver(says(OK));

        for (var host : List.of("127.0.0.1", "localhost", "2130706433", "127.1", "0.0.0.0", "[::ffff:127.0.0.1]")) {
            var answer = post(
                    receiver.at(host),
                    new PublicAddresses(),
                    org.apache.hc.client5.http.SystemDefaultDnsResolver.INSTANCE);
            assertThat(answer.status()).as(host).isNull();
            assertThat(answer.error()).as(host).isNotNull();
        }
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void aNameThatIsBoundToAnotherAddressAfterTheCheckIsNotFollowed() throws IOException {
        var receiver = new Receiver(says(OK));
        AddressPolicy firstOnly = address -> address.getHostAddress().equals("127.0.0.2");

        // The check sees 127.0.0.2, where nobody listens; each later lookup would find the receiver.
        var answer = post(receiver.at("rebinding.test"), firstOnly, names("127.0.0.2", "127.0.0.1"));

        assertThat(answer.error()).isEqualTo("nothing can be connected to there");
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void eachAttemptChecksForItself() throws IOException {
        var receiver = new Receiver(says("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n"));
        AddressPolicy first = address -> address.getHostAddress().equals("127.0.0.1");
        try (var client = new WebhookClient(names("127.0.0.1", "10.0.0.1"), first, Duration.ofSeconds(20))) {
            var address = receiver.at("rebinding.test");

            assertThat(client.post(address, "msg_1", SECRET, BODY).delivered()).isTrue();
            assertThat(client.post(address, "msg_2", SECRET, BODY).error())
                    .isEqualTo("its address is none that may be called from here");
        }
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void aNameWithOneAddressThatMayNotBeCalledIsNotCalledAtAll() throws IOException {
        var receiver = new Receiver(says(OK));
        AddressPolicy notPrivate = address -> !address.isSiteLocalAddress();

        var answer = post(receiver.at("mixed.test"), notPrivate, names("127.0.0.1 10.0.0.1"));

        assertThat(answer.error()).isEqualTo("its address is none that may be called from here");
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void aRedirectIsAnAnswerAndIsNotFollowed() throws IOException {
        var other = new Receiver(says(OK));
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            var receiver = new Receiver(says("HTTP/1.1 " + status + " Moved\r\nLocation: " + other.at("receiver.test")
                    + "\r\nContent-Length: 0\r\n\r\n"));

            assertThat(post(receiver)).isEqualTo(new WebhookClient.Answer(status, "it answered " + status, null));
        }
        assertThat(other.requests).isEmpty();
    }

    @Test
    void anAnswerIsNotReadBeyondABound() throws IOException {
        var written = new AtomicLong();
        var receiver = new Receiver(out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n".getBytes(ISO_8859_1));
            var piece = new byte[65536];
            while (true) {
                out.write(piece);
                written.addAndGet(piece.length);
            }
        });

        assertThat(post(receiver).delivered()).isTrue();

        // What the buffers of both ends took, and no more.
        assertThat(written.get()).isLessThan(50_000_000);
    }

    @Test
    void headersWithoutAnEndAreNotRead() throws IOException {
        var many = new Receiver(out -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
            while (true) out.write("a: b\r\n".getBytes(ISO_8859_1));
        });
        var oneLong = new Receiver(out -> {
            while (true) out.write("HTTP/1.1 200 ".getBytes(ISO_8859_1));
        });

        assertThat(post(many).error()).isEqualTo("the connection broke, or the answer was none of HTTP");
        assertThat(post(oneLong).error()).isEqualTo("the connection broke, or the answer was none of HTTP");
    }

    @Test
    void anAnswerThatComesByteByByteIsGivenUp() throws IOException {
        var receiver = new Receiver(out -> {
            for (byte letter : "HTTP/1.1 200 OK and so on for a long time".getBytes(ISO_8859_1)) {
                out.write(letter);
                out.flush();
                Thread.sleep(100);
            }
        });
        var begun = System.nanoTime();

        var answer = post(receiver, Duration.ofMillis(500));

        assertThat(answer).isEqualTo(new WebhookClient.Answer(null, "it did not answer in time", null));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void informationWithoutAnEndIsGivenUp() throws IOException {
        var receiver = new Receiver(out -> {
            while (true) out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
        });

        assertThat(post(receiver, Duration.ofMillis(500)).delivered()).isFalse();
    }

    @Test
    void aReceiverThatIsAwayOrHangsUpIsSaidToBe() throws IOException {
        var away = new Receiver(says(OK));
        away.socket.close();
        var hangsUp = new Receiver(_ -> {});

        assertThat(post(away).error()).isEqualTo("nothing can be connected to there");
        assertThat(post(hangsUp).error()).isEqualTo("the connection broke, or the answer was none of HTTP");
        assertThat(post(
                                URI.create("http://no-such-name.invalid/"),
                                ANY,
                                org.apache.hc.client5.http.SystemDefaultDnsResolver.INSTANCE)
                        .error())
                .isEqualTo("its name has no address");
    }

    @Test
    void aReceiverThatHasNoCertificateGetsNothing() throws IOException {
        var receiver = new Receiver(says(OK));
        var secure = URI.create("https://receiver.test:" + receiver.socket.getLocalPort() + "/");

        assertThat(post(secure, ANY, names("127.0.0.1"), Duration.ofSeconds(3)).delivered())
                .isFalse();
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void whatAReceiverAsksForIsHeard() throws IOException {
        var busy = new Receiver(says("HTTP/1.1 429 Later\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"));
        var gone = new Receiver(says("HTTP/1.1 410 Gone\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n"));

        assertThat(post(busy)).isEqualTo(new WebhookClient.Answer(429, "it answered 429", Duration.ofMinutes(2)));
        assertThat(post(gone)).isEqualTo(new WebhookClient.Answer(410, "it answered 410", null));
        assertThat(post(gone).isFinal()).isTrue();
    }
}
