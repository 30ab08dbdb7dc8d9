package org.fengsui.system;

import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The settings under {@code fengsui} that belong to no other module. {@link SiteSettings} has checked them before this
 * record is bound.
 *
 * @param zone the zone in which local times are written and read
 * @param publicAddress the URL under which users reach the server
 * @param demo whether demo accounts and data are laid down
 * @param database the embedded database
 */
@Validated
@ConfigurationProperties("fengsui")
record SystemSettings(@NotNull ZoneId zone, @NotNull URI publicAddress, boolean demo,
        @NotNull @Valid Database database) {

    /** @param folder where the embedded database keeps its data; unused when spring.datasource.url is set */
    record Database(@NotNull Path folder) {
    }
}
