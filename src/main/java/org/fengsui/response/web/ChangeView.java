package org.fengsui.response.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.fengsui.response.Anchors;
import org.fengsui.response.Approval;
import org.fengsui.response.Difference;
import org.fengsui.response.Previews;
import org.fengsui.response.Response;
import org.fengsui.response.Responses;
import org.fengsui.task.Task;

/**
 * What a command did to a response.
 *
 * @param status         awaiting-approval where what was asked for needs another post's signature; otherwise the
 *                       response's own
 * @param level          the level in force
 * @param awaitedLevel   the level that awaits approval; null when none does
 * @param awaitedPosts   posts that may sign it
 */
record ChangeView(UUID id, String status, String level, String awaitedLevel, List<String> awaitedPosts,
                  List<TaskRef> opened, List<TaskRef> withdrawn, List<TaskRef> retimed, List<TaskRef> kept) {

    /** @param actionKey null for an order */
    record TaskRef(UUID id, String actionKey, String unit, String title) {
        static TaskRef of(Task task) {
            return new TaskRef(task.id(), task.actionKey(), task.unit(), task.title());
        }
    }

    static ChangeView of(Responses.Changed changed, Approval pending) {
        Response response = changed.response();
        return new ChangeView(response.id(),
                pending == null ? response.status().code() : Response.Status.AWAITING_APPROVAL.code(),
                response.level(), pending == null ? null : pending.level(), pending == null ? List.of() : pending.posts(),
                refs(changed.opened()), refs(changed.withdrawn()), refs(changed.retimed()), refs(changed.kept()));
    }

    private static List<TaskRef> refs(List<Task> tasks) {
        return tasks.stream().map(TaskRef::of).toList();
    }

    /**
     * What a command would do.
     *
     * @param posts          posts that may sign it; empty = nobody has to
     * @param districtsBelow numbers of district responses that would then be below the city's level
     * @param missing        units of the plan that the site lacks: {@code instead} gets their tasks
     */
    record PreviewView(String planKey, int planVersion, String level, List<String> posts, String authority,
                       List<String> scope, List<String> situations, List<OpeningView> opened, List<TaskRef> withdrawn,
                       List<RetimedView> retimed, List<TaskRef> kept, List<String> districtsBelow,
                       List<Previews.Missing> missing) {

        static PreviewView of(Previews.Preview preview) {
            Difference difference = preview.difference();
            return new PreviewView(preview.version().key(), preview.version().number(), preview.level().code(),
                    preview.authority().posts(), preview.authority().text(), preview.scope(),
                    preview.situations(),
                    OpeningView.of(difference, preview.anchors()),
                    refs(difference.withdrawn()),
                    difference.retimed().stream().map(retiming -> new RetimedView(retiming.task().id(),
                            retiming.task().actionKey(), retiming.task().unit(), retiming.task().title(),
                            retiming.task().every(), retiming.terms().every())).toList(),
                    refs(difference.kept()), preview.districtsBelow(), preview.missing());
        }
    }

    /**
     * @param since from when {@code dueWithin} runs: opening, launch, level, event or action
     * @param after key of the action whose completion it waits for; null otherwise
     * @param dueAt when it would be due if it was done now; null = no limit, or it waits for an action
     */
    record OpeningView(String actionKey, String unit, String title, Duration receiptWithin, Duration dueWithin,
                       Duration every, String since, String after, Instant dueAt) {

        /** @param anchors the moments that limits are counted from; each null where nothing happens at a real time */
        static List<OpeningView> of(Difference difference, Anchors anchors) {
            return difference.opened().stream().map(opening -> new OpeningView(opening.action().key(), opening.unit(),
                    opening.action().title(), opening.terms().receiptWithin(), opening.terms().dueWithin(),
                    opening.terms().every(), opening.action().since().name().toLowerCase(Locale.ROOT),
                    opening.action().after().isEmpty() ? null : opening.action().after(),
                    anchors.dueAt(opening.action(), opening.terms()))).toList();
        }
    }

    /** @param from and to: interval now and then; null = at any time */
    record RetimedView(UUID id, String actionKey, String unit, String title, Duration from, Duration to) {
    }
}
