package org.quietdrop.node.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Who may look into the home, what it lies on, and how much room is left. */
final class HomeCheck {
    /** Named in one line at most. */
    private static final int NAMED = 4;

    private static final Set<String> REMOTE =
            Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afpfs", "webdav");

    private HomeCheck() {}

    static List<Finding> of(Facts facts) {
        HomeFacts home = facts.home();
        if (!home.exists()) return List.of();
        List<Finding> all = new ArrayList<>();
        all.add(rights(facts, home));
        String type = home.fileSystem().toLowerCase(Locale.ROOT);
        if (REMOTE.contains(type)) {
            all.add(
                    new Finding.Warn(
                            "home-remote",
                            "the home lies on another machine ("
                                    + type
                                    + "): who runs that has the sealed files, and locks may not"
                                    + " hold there",
                            "keep it on a disk of this machine: quietdrop --home DIR"));
        }
        all.add(room(home));
        return all;
    }

    private static Finding rights(Facts facts, HomeFacts home) {
        if (!home.knowsRights()) {
            return facts.platform() == Platform.WINDOWS
                    ? new Finding.Unchecked(
                            "rights-unknown",
                            "not checked: who else may open the files of the home",
                            "keep it in your own user folder")
                    : new Finding.Warn(
                            "home-without-rights",
                            "the home lies on a file system ("
                                    + home.fileSystem()
                                    + ") that keeps nobody out: every user of this machine can"
                                    + " take its files, sealed as they are",
                            "keep it on another one: quietdrop --home DIR");
        }
        if (home.others().isEmpty()) {
            return new Finding.Well("rights", "the home belongs to you alone");
        }
        List<String> some = home.others().stream().limit(NAMED).toList();
        int more = home.others().size() - some.size();
        return new Finding.Fail(
                "rights-open",
                "others may get at files of the home: "
                        + String.join(", ", some)
                        + (more > 0 ? " and " + more + " more" : ""),
                "chmod -R go-rwx \"" + home.path() + "\"");
    }

    private static Finding room(HomeFacts home) {
        if (home.free() < 0) {
            return new Finding.Unchecked(
                    "room-unknown", "not checked: how much room is left for the home");
        }
        String left = Say.bytes(home.free()) + " left on the disk of the home";
        List<String> advice = List.of("make room; what is kept can be read meanwhile");
        if (home.free() < home.needed()) {
            return new Finding.Fail(
                    "disk-full",
                    "only " + left + ": nothing can be written, and nothing is accepted",
                    advice);
        }
        if (home.free() < 2 * home.needed() || home.free() < home.size() / 100) {
            return new Finding.Warn("disk-low", "only " + left, advice);
        }
        return new Finding.Well("room", left);
    }
}
