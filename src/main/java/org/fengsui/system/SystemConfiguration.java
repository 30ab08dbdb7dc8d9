package org.fengsui.system;

import java.time.Clock;
import java.time.ZoneId;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The clock and the zone that every module takes its time from. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SystemSettings.class)
class SystemConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** The zone of the bureau, for showing and reading local times; stored times are instants. */
    @Bean
    ZoneId zone(SystemSettings settings) {
        return settings.zone();
    }
}
