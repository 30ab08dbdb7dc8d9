package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.plan.Plans.Status;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Rejected;
import org.fengsui.support.Actors;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Comments on parts of a version, and its files: made, answered, settled, kept. */
@ServerTest
class PlanCommentsTests {

    private static final String KEY = "comment-plan";
    private static final Actor OTHER_REVIEWER = new Actor("director", "演练导调", "emergency", Set.of(Post.REVIEWER));

    @Autowired
    ApplicationContext context;
    @Autowired
    PlanComments comments;
    @Autowired
    PlanAttachments attachments;
    @Autowired
    PlanLife life;
    @Autowired
    Plans plans;
    @Autowired
    JdbcClient jdbc;
    @Autowired
    TransactionTemplate transactions;

    final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @BeforeEach
    @AfterEach
    void forget() {
        LifePlans.forget(context, KEY);
    }

    @Test
    void eachPartOfAPlanCanBeCommentedOnAndAnsweredAndSettled() {
        LifePlans.at(context, KEY, Status.SUBMITTED);
        PlanComments.Comment comment = comment("action", "forecast", "间隔的依据？");
        assertThat(comment.targetName()).isEqualTo("发布高温预报");
        assertThat(comment("level", "橙", "由谁决定？").targetName()).isEqualTo("橙色响应");
        assertThat(comment("trigger", "heat-red", "与上级一致？").targetName()).isEqualTo("40℃以上");
        comment("clause", "3.2.1", "措辞");
        comment("plan", "", "总体可行");
        assertThat(comment("action", "forecast", "间隔的依据？").id()).as("sent twice").isEqualTo(comment.id());
        assertThat(comments.of(plans.version(KEY, 1))).hasSize(5);
        assertThatThrownBy(() -> comment("action", "nothing", "？")).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> comment("chapter", "1", "？")).isInstanceOf(Invalid.class);

