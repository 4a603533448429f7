package org.quietdrop.node.doctor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The folder of the node.
 *
 * @param path for people
 * @param exists whether a node's vault is there
 * @param others files and folders in it that others than its owner may use, or own, as people read
 *     them
 * @param knowsRights whether its file system knows who may do what
 * @param fileSystem like {@code ext4}
 * @param free bytes left on its disk, less than 0: not known
 * @param size of that disk, in bytes
 * @param needed bytes that the store keeps free
 * @param written when anything in it was last written
 */
public record HomeFacts(
        String path,
        boolean exists,
        List<String> others,
        boolean knowsRights,
        String fileSystem,
        long free,
        long size,
        long needed,
        Optional<Instant> written) {
    /** Copies the list. */
    public HomeFacts {
        others = List.copyOf(others);
    }
}
