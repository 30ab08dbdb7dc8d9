package org.fengsui.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the record.
 *
 * @param lanes       number of chains that are written to
 * @param node        name of this server in the record; empty = the machine's
 * @param anchor      file to which the heads are written; its public key lies beside it, {@code <anchor>.pub}
 * @param key         file of the private key that signs them; generated when there is none
 * @param anchorEvery how often
 */
@Validated
@ConfigurationProperties("fengsui.audit")
record AuditSettings(@Min(1) @Max(16) int lanes, String node, @NotNull Path anchor, @NotNull Path key,
                     @NotNull Duration anchorEvery) {
}