        assertThat(comments.answer(comment.id(), "按气象局规定", LifePlans.PLANNER).answers()).hasSize(1);
        assertThat(comments.answer(comment.id(), "按气象局规定", LifePlans.PLANNER).answers()).as("sent twice").hasSize(1);
        refused("plan-comment-author-only", () -> comments.settle(comment.id(), LifePlans.PLANNER));
        assertThat(comments.settle(comment.id(), LifePlans.REVIEWER).open()).isFalse();
        refused("plan-comment-settled", () -> comments.answer(comment.id(), "还有", LifePlans.PLANNER));
        assertThat(comments.of(plans.version(KEY, 1)).get(4).id()).as("settled last").isEqualTo(comment.id());
    }

    @Test
    void commentsStayWhenTheDraftIsReplacedAndWhenTheVersionIsPublished() {
        LifePlans.at(context, KEY, Status.SUBMITTED);
        comment("level", "黄", "改名");
        life.sign(KEY, 1, "rejected", "改名", null, LifePlans.REVIEWER);
        life.draft(LifePlans.special(KEY, "蓝色响应"), BroughtForms.NONE, LifePlans.PLANNER);
        LifePlans.at(context, LifePlans.special(KEY, "蓝色响应"), Status.PUBLISHED);

        assertThat(comments.of(plans.version(KEY, 1))).singleElement()
                .satisfies(kept -> assertThat(kept.targetName()).isEqualTo("黄色响应"));
        refused("plan-comments-closed", () -> comment("plan", "", "太迟"));
    }

    @Test
    void aCommentThatIsSettledStaysSettledWhoeverSaysSoAgain() {
        LifePlans.at(context, KEY, Status.SUBMITTED);
        PlanComments.Comment comment = comment("plan", "", "由谁牵头？");
        PlanComments.Comment settled = comments.settle(comment.id(), LifePlans.REVIEWER);

        assertThat(comments.settle(comment.id(), LifePlans.REVIEWER)).isEqualTo(settled);
        assertThat(comments.settle(comment.id(), OTHER_REVIEWER)).as("by whom it was settled first").isEqualTo(settled);
        refused("plan-comment-author-only", () -> comments.settle(comment.id(), LifePlans.PLANNER));
        PlanComments.Comment open = comment("plan", "", "没有答复");
        LifePlans.sign(context, KEY, Status.PUBLISHED);
        assertThat(comments.settle(comment.id(), LifePlans.REVIEWER)).isEqualTo(settled);
        refused("plan-comments-closed", () -> comments.settle(open.id(), LifePlans.REVIEWER));
        refused("plan-comments-closed", () -> comments.answer(open.id(), "太迟", LifePlans.PLANNER));
    }

    @Test
    void theSameCommentSentManyTimesAtOnceIsOne() throws Exception {
        LifePlans.at(context, KEY, Status.SUBMITTED);
        CyclicBarrier start = new CyclicBarrier(4);
        List<Callable<PlanComments.Comment>> same = Collections.nCopies(4, () -> {
            start.await();
            return comment("plan", "", "由谁牵头？");
        });
        for (Future<PlanComments.Comment> one : threads.invokeAll(same)) {
            one.get();
        }
        PlanComments.Comment only = comments.of(plans.version(KEY, 1)).get(0);
        List<Callable<PlanComments.Comment>> answers = Collections.nCopies(4, () -> {
            start.await();
            return comments.answer(only.id(), "市水务局", LifePlans.PLANNER);
        });
        for (Future<PlanComments.Comment> one : threads.invokeAll(answers)) {
            one.get();
        }

        assertThat(comments.of(plans.version(KEY, 1))).singleElement()
                .satisfies(comment -> assertThat(comment.answers()).hasSize(1));
    }

    @Test
    void nothingIsSaidAboutAVersionWhileItComesIntoForce() throws Exception {
        LifePlans.at(context, KEY, Status.APPROVED);
        Future<PlanComments.Comment> late = transactions.execute(state -> {
            life.publish(KEY, 1, LifePlans.PLANNER);
            Future<PlanComments.Comment> said = threads.submit(() -> comment("plan", "", "太迟"));
            // It has found the version in the making and waits for what becomes of it.
            while (!said.isDone() && waiting() == 0) {
                Thread.onSpinWait();
            }
            return said;
        });

        assertThatThrownBy(late::get).rootCause().isInstanceOfSatisfying(Rejected.class,
                refusal -> assertThat(refusal.code()).isEqualTo("plan-comments-closed"));
        assertThat(comments.of(plans.version(KEY, 1))).isEmpty();
    }

    private long waiting() {
        return jdbc.sql("select count(*) from pg_locks where not granted").query(Long.class).single();
    }

    @Test
    void onlyThoseWhoWriteAndSignMaySaySomething() {
        LifePlans.at(context, KEY, Status.DRAFT);
        assertThatThrownBy(() -> comments.add(KEY, 1, "plan", "", "？", Actors.officer("water"))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> comments.add(KEY, 1, "plan", "", "？", Actors.OFFICE)).isInstanceOf(Forbidden.class);
        comments.add(KEY, 1, "plan", "", "请政府看", Actors.GOVERNMENT);
        Actor writerWhoReviews = new Actor("planner", "预案编制员", "emergency", Set.of(Post.PLANNER, Post.REVIEWER));
        PlanComments.Comment asked = comment("plan", "", "请说明");
        refused("plan-comment-author-only", () -> comments.settle(asked.id(), writerWhoReviews));
    }

    @Test
    void filesAreKeptWithTheirDigestAndTheSameFileOnce() {
        LifePlans.at(context, KEY, Status.APPROVED);
        PlanAttachments.Attachment first = attach("signed", "签发文本.txt", LifePlans.PLANNER);
        assertThat(attach("signed", "签发文本.txt", LifePlans.PLANNER).id()).isEqualTo(first.id());
        attach("other", "说明.txt", Actors.OFFICE);
        Plans.Version version = plans.version(KEY, 1);
        assertThat(attachments.of(version, LifePlans.REVIEWER)).extracting(PlanAttachments.Attachment::kind)
                .containsExactly("signed", "other");
        assertThat(first.digest()).hasSize(64);
        assertThat(attachments.file(first)).hasContent("签发文本.txt");
        assertThatThrownBy(() -> attach("secret", "说明.txt", LifePlans.PLANNER)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> attach("other", "说明.pdf", LifePlans.PLANNER)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> attach("other", "说明.txt", Actors.COMMANDER)).isInstanceOf(Forbidden.class);
        life.withdraw(KEY, 1, "作废", LifePlans.PLANNER);
        refused("plan-over", () -> attach("other", "又一份.txt", LifePlans.PLANNER));
    }

    @Test
    void theTextSignedIsKeptAsSuchThoughTheFileIsThereAsAnother() {
        LifePlans.at(context, KEY, Status.APPROVED);
        PlanAttachments.Attachment other = attach("other", "预案.txt", LifePlans.PLANNER);
        PlanAttachments.Attachment signed = attach("signed", "预案.txt", LifePlans.PLANNER);

        assertThat(signed.id()).isNotEqualTo(other.id());
        assertThat(attach("other", "预案.txt", LifePlans.PLANNER).id()).isEqualTo(other.id());
        assertThat(attach("signed", "预案.txt", LifePlans.PLANNER).id()).isEqualTo(signed.id());
        LifePlans.sign(context, KEY, Status.PUBLISHED);
        assertThat(attachments.of(plans.version(KEY, 1), Actors.officer("water")))
                .extracting(PlanAttachments.Attachment::id).containsExactly(signed.id());
    }

    @Test
    void aFileAttachedInErrorIsStruckAndIsThenForThoseInsideOnly() {
        LifePlans.at(context, KEY, Status.PUBLISHED);
        Actor officer = Actors.officer("water");
        PlanAttachments.Attachment wrong = attach("signed", "名单.txt", LifePlans.PLANNER);
        assertThat(attachments.attachment(wrong.id(), officer).name()).isEqualTo("名单.txt");
        assertThatThrownBy(() -> attachments.strike(wrong.id(), " ", LifePlans.PLANNER)).isInstanceOf(Invalid.class);
        refused("plan-attacher-only", () -> attachments.strike(wrong.id(), "误传", Actors.COMMANDER));
        refused("plan-attacher-only", () -> attachments.strike(wrong.id(), "误传", officer));

        PlanAttachments.Attachment struck = attachments.strike(wrong.id(), "含有手机号码", LifePlans.PLANNER);
        assertThat(struck.struckBy()).isEqualTo("planner");
        assertThat(struck.struckReason()).isEqualTo("含有手机号码");
        assertThat(attachments.strike(wrong.id(), "又一次", Actors.OFFICE)).as("stays as it was struck").isEqualTo(struck);
        assertThatThrownBy(() -> attachments.attachment(wrong.id(), officer)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> attachments.strike(wrong.id(), "误传", officer)).isInstanceOf(NotFound.class);
        assertThat(attachments.of(plans.version(KEY, 1), officer)).isEmpty();
        assertThat(attachments.of(plans.version(KEY, 1), LifePlans.REVIEWER)).containsExactly(struck);
        assertThat(attachments.file(struck)).as("kept as evidence").hasContent("名单.txt");
        assertThat(attach("signed", "名单.txt", LifePlans.PLANNER).id()).as("it may come again")
                .isNotEqualTo(wrong.id());

        life.withdraw(KEY, 1, "不再适用", Actors.OFFICE);
        PlanAttachments.Attachment late = attachments.of(plans.version(KEY, 1), officer).get(0);
        assertThat(attachments.strike(late.id(), "含有手机号码", LifePlans.REVIEWER).struck()).as("in any state").isTrue();
        assertThat(jdbc.sql("""
                select actor || ' ' || result from audit_entry where type = 'plan.attachment-strike'
                    and detail::jsonb ->> 'id' = ? order by at, lane, seq""").param(late.id().toString())
                .query(String.class).list()).containsExactly("reviewer ok");
    }

    @Test
    void aTextSignedBelongsToWhatTheVersionSaidThen() {
        LifePlans.at(context, KEY, Status.SUBMITTED);
        PlanAttachments.Attachment before = attach("signed", "签发文本.txt", LifePlans.PLANNER);
        assertThat(before.earlier(plans.version(KEY, 1))).isFalse();
        life.recall(KEY, 1, "", LifePlans.PLANNER);
        assertThat(attach("signed", "签发文本.txt", LifePlans.PLANNER).id()).as("nothing has changed")
                .isEqualTo(before.id());

        Plans.Version changed = life.draft(LifePlans.special(KEY, "蓝色响应"), BroughtForms.NONE, LifePlans.PLANNER);

        assertThat(attachments.of(changed, LifePlans.PLANNER)).singleElement()
                .satisfies(file -> assertThat(file.earlier(changed)).isTrue());
        PlanAttachments.Attachment again = attach("signed", "签发文本.txt", LifePlans.PLANNER);
        assertThat(again.id()).isNotEqualTo(before.id());
        assertThat(again.earlier(changed)).isFalse();
    }

    private PlanComments.Comment comment(String about, String target, String text) {
        return comments.add(KEY, 1, about, target, text, LifePlans.REVIEWER);
    }

    private PlanAttachments.Attachment attach(String kind, String name, Actor actor) {
        return attachments.add(KEY, 1, kind, name, new ByteArrayInputStream(name.getBytes(StandardCharsets.UTF_8)), actor);
    }

    private static void refused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable command) {
        assertThatThrownBy(command).isInstanceOfSatisfying(Refusal.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
