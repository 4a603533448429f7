package org.quietdrop.node;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.nio.file.Path;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.daemon.DaemonProgram;
import org.quietdrop.node.daemon.Silence;
import org.quietdrop.node.demo.Demo;

/** The program. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) throws Exception {
        Silence.begin();
        int code;
        InstantSource clock = InstantSource.system();
        SystemRandom random = new SystemRandom();
        try {
            if (List.of(args).contains("demo")) {
                code = Demo.run(System.out, System.err, clock, random);
            } else {
                String listen = args[4];
                String pass = new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
                new DaemonProgram(clock, random, System.err)
                        .run(Path.of(args[1]), Map.of("listen", listen, "mdns", "off"), pass.toCharArray());
                code = 0;
            }
        } catch (UserError e) {
            System.err.println("quietdrop: " + e.text() + " " + e.hint());
            code = e.exit().code();
        }
        System.exit(code);
    }
}
