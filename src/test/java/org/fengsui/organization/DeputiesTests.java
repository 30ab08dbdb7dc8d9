package org.fengsui.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Refusal;
import org.fengsui.support.Actors;
import org.fengsui.support.ServerTest;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who holds another's post for a time, and that it ends by itself. */
@ServerTest
class DeputiesTests {

    private static final Actor SYSADMIN = new Actor("sysadmin", "系统管理员", "emergency", Set.of(Post.SYSADMIN));
    private static final Actor SECADMIN = new Actor("secadmin", "安全管理员", "emergency", Set.of(Post.SECADMIN));

    @Autowired
    Organization organization;

    @Autowired
    Personnel people;

    @Autowired
    Rights rights;

    @Autowired
    Deputies deputies;

    @Autowired
    TestClock clock;

    private Instant until;

    @BeforeEach
    void setTheClock() {
        clock.reset();
        until = clock.instant().plus(Duration.ofHours(8));
    }

    @AfterEach
    void theClockGoesBack() {
        clock.reset();
    }

    private String person(String unit, String... posts) {
        String username = "d-" + UUID.randomUUID().toString().substring(0, 8);
        people.join(new Personnel.Newcomer(username, "赵" + username, unit, ""), SYSADMIN);
        for (String post : posts) {
            rights.grant(username, post, null, null, null, SECADMIN);
        }
        return username;
    }

    private Actor actor(String username) {
        return organization.account(username).orElseThrow().actor();
    }

    private static void refused(String code, Runnable command) {
        assertThatThrownBy(command::run).isInstanceOfSatisfying(Refusal.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void aDeputyHoldsThePostInItsTimeAndTheNameSaysForWhom() {
        String leader = person("water", "leader");
        String colleague = person("water", "officer");
        Instant from = clock.instant().plus(Duration.ofHours(1));
        deputies.deputise(leader, colleague, "leader", from, until, actor(leader));
        assertThat(actor(colleague).posts()).containsExactly(Post.OFFICER);
        clock.set(from);
        assertThat(actor(colleague).posts()).containsExactlyInAnyOrder(Post.OFFICER, Post.LEADER);
        assertThat(actor(colleague).deputyOf()).isEqualTo(Map.of(Post.LEADER, "赵" + leader));
        assertThat(actor(colleague).name()).isEqualTo("赵" + colleague + "（代赵" + leader + "）");
        assertThat(organization.person(colleague)).isEqualTo("赵" + colleague);
        assertThat(organization.holders(Set.of(Post.LEADER))).extracting(Actor::username).contains(colleague);
        clock.set(until);
        assertThat(actor(colleague).posts()).containsExactly(Post.OFFICER);
        assertThat(actor(colleague).name()).isEqualTo("赵" + colleague);
    }

    @Test
    void theCommandersPostGoesToSomebodyOfTheCommandOnly() {
        String deputy = person("office", "duty");
        String outsider = person("headquarters", "officer");
        assertThatThrownBy(() -> deputies.deputise("commander", outsider, "commander", null, until, Actors.COMMANDER))
                .isInstanceOf(Invalid.class);
        deputies.deputise("commander", deputy, "commander", null, until, Actors.COMMANDER);
        assertThat(actor(deputy).holds(Post.COMMANDER)).isTrue();
        deputies.end(deputies.of("commander", Actors.COMMANDER).get(0).id(), Actors.COMMANDER);
        assertThat(actor(deputy).posts()).containsExactly(Post.DUTY);
    }

    @Test
    void whatIsNotOnesOwnIsNotDeputised() {
        String leader = person("water", "leader");
        String colleague = person("water", "officer");
        String third = person("water");
        String stranger = person("traffic", "officer");
        refused("secadmin-only", () -> deputies.deputise(leader, colleague, "leader", null, until, actor(colleague)));
        refused("secadmin-only", () -> deputies.deputise(leader, colleague, "leader", null, until, SYSADMIN));
        refused("invalid", () -> deputies.deputise(leader, stranger, "leader", null, until, actor(leader)));
        refused("not-held", () -> deputies.deputise(leader, colleague, "government", null, until, actor(leader)));
        refused("invalid", () -> deputies.deputise(leader, colleague, "leader", null, null, actor(leader)));
        deputies.deputise(leader, colleague, "leader", null, until, actor(leader));
        // A deputy names no deputy.
        refused("not-held", () -> deputies.deputise(colleague, third, "leader", null, until, actor(colleague)));
        refused("not-found", () -> deputies.end(deputies.of(leader, SECADMIN).get(0).id(), actor(third)));
        refused("post-not-deputised", () -> deputies.deputise("sysadmin", person("emergency"), "sysadmin", null, until, SYSADMIN));
    }

    @Test
    void anAdministratorIsNobodysDeputyAndNoDeputyBecomesAnAdministrator() {
        String leader = person("water", "leader");
        String admin = person("water", "auditor");
        refused("posts-exclude", () -> deputies.deputise(leader, admin, "leader", null, until, actor(leader)));
        String colleague = person("water");
        deputies.deputise(leader, colleague, "leader", null, until, SECADMIN);
        refused("posts-exclude", () -> rights.grant(colleague, "secadmin", null, null, null, SECADMIN));
        rights.withdraw(admin, "auditor", null, SECADMIN);
    }

    @Test
    void aDeputyEndsWithThePostOfWhomItStandsFor() {
        String leader = person("water", "leader");
        String colleague = person("water");
        deputies.deputise(leader, colleague, "leader", null, until, actor(leader));
        rights.withdraw(leader, "leader", null, SECADMIN);
        assertThat(actor(colleague).posts()).isEmpty();
        rights.grant(leader, "leader", null, null, null, SECADMIN);
        assertThat(actor(colleague).posts()).isEmpty();

        deputies.deputise(leader, colleague, "leader", null, until, actor(leader));
        people.move(colleague, "traffic", null, null, SYSADMIN);
        assertThat(actor(colleague).posts()).isEmpty();
    }
}
