package org.fengsui.rights;

import java.util.EnumSet;
import java.util.Set;
import org.fengsui.organization.Post;

/**
 * Somebody who calls: nobody, the holder of each post, and people of units as they stand to the task or response that a
 * call is about.
 *
 * @see Rights
 */
enum Role {

    NOBODY(null, null, "未登录", "not signed in"),
    DUTY("duty", Post.DUTY, "值班员", "duty officer"),
    OFFICE("office", Post.OFFICE, "防办负责人", "head of the office"),
    DEPUTY("deputy", Post.DEPUTY, "副指挥", "deputy commander"),
    COMMANDER("commander", Post.COMMANDER, "指挥", "commander"),
    GOVERNMENT("government", Post.GOVERNMENT, "市政府", "government"),
    PLANNER("planner", Post.PLANNER, "预案编制员", "planner"),
    REVIEWER("reviewer", Post.REVIEWER, "预案审核员", "reviewer"),
    DIRECTOR("director", Post.DIRECTOR, "演练导调", "drill director"),
    EVALUATOR("evaluator", Post.EVALUATOR, "评估员", "evaluator"),
    SYSADMIN("sysadmin", Post.SYSADMIN, "系统管理员", "system administrator"),
    SECADMIN("secadmin", Post.SECADMIN, "安全管理员", "security administrator"),
    AUDITOR("auditor", Post.AUDITOR, "审计员", "auditor"),
    OWN_OFFICER(Stage.OWN, Post.OFFICER, "本单位经办人", "officer of the unit concerned"),
    OWN_LEADER(Stage.OWN + "-leader", Post.LEADER, "本单位带班领导", "leader of the unit concerned"),
    PARTNER_OFFICER(Stage.PARTNER, Post.OFFICER, "参与响应的其他单位经办人", "officer of another unit of the response"),
    PARTNER_LEADER(Stage.PARTNER + "-leader", Post.LEADER, "参与响应的其他单位带班领导", "leader of another unit of the response"),
    OUTSIDER(Stage.OUTSIDER, Post.OFFICER, "未参与响应的单位经办人", "officer of a unit outside the response");

    /** Works at the command post (指挥部). */
    static final Set<Role> COMMAND = EnumSet.of(DUTY, OFFICE, DEPUTY, COMMANDER);
    /** Sees every response and does nothing in it. */
    static final Set<Role> OVERSIGHT = EnumSet.of(Role.GOVERNMENT, DIRECTOR, EVALUATOR, AUDITOR);
    static final Set<Role> OWN = EnumSet.of(OWN_OFFICER, OWN_LEADER);
    static final Set<Role> PARTNER = EnumSet.of(PARTNER_OFFICER, PARTNER_LEADER);
    /** Everyone with an account. */
    static final Set<Role> SIGNED_IN = EnumSet.complementOf(EnumSet.of(NOBODY));
    static final Set<Role> ANYBODY = EnumSet.allOf(Role.class);

    /** Of the demo data; null for nobody. */
    final String account;
    final Post post;
    final String chinese;
    final String english;

    Role(String account, Post post, String chinese, String english) {
        this.account = account;
        this.post = post;
        this.chinese = chinese;
        this.english = english;
    }
}
