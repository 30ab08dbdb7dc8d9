package org.fengsui.attachment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** Stores in folders of tests' own, with as much room as a test gives them. */
public final class AttachmentStores {

    /** How the names of files begin that are still coming in. */
    public static final String INCOMING = AttachmentFolder.INCOMING;

    private AttachmentStores() {
    }

    public static AttachmentStore at(Path folder, DataSize reserve, DataSize quota, JdbcClient jdbc) {
        return new AttachmentStore(jdbc, new AttachmentFolder(folder, reserve), quota);
    }

    /** Takes away what no row names and nobody has touched since. */
    public static void sweep(Path folder, JdbcClient jdbc, TransactionTemplate transaction, Instant before) throws IOException {
        new AttachmentSweep(new AttachmentFolder(folder, DataSize.ofBytes(0)), jdbc, transaction).sweep(before);
    }
}
