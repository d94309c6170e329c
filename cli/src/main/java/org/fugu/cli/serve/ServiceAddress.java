package org.fugu.cli.serve;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.cli.terminal.Terminal;

/// Where a service that this program starts listens.
///
/// @param bind as `FUGU_BIND` has it
/// @param port free a moment ago
/// @param url how this host reaches it
record ServiceAddress(String bind, int port, URI url) {
    private static final int USUAL_PORT = 8080;
    private static final int MOST_PORT = 65_535;

    /// As `FUGU_PORT` and `FUGU_BIND` say; without a port the usual one, or another if it is taken.
    static ServiceAddress of(Terminal terminal) {
        var bind = terminal.variable("FUGU_BIND", "127.0.0.1");
        var address = address(bind);
        int port = port(terminal, bind, address);
        var reached = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        var host = reached instanceof Inet6Address ? "[" + reached.getHostAddress() + "]" : reached.getHostAddress();
        return new ServiceAddress(bind, port, URI.create("http://" + host + ":" + port));
    }

    private static InetAddress address(String bind) {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw CommandFailure.usage("FUGU_BIND is '" + bind + "', which is no address of this host");
        }
    }

    private static int port(Terminal terminal, String bind, InetAddress address) {
        var wanted = terminal.variable("FUGU_PORT");
        if (wanted == null) return isFree(address, USUAL_PORT) ? USUAL_PORT : anyPort(address);
        int port = number(wanted);
        if (port == 0) return anyPort(address);
        if (isFree(address, port)) return port;
        throw CommandFailure.usage("FUGU_PORT is " + port + ", which cannot be had on " + bind
                + "; stop what listens there, or choose another port");
    }

    private static int number(String text) {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= MOST_PORT) return Integer.parseInt(text);
        throw CommandFailure.usage("FUGU_PORT is '" + text + "'; a port is a number from 0 to " + MOST_PORT);
    }

    private static boolean isFree(InetAddress address, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyPort(InetAddress address) {
        try (var socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw CommandFailure.usage("nothing can listen on " + address.getHostAddress() + ": " + e.getMessage());
        }
    }
}
