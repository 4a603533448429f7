package org.quietdrop.discovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A node that does nothing but discover, for the test in network namespaces. Prints {@code up
 * NAME}, then {@code appeared NAME ADDRESS [connected|refused]} and {@code vanished NAME}; answers
 * the line {@code status} with its status; ends when its standard input does.
 */
final class SightingsMain {
    private static final SecureRandom RANDOM = new SecureRandom();

    private SightingsMain() {}

    public static void main(String[] args) throws IOException {
        MdnsOptions options =
                args.length > 0 ? MdnsOptions.on(args[0]) : MdnsOptions.everywhere().beacon(0);
        try (ServerSocket server = new ServerSocket(0);
                MdnsDiscovery discovery =
                        new MdnsDiscovery(
                                options,
                                InstantSource.system(),
                                SightingsMain::random,
                                SightingsMain::print);
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            discovery.browse(ServiceKind.NODE, true);
            discovery.announce(ServiceKind.NODE, server.getLocalPort(), Optional.empty());
            say("up " + discovery.instance(ServiceKind.NODE));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                say("status " + discovery.status());
            }
        }
        say("down");
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static void print(Sighting sighting) {
        switch (sighting) {
            case Sighting.Appeared seen -> Thread.ofVirtual().start(() -> dial(seen));
            case Sighting.Vanished gone -> say("vanished " + gone.instance());
        }
    }

    private static void dial(Sighting.Appeared seen) {
        String result = "refused";
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(seen.at().getAddress(), seen.at().getPort()), 3000);
            result = "connected";
        } catch (IOException e) {
            // Said in the line below.
        }
        say(
                "appeared %s %s %s"
                        .formatted(
                                seen.instance(), seen.at().getAddress().getHostAddress(), result));
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }
}
