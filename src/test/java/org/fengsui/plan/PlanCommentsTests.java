package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.fengsui.plan.Plans.Status;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.support.Actors;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** Comments on parts of a version, and its files: made, answered, settled, kept. */
@ServerTest
class PlanCommentsTests {

    private static final String KEY = "comment-plan";

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
        refused("plan-over", () -> comment("plan", "", "太迟"));
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
