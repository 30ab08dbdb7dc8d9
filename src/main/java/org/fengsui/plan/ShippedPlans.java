package org.fengsui.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Publishes the models that are shipped in {@code processes/} at start, where they are new or have changed and the site has
 * no version of its own.
 */
@Component
@Order(1)
class ShippedPlans implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(ShippedPlans.class);

    private final ReferenceModels models;
    private final ResourcePatternResolver resources;

    ShippedPlans(ReferenceModels models, ResourcePatternResolver resources) {
        this.models = models;
        this.resources = resources;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        Resource[] files = resources.getResources("classpath*:processes/*/*.bpmn");
        Arrays.sort(files, Comparator.comparing(Resource::getFilename));
        for (Resource model : files) {
            String decisions = model.getFilename().replaceFirst("\\.bpmn$", ".dmn");
            models.ship(new Models(model.getContentAsString(StandardCharsets.UTF_8),
                    model.createRelative(decisions).getContentAsString(StandardCharsets.UTF_8), List.of()))
                    .ifPresent(version -> log.info("Plan {} version {} is in force", version.key(), version.number()));
        }
    }
}
