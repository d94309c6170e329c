package org.fugu.service.worker;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/// A child that does with its first task what its argument says, instead of the task.
public final class OddChild {
    private static final byte[] NOTHING = {};

    private final FrameWriter out = new FrameWriter(new FileOutputStream(FileDescriptor.out));

    private OddChild() {}

    static ChildCommand command(String... arguments) {
        var words = new java.util.ArrayList<>(
                List.of("-cp", System.getProperty("java.class.path"), OddChild.class.getName()));
        Collections.addAll(words, arguments);
        return ChildCommand.of(64, words);
    }

    public static void main(String[] args) throws Exception {
        var child = new OddChild();
        if (args[0].equals("never-ready")) System.exit(5);
        if (args[0].equals("starts")) startSlowly(Path.of(args[1]), Integer.parseInt(args[2]));
        child.out.say(FrameKind.READY, args[0].equals("other-version") ? 0 : ChildMain.VERSION);
        var in = new FrameReader(System.in);
        while (in.next(Integer.MAX_VALUE, 0).kind() != FrameKind.START) {}
        child.carryOut(args);
        // Whoever is still waited for says nothing any more.
        while (true) Thread.sleep(1_000);
    }

    /// Ends where more are starting than may.
    private static void startSlowly(Path starting, int most) throws Exception {
        var mine = Files.createTempFile(starting, "start", "");
        Thread.sleep(200);
        try (var all = Files.list(starting)) {
            if (all.count() > most) System.exit(5);
        }
        Files.delete(mine);
    }

    private void carryOut(String[] args) throws Exception {
        switch (args[0]) {
            case "garbage" -> System.out.print("Hello, this is a line that somebody printed by mistake.\n".repeat(99));
            case "long-frame" -> raw(FrameKind.FAILED, Integer.MAX_VALUE);
            case "negative-frame" -> raw(FrameKind.PROGRESS, -1);
            case "many-parts" -> {
                while (true) out.write(FrameKind.PART, new byte[1 << 20]);
            }
            case "much-console" -> {
                while (true) out.write(FrameKind.CONSOLE, new byte[1 << 16], 0, 1, 0);
            }
            case "console-of-nobody" -> out.write(FrameKind.CONSOLE, new byte[1], 0, 1, 4_000);
            case "negative-progress" -> out.say(FrameKind.PROGRESS, -1, 0);
            case "resumed" -> out.say(FrameKind.RESUMED, 65_536);
            case "long-checkpoint" -> out.write(FrameKind.CHECKPOINT, new byte[1024], 65_536);
            case "nothing-found" -> out.say(FrameKind.DONE, 1);
            case "something-found" -> {
                out.write(
                        FrameKind.PART,
                        "{\"form\":\"fugu-run-report\",\"version\":1}".getBytes(StandardCharsets.UTF_8));
                out.say(FrameKind.DONE, 1);
            }
            case "stops-by-itself" -> out.say(FrameKind.STOPPED, 1);
            case "exit" -> System.exit(7);
            case "silent" -> {}
            // It says that it goes on, and does not stop when it is told to.
            case "deaf" -> {
                while (true) {
                    out.say(FrameKind.PROGRESS, 1, 1);
                    Thread.sleep(100);
                }
            }
            case "noisy" -> {
                var flood = "\u001b[2Jflood ".repeat(10_000);
                for (int i = 0; i < 1_000; i++) System.err.print(flood);
                failed("it has said all that");
            }
            case "surroundings" -> failed(System.getenv() + " " + connect(Integer.parseInt(args[1])));
            default -> throw new IllegalArgumentException(args[0]);
        }
        out.flush();
    }

    private void failed(String why) throws IOException {
        out.write(FrameKind.FAILED, why.getBytes(StandardCharsets.UTF_8), 1);
        out.flush();
    }

    private static void raw(FrameKind kind, int length) throws IOException {
        try (var raw = new java.io.DataOutputStream(new FileOutputStream(FileDescriptor.out))) {
            raw.writeByte(kind.ordinal());
            raw.writeInt(length);
            raw.write(NOTHING);
            raw.flush();
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String connect(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
            return "connected";
        } catch (IOException e) {
            return "not connected";
        }
    }
}
