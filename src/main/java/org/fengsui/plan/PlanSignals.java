package org.fengsui.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fengsui.live.Signals;
import org.fengsui.live.Topic;
import org.springframework.stereotype.Component;

/**
 * Tells the open pages of every change of a plan. What is done while a version is made is told to those alone who see
 * it: others could else learn from the signal that there is one.
 */
@Component
class PlanSignals {

    private final Signals signals;

    PlanSignals(Signals signals) {
        this.signals = signals;
    }

    /** A version has taken a step of its life. */
    void moved(Plans.Version version) {
        Set<Topic> topics = new LinkedHashSet<>(List.of(Topic.draft(version.key()), Topic.DRAFTS));
        if (version.open() && !version.approval().unit().isEmpty()) {
            // The home page of the leader who signs the plan of one unit.
            topics.add(Topic.unit(version.approval().unit()));
        }
        if (version.publishedAt() != null) {
            topics.addAll(List.of(Topic.plan(version.key()), Topic.PLANS));
        }
        signals.changed(topics);
    }

    /** Something was said of a version, or a file came to it. */
    void papers(Plans.Version version) {
        signals.changed(version.publishedAt() == null ? List.of(Topic.draft(version.key()))
                : List.of(Topic.draft(version.key()), Topic.plan(version.key())));
    }

    /** The calendar of a plan has changed. */
    void dates(String key) {
        signals.changed(List.of(Topic.plan(key), Topic.PLANS));
    }
}
