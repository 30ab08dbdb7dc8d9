package org.fengsui.response;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of clean-up and archiving (归档).
 *
 * @param every          how often a batch is done
 * @param batch          number of rows of one batch
 * @param incidentsAfter how long nothing must have happened to an incident before it is archived
 * @param requestsAfter  how long a request id is known again
 */
@Validated
@ConfigurationProperties("fengsui.archive")
record ArchiveSettings(@NotNull Duration every, @Min(1) @Max(10_000) int batch, @NotNull Duration incidentsAfter,
                       @NotNull Duration requestsAfter) {
}
