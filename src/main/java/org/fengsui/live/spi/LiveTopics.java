package org.fengsui.live.spi;

import org.fengsui.live.Topic;
import org.fengsui.organization.Actor;

/** Decides who may be told of a kind of topic. A topic of which no module says that it is visible is told to nobody. */
public interface LiveTopics {

    /** Whether the topic is of this module, exists, and the actor may see what it stands for. */
    boolean visible(Topic topic, Actor actor);
}
