package org.fengsui.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.fengsui.attachment.AttachmentStores;
import org.fengsui.organization.Actor;
import org.fengsui.refusal.Invalid;
import org.fengsui.support.Actors;
import org.fengsui.support.Scenario;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** Where there is no room for an attachment it is refused at its field; row and file are there together or not at all. */
@ServerTest
class AttachmentRoomTests {

    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @Autowired
    ApplicationContext context;
    @Autowired
    JdbcClient jdbc;
    @Autowired
    Tasks tasks;
    @Autowired
    TransactionTemplate transaction;
    @TempDir
    Path folder;

    Task task;
    Actor officer;

    @BeforeEach
    void begin() {
        Scenario scenario = new Scenario(context);
        scenario.clock.reset();
        task = scenario.tasks(scenario.active("Ⅳ", "pukou").id()).get(0);
        officer = Actors.officer(task.unit());
    }

    @Test
    void whatExceedsTheQuotaIsRefusedAtItsFieldAndLeavesNothingBehind() throws IOException {
        long used = jdbc.sql("select coalesce(sum(size), 0) from (select distinct digest, size from attachment_file)"
                + " as files").query(Long.class).single();
        Attachments attachments = attachments(DataSize.ofBytes(used + 50), DataSize.ofBytes(0));
        byte[] first = ("水位 " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
        add(attachments, "水位.txt", first);

        assertThatThrownBy(() -> add(attachments, "泵站.txt", first, "又一份".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(Invalid.class, refused -> {
                    assertThat(refused.status()).isEqualTo(507);
                    assertThat(refused.fields()).singleElement().satisfies(field -> {
                        assertThat(field.field()).isEqualTo("file");
                        assertThat(field.code()).isEqualTo("no-room");
                    });
                });
        assertThat(attachments.ofTask(task.id(), officer)).extracting(Attachments.Attachment::name)
                .containsExactly("水位.txt");
        assertThat(files()).hasSize(1);
        // The same content takes no more room.
        add(attachments, "水位副本.txt", first);
        assertThat(attachments.ofTask(task.id(), officer)).hasSize(2);
    }

    @Test
    void aDiskThatWouldBeFilledTakesNothing() throws IOException {
        Attachments attachments = attachments(DataSize.ofBytes(0), DataSize.ofTerabytes(4096));

        assertThatThrownBy(() -> add(attachments, "水位.txt", "水位".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(Invalid.class, refused -> assertThat(refused.status()).isEqualTo(507));
        assertThat(attachments.ofTask(task.id(), officer)).isEmpty();
        assertThat(files()).isEmpty();
    }

    /** Found by the faults: the answer was lost, the disk filled up, and what was sent again was said not to be kept. */
    @Test
    void aFileThatIsSentAgainIsTheSameAttachmentThoughTheDiskIsFullByNow() throws IOException {
        byte[] content = random();
        Attachments.Attachment first = add(attachments(DataSize.ofBytes(0), DataSize.ofBytes(0)), "水位.txt", content);
        Attachments full = attachments(DataSize.ofBytes(0), DataSize.ofTerabytes(4096));

        assertThat(add(full, "水位.txt", content).id()).isEqualTo(first.id());
        assertThat(files()).containsExactly(full.file(first));
        assertThatThrownBy(() -> add(full, "水位.txt", random())).isInstanceOf(Invalid.class);
    }

    @Test
    void aFileWhoseCommandFailedIsSweptAwayAndOnesThatAreNamedOrFreshStay() throws IOException {
        Attachments attachments = attachments(DataSize.ofBytes(0), DataSize.ofBytes(0));
        Attachments.Attachment named = add(attachments, "水位.txt", random());
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
            attachments.add(task.id(), "失败.txt", new ByteArrayInputStream(random()), officer);
            throw new IllegalStateException("the connection broke");
        })).isInstanceOf(IllegalStateException.class);
        Path halfReceived = Files.createTempFile(folder, AttachmentStores.INCOMING, "");
        for (Path file : files()) {
            Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
        }
        Path fresh = folder.resolve("aa").resolve("a".repeat(64));
        Files.createDirectories(fresh.getParent());
        Files.write(fresh, random());
        assertThat(files()).hasSize(4);

        AttachmentStores.sweep(folder, jdbc, transaction, LONG_AGO.plusSeconds(1));

        assertThat(halfReceived).doesNotExist();
        assertThat(files()).containsExactlyInAnyOrder(attachments.file(named), fresh);
    }

    private Attachments attachments(DataSize quota, DataSize reserve) {
        return new Attachments(jdbc, tasks, new Scenario(context).clock, AttachmentStores.at(folder, reserve, quota, jdbc));
    }

    private Attachments.Attachment add(Attachments attachments, String name, byte[]... parts) {
        InputStream content = InputStream.nullInputStream();
        for (byte[] part : parts) {
            content = new java.io.SequenceInputStream(content, new ByteArrayInputStream(part));
        }
        InputStream all = content;
        return transaction.execute(status -> attachments.add(task.id(), name, all, officer));
    }

    private static byte[] random() {
        return ("泵站 " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
    }

    private java.util.List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
