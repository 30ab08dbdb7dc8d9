package org.fengsui.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between browsers and the server that a test can cut: what is open breaks, and nothing new gets through. */
public final class Network implements AutoCloseable {

    private final int serverPort;
    private final ServerSocket entrance;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    public Network(int serverPort) {
        this.serverPort = serverPort;
        try {
            entrance = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** Where browsers connect. */
    public int port() {
        return entrance.getLocalPort();
    }

    public void cut() {
        cut = true;
        open.forEach(Network::close);
        open.clear();
    }

    public void restore() {
        cut = false;
    }

    @Override
    public void close() {
        cut();
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket browser = entrance.accept();
                if (cut) {
                    close(browser);
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                open.add(browser);
                open.add(server);
                daemon(() -> pass(browser, server));
                daemon(() -> pass(server, browser));
            } catch (IOException e) {
                if (!entrance.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Until either side hangs up, which is the ordinary end of a connection. */
    private void pass(Socket from, Socket to) {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException hungUp) {
            open.remove(to);
        }
        open.remove(from);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "test-network");
        thread.setDaemon(true);
        thread.start();
    }
}
