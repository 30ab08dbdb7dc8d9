package org.fengsui.plan;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The days off that working days are counted by: those shipped, with the site's own file over them. */
@Configuration(proxyBeanMethods = false)
class PlanConfiguration {

    /** @param file {@code fengsui.plan.holidays}, checked before anything starts; empty = none */
    @Bean
    PlanRhythm planRhythm(@Value("${fengsui.plan.holidays:}") String file) throws Holidays.Unreadable {
        return new PlanRhythm(file.isBlank() ? Holidays.shipped() : Holidays.shipped().with(Holidays.read(Path.of(file))));
    }
}
