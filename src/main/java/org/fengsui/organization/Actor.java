package org.fengsui.organization;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.fengsui.audit.Who;

/**
 * Who acts: always an argument of a command, never taken from the surroundings.
 *
 * @param username account, or {@code system} for the clock
 * @param name     as shown, e.g. 水务局值班员
 * @param unit     code of the unit; empty for the system
 * @param posts    held now, granted or as a deputy (代理)
 * @param deputyOf for each post held only as a deputy: the name of whom for
 */
public record Actor(String username, String name, String unit, Set<Post> posts, Map<Post, String> deputyOf)
        implements Who {

    /** The server itself, acting when a time has come. */
    public static final Actor SYSTEM = new Actor("system", "系统", "", Set.of());

    private static final Set<Post> OVERSIGHT =
            Set.of(Post.GOVERNMENT, Post.DIRECTOR, Post.EVALUATOR, Post.AUDITOR);

    public Actor {
        posts = Set.copyOf(posts);
        deputyOf = Map.copyOf(deputyOf);
    }

    public Actor(String username, String name, String unit, Set<Post> posts) {
        this(username, name, unit, posts, Map.of());
    }

    /** One of the three administrators (三员), whose posts exclude every other. */
    public boolean administers() {
        return posts.stream().anyMatch(Post::administers);
    }

    public boolean holds(Post post) {
        return posts.contains(post);
    }

    /** Whether one of these posts, given by code, is the actor's. */
    public boolean holdsAny(Collection<String> postCodes) {
        return posts.stream().anyMatch(post -> postCodes.contains(post.code()));
    }

    /** Works at the command post (指挥部): reports, launches, orders, and sees everything of a response. */
    public boolean commands() {
        return posts.stream().anyMatch(Post::commands);
    }

    /** Sees all responses, whether or not the own unit takes part. */
    public boolean oversees() {
        return commands() || posts.stream().anyMatch(OVERSIGHT::contains);
    }

    /** Does the work of the own unit. */
    public boolean worksFor(String unitCode) {
        return unit.equals(unitCode) && (holds(Post.OFFICER) || holds(Post.LEADER));
    }

    /** Code of the unit whose work the actor does, and so may see; empty for whoever has an office there and no such work. */
    public String workUnit() {
        return holds(Post.OFFICER) || holds(Post.LEADER) ? unit : "";
    }

    @Override
    public Set<String> postCodes() {
        return posts.stream().map(Post::code).collect(Collectors.toSet());
    }
}
