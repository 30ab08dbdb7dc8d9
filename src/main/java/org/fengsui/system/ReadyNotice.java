package org.fengsui.system;

import java.util.List;
import java.util.function.BiFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Tells whoever started the server where it is and, with demo data, who to sign in as and what to try first. */
@Component
class ReadyNotice {

    private static final Logger LOG = LoggerFactory.getLogger(ReadyNotice.class);
    private static final String DEMO_PASSWORD = "fengsui-demo";
    private static final String SOME_UNITS = "water, meteorology, emergency, traffic, police …";
    private static final List<String> POSTS = List.of("duty", "office", "deputy", "commander", "government",
            "sysadmin", "secadmin", "auditor");
    private static final List<String> STEPS = List.of("report", "launch", "task");

    private final SystemSettings settings;
    private final Environment environment;

    ReadyNotice(SystemSettings settings, Environment environment) {
        this.settings = settings;
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void print() {
        LOG.info("\n\n{}", text(address()));
    }

    /** On the embedded site the port may be a free one, known only now. */
    private String address() {
        String port = environment.getProperty("local.server.port");
        if (SiteSettings.production(environment) || port == null) {
            return settings.publicAddress().toString();
        }
        return "http://" + environment.getProperty("server.address", "127.0.0.1") + ":" + port;
    }

    String text(String address) {
        StringBuilder text = new StringBuilder();
        block(text, address, StartTexts::chinese);
        text.append('\n');
        block(text, address, StartTexts::english);
        return text.toString();
    }

    private void block(StringBuilder text, String address, BiFunction<String, Object[], String> words) {
        text.append("  ").append(say(words, "system.ready.title")).append("  ")
                .append(say(words, "system.ready.address")).append(": ").append(address).append('\n');
        if (!settings.demo()) {
            return;
        }
        text.append("  ").append(say(words, "system.ready.accounts", DEMO_PASSWORD)).append(":\n    ");
        for (String post : POSTS) {
            text.append(post).append(' ').append(say(words, "system.ready.account." + post)).append(" · ");
        }
        text.append(say(words, "system.ready.account.units")).append(": ").append(SOME_UNITS).append('\n');
        text.append("  ").append(say(words, "system.ready.try")).append(":\n");
        for (int step = 0; step < STEPS.size(); step++) {
            text.append("    ").append(step + 1).append(". ")
                    .append(say(words, "system.ready.try." + STEPS.get(step))).append('\n');
        }
    }

    private static String say(BiFunction<String, Object[], String> words, String key, Object... arguments) {
        return words.apply(key, arguments);
    }
}
