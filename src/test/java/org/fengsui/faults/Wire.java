package org.fengsui.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP line between two programs that can be cut, stopped, made deaf and restored. */
final class Wire implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;
    private static final int CONNECT_MILLIS = 2000;

    private final ServerSocket door;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Object flow = new Object();
    private volatile int target;
    private volatile boolean refusing;
    private boolean stalled;

    Wire(int target) throws IOException {
        this.target = target;
        door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        daemon("wire door", this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    void target(int port) {
        target = port;
    }

    /** Resets every connection there is; new ones are let through. */
    void cut() {
        links.forEach(Link::reset);
    }

    /** Resets every connection there is, and every new one until {@link #restore}. */
    void refuse() {
        refusing = true;
        cut();
    }

    /** Carries nothing until {@link #restore}; nobody is told. */
    void stall() {
        synchronized (flow) {
            stalled = true;
        }
    }

    /** What is asked is carried, what is answered is lost: the present connections never hear again. */
    void deafen() {
        links.forEach(link -> link.deaf = true);
    }

    void restore() {
        refusing = false;
        synchronized (flow) {
            stalled = false;
            flow.notifyAll();
        }
        links.stream().filter(link -> link.deaf).forEach(Link::reset);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                if (refusing) {
                    reset(near);
                } else {
                    daemon("wire link", () -> link(near));
                }
            } catch (IOException closed) {
                // The door is closed, or a caller went away before it was let in.
                continue;
            }
        }
    }

    private void link(Socket near) {
        try {
            Socket far = new Socket();
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Link link = new Link(near, far);
            links.add(link);
            daemon("wire back", () -> link.carry(far, near, true));
            link.carry(near, far, false);
        } catch (IOException unreachable) {
            reset(near);
        }
    }

    private void awaitFlow() {
        synchronized (flow) {
            while (stalled) {
                try {
                    flow.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException closedAlready) {
            // It is gone, which is all that was wanted.
            return;
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        restore();
        cut();
    }

    private final class Link {

        private final Socket near;
        private final Socket far;
        private volatile boolean deaf;

        Link(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void carry(Socket from, Socket to, boolean back) {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    awaitFlow();
                    if (!(back && deaf)) {
                        out.write(buffer, 0, n);
                    }
                }
                awaitFlow();
                links.remove(this);
                near.close();
                far.close();
            } catch (IOException cut) {
                // Either end is gone: so is the link.
                reset();
            }
        }

        void reset() {
            links.remove(this);
            Wire.reset(near);
            Wire.reset(far);
        }
    }
}
