package org.fengsui.support;

import java.util.Set;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;

/** People of the demo organisation, for tests that call the modules directly. */
public final class Actors {

    public static final Actor DUTY = new Actor("duty", "值班员", "office", Set.of(Post.DUTY, Post.OFFICER));
    public static final Actor OFFICE =
            new Actor("office", "市防办负责人", "office", Set.of(Post.OFFICE, Post.OFFICER, Post.LEADER));
    public static final Actor COMMANDER =
            new Actor("commander", "指挥", "headquarters", Set.of(Post.COMMANDER, Post.OFFICER, Post.LEADER));
    public static final Actor GOVERNMENT =
            new Actor("government", "市政府", "government", Set.of(Post.GOVERNMENT, Post.OFFICER, Post.LEADER));
    /** Holds every signing post, so that each change takes effect at once. */
    public static final Actor EVERY_POST = new Actor("commander", "指挥", "headquarters",
            Set.of(Post.OFFICE, Post.DEPUTY, Post.COMMANDER, Post.GOVERNMENT));

    private Actors() {
    }

    public static Actor officer(String unit) {
        return new Actor(unit, unit, unit, Set.of(Post.OFFICER));
    }
}
