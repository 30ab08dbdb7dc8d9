package org.fengsui.task;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Rejected;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was sent under a request id (幂等键), by person: a phone that never heard the answer sends the same again, and by
 * then the task may be in another state. Asked and written within the command's transaction, under the response's lock.
 */
@Component
class TaskRequests {

    private final JdbcClient jdbc;
    private final JsonMapper json;

    TaskRequests(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json.rebuild().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
    }

    /**
     * @param id      empty = none, which is never the same again
     * @param kind    of the command
     * @param taskId  null for several tasks at once
     * @param content all that was sent
     */
    record Request(String id, String kind, UUID taskId, List<?> content, Actor actor) {
    }

    /** @throws org.fengsui.refusal.Invalid when it is too long or unreadable */
    static String id(String sent) {
        Checks checks = new Checks();
        String id = checks.optional("requestId", sent, Checks.TITLE);
        checks.done();
        return id;
    }

    /**
     * When this very request was taken before; empty when it is new.
     *
     * @throws Rejected task-request-used, when the person sent something else under the same id
     */
    Optional<Instant> taken(Request request) {
        if (request.id().isEmpty()) {
            return Optional.empty();
        }
        // The same id may be on its way to another response, behind another lock.
        jdbc.sql("select pg_advisory_xact_lock(hashtext(?))")
                .param("task:" + request.actor().username() + ":" + request.id()).query(rs -> { });
        return jdbc.sql("select kind, task_id, digest, at from task_request where actor = ? and request_id = ?")
                .params(request.actor().username(), request.id())
                .query((row, n) -> {
                    String digest = row.getString("digest");
                    if (digest == null ? !request.kind().equals(row.getString("kind"))
                            || !Rows.uuid(row, "task_id").equals(request.taskId()) : !digest.equals(digest(request))) {
                        throw new Rejected("task-request-used", Rows.instant(row, "at"));
                    }
                    return Rows.instant(row, "at");
                }).optional();
    }

    void take(Request request, Instant now) {
        if (!request.id().isEmpty()) {
            jdbc.sql("""
                    insert into task_request (actor, request_id, kind, task_id, digest, at) values (?, ?, ?, ?, ?, ?)""")
                    .params(request.actor().username(), request.id(), request.kind(), request.taskId(),
                            digest(request), Rows.at(now))
                    .update();
        }
    }

    private String digest(Request request) {
        byte[] all = (request.kind() + "\n" + request.taskId() + "\n" + json.writeValueAsString(request.content()))
                .getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
