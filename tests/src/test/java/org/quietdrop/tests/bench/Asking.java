package org.quietdrop.tests.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One question and its answer, without a start of Java for it. */
final class Asking {
    private Asking() {}

    /** A call over a control socket; its line. */
    static String unix(Path socket, String method, String params) throws IOException {
        String line =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
                        + method
                        + "\",\"params\":"
                        + params
                        + "}\n";
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer in = ByteBuffer.allocate(4096);
            while (channel.read(in) >= 0) {
                answer.write(in.array(), 0, in.position());
                if (in.position() > 0 && in.get(in.position() - 1) == '\n') break;
                in.clear();
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    /** Whether a byte comes back. */
    static boolean echo(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write('x');
            return socket.getInputStream().read() == 'x';
        }
    }
}
