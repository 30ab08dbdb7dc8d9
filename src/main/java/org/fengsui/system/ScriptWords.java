package org.fengsui.system;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the pages' script needs to go on in the reader's language where the server's words end: times that run on,
 * the state of the connection, and what waits to be sent. Pages reach it as {@code @script}.
 */
@Component("script")
class ScriptWords {

    private static final List<String> KEYS = List.of("layout.list-comma", "layout.time.this-year", "layout.time.other-year",
            "layout.time.just-now", "layout.time.seconds-ago",
            "layout.time.minutes-ago", "layout.time.ago", "layout.time.left", "layout.time.late",
            "layout.time.under-a-minute", "layout.time.minutes", "layout.time.hours", "layout.time.hours-minutes",
            "layout.time.days", "layout.time.days-hours", "layout.live.live", "layout.live.reconnecting",
            "layout.live.offline", "layout.live.signed-out", "layout.live.signed-out-long", "layout.live.stale",
            "layout.live.unseen", "layout.live.gone", "layout.live.changed", "layout.live.alarms", "layout.live.sound-on",
            "layout.live.sound-off", "drafts.restored", "drafts.clear", "keys.close",
            "layout.error-title", "layout.field-problem", "task.notice.none-ticked", "layout.outbox.waiting", "layout.outbox.sign-in",
            "layout.outbox.go-sign-in", "layout.outbox.refused", "layout.outbox.other", "layout.outbox.see",
            "layout.outbox.copy", "layout.outbox.stored", "layout.outbox.received", "layout.outbox.sending",
            "layout.outbox.mark", "layout.outbox.not-taken", "layout.outbox.open-task", "layout.outbox.fill-in",
            "layout.outbox.required", "layout.outbox.no-room", "layout.outbox.too-large",
            "layout.outbox.refused-by-status", "layout.outbox.saved", "layout.outbox.do.receipt",
            "layout.outbox.do.progress", "layout.outbox.do.completion", "layout.outbox.do.return",
            "layout.outbox.do.handover", "layout.outbox.do.chase-answer");

    private final ZoneId zone;
    private final MessageSource messages;
    private final JsonMapper json;

    ScriptWords(ZoneId zone, MessageSource messages, JsonMapper json) {
        this.zone = zone;
        this.messages = messages;
        this.json = json;
    }

    public String zone() {
        return zone.getId();
    }

    /** The words as JSON, by message key without a leading {@code layout.}; {@code {0}} and {@code {1}} stand for numbers. */
    public String words() {
        Map<String, String> words = new TreeMap<>();
        for (String key : KEYS) {
            words.put(key.replaceFirst("^layout\\.", ""), messages.getMessage(key, new Object[] {"{0}", "{1}"},
                    LocaleContextHolder.getLocale()));
        }
        return json.writeValueAsString(words);
    }
}
