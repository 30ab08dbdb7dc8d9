package org.fengsui.access;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings under {@code fengsui.access}.
 *
 * @param idle            a session ends this long after its person last did something (空闲退出)
 * @param longest         a session ends this long after the sign-in, whatever was done: a shift
 * @param passwordRules   dengbao (等级保护) or asvs (OWASP ASVS 5.0)
 * @param passwordAge     under dengbao a password must be changed after this time
 * @param passwordHistory under dengbao so many earlier passwords may not come back
 * @param keyFile         holds the key with which the secrets of second factors are encrypted; made when it is missing.
 *                        Nodes share it, and it is kept apart from the backups of the database
 * @param invitation      how long the link of an invitation is valid
 * @param tokenLifetime   how long a token is valid for which nobody asked another time
 * @param longestToken    the longest time that may be asked for
 */
@Validated
@ConfigurationProperties("fengsui.access")
record AccessSettings(@NotNull @DefaultValue("30m") Duration idle, @NotNull @DefaultValue("12h") Duration longest,
                      @NotNull @DefaultValue("dengbao") PasswordRules passwordRules,
                      @NotNull @DefaultValue("90d") Duration passwordAge,
                      @Min(0) @Max(24) @DefaultValue("5") int passwordHistory,
                      @NotNull @DefaultValue("data/access.key") Path keyFile,
                      @NotNull @DefaultValue("72h") Duration invitation,
                      @NotNull @DefaultValue("12h") Duration tokenLifetime,
                      @NotNull @DefaultValue("90d") Duration longestToken) {
}
