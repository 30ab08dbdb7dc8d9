package org.fengsui.response.web;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.task.Attachments;
import org.fengsui.task.Task;
import org.springframework.stereotype.Component;

/** Photos and files of a response's tasks, the newest first, each with its unit and its task. */
@Component
class Gallery {

    private final Attachments attachments;
    private final Organization organization;

    Gallery(Attachments attachments, Organization organization) {
        this.attachments = attachments;
        this.organization = organization;
    }

    /** @param tasks those of the response that the actor may see */
    Shown ofResponse(UUID id, int page, int size, List<Task> tasks, Actor actor) {
        Attachments.Listing found = attachments.ofResponse(id, page, size, actor);
        Map<UUID, String> titles = new HashMap<>();
        tasks.forEach(task -> titles.put(task.id(), task.title()));
        Map<String, String> people = organization.persons(
                found.content().stream().map(Attachments.Attachment::uploadedBy).distinct().toList());
        return new Shown(found.content().stream().map(file -> new Picture(file, organization.name(file.unit()),
                people.get(file.uploadedBy()), titles.getOrDefault(file.taskId(), ""))).toList(), found.totalElements());
    }

    record Shown(List<Picture> pictures, long total) {
    }

    record Picture(Attachments.Attachment file, String unit, String person, String task) {

        /** The ending of its name, for files that have no picture. */
        public String ending() {
            String name = file.name();
            return name.substring(name.lastIndexOf('.') + 1).toUpperCase(java.util.Locale.ROOT);
        }
    }
}
