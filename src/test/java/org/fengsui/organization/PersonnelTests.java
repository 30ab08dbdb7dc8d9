package org.fengsui.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fengsui.refusal.Forbidden;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Refusal;
import org.fengsui.refusal.Rejected;
import org.fengsui.support.Actors;
import org.fengsui.support.ServerTest;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Joining, moving, leaving; posts granted and withdrawn; who may do it. */
@ServerTest
class PersonnelTests {

    private static final Actor SYSADMIN = new Actor("sysadmin", "系统管理员", "emergency", Set.of(Post.SYSADMIN));
    private static final Actor SECADMIN = new Actor("secadmin", "安全管理员", "emergency", Set.of(Post.SECADMIN));
    private static final Actor AUDITOR = new Actor("auditor", "审计员", "emergency", Set.of(Post.AUDITOR));

    @Autowired
    Organization organization;

    @Autowired
    Personnel people;

    @Autowired
    Rights rights;

    @Autowired
    TestClock clock;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void setTheClock() {
        clock.reset();
    }

    @AfterEach
    void theClockGoesBack() {
        clock.reset();
    }

    private String newcomer(String unit) {
        String username = "p-" + UUID.randomUUID().toString().substring(0, 8);
        people.join(new Personnel.Newcomer(username, "王" + username, unit, "025-1"), SYSADMIN);
        return username;
    }

    private Set<Post> posts(String username) {
        return organization.account(username).orElseThrow().actor().posts();
    }

    private static void refused(String code, Runnable command) {
        assertThatThrownBy(command::run).isInstanceOfSatisfying(Refusal.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void whoeverJoinsHoldsNoPostUntilOneIsGranted() {
        String username = newcomer("water");
        assertThat(posts(username)).isEmpty();
        rights.grant(username, "officer", null, null, null, SECADMIN);
        assertThat(organization.account(username).orElseThrow().actor().worksFor("water")).isTrue();
        assertThat(people.history(username, SECADMIN)).extracting(HistoryLine::type).containsExactly("granted", "joined");
        assertThat(people.history(username, SECADMIN)).extracting(HistoryLine::actor).containsExactly("secadmin", "sysadmin");
    }

    @Test
    void joiningAgainWithTheSameWordsChangesNothingAndWithOthersIsRefused() {
        String username = newcomer("water");
        assertThat(people.join(new Personnel.Newcomer(username, "王" + username, "water", "025-1"), SYSADMIN).invitation()).isEmpty();
        refused("username-taken", () -> people.join(new Personnel.Newcomer(username, "李", "water", ""), SYSADMIN));
        people.leave(username, null, SYSADMIN);
        refused("username-taken", () -> people.join(new Personnel.Newcomer(username, "王" + username, "water", "025-1"), SYSADMIN));
    }

    @Test
    void everyWrongFieldOfANewcomerIsNamed() {
        assertThatThrownBy(() -> people.join(new Personnel.Newcomer("Wang Wu", " ", "no-such", "1".repeat(41)), SYSADMIN))
                .isInstanceOfSatisfying(Invalid.class, invalid -> assertThat(invalid.fields())
                        .extracting(Invalid.Field::field).containsExactly("username", "name", "unit", "phone"));
        assertThatThrownBy(() -> people.join(new Personnel.Newcomer("system", "王", "water", ""), SYSADMIN))
                .isInstanceOf(Invalid.class);
    }

    @Test
    void aMoveEndsThePostsOfTheOldUnit() {
        String username = newcomer("water");
        rights.grant(username, "officer", null, null, null, SECADMIN);
        people.move(username, "traffic", null, null, SYSADMIN);
        Actor moved = organization.account(username).orElseThrow().actor();
        assertThat(moved.unit()).isEqualTo("traffic");
        assertThat(moved.posts()).isEmpty();
        rights.grant(username, "officer", null, null, null, SECADMIN);
        assertThat(organization.account(username).orElseThrow().actor().worksFor("traffic")).isTrue();
    }

    @Test
    void aMoveToComeHappensByItselfAndCanBeCalledOff() {
        String username = newcomer("water");
        rights.grant(username, "officer", null, null, null, SECADMIN);
        Instant at = clock.instant().plus(Duration.ofDays(2));
        people.move(username, "traffic", at, null, SYSADMIN);
        clock.advance(Duration.ofDays(1));
        assertThat(organization.account(username).orElseThrow().actor().worksFor("water")).isTrue();
        people.cancelMove(username, null, SYSADMIN);
        clock.advance(Duration.ofDays(2));
        assertThat(organization.account(username).orElseThrow().actor().worksFor("water")).isTrue();

        Instant later = clock.instant().plus(Duration.ofDays(1));
        people.move(username, "traffic", later, null, SYSADMIN);
        rights.grant(username, "leader", null, null, null, SECADMIN);
        rights.grant(username, "officer", later, null, null, SECADMIN);
        clock.advance(Duration.ofDays(1));
        Actor moved = organization.account(username).orElseThrow().actor();
        assertThat(moved.unit()).isEqualTo("traffic");
        assertThat(moved.posts()).containsExactly(Post.OFFICER);
        assertThat(organization.people("water")).extracting(Actor::username).doesNotContain(username);
        assertThat(organization.people("traffic")).extracting(Actor::username).contains(username);
        // Moved on from there, the move behind is no longer undone.
        people.move(username, "police", clock.instant().plus(Duration.ofDays(1)), null, SYSADMIN);
        people.cancelMove(username, null, SYSADMIN);
        assertThat(organization.account(username).orElseThrow().actor().worksFor("traffic")).isTrue();
    }

    @Test
    void whoeverHasLeftComesInNowhereAndTheNameStays() {
        String username = newcomer("water");
        rights.grant(username, "officer", null, null, null, SECADMIN);
        people.leave(username, null, SYSADMIN);
        assertThat(organization.account(username)).isEmpty();
        assertThat(organization.person(username)).isEqualTo("王" + username);
        assertThat(organization.people("water")).extracting(Actor::username).doesNotContain(username);
        refused("has-left", () -> rights.grant(username, "officer", null, null, null, SECADMIN));
        refused("has-left", () -> people.move(username, "traffic", null, null, SYSADMIN));
        people.comeBack(username, "traffic", null, SYSADMIN);
        assertThat(posts(username)).isEmpty();
        assertThat(organization.account(username).orElseThrow().actor().unit()).isEqualTo("traffic");
    }

    @Test
    void aGrantHoldsInItsTimeOnly() {
        String username = newcomer("water");
        Instant from = clock.instant().plus(Duration.ofHours(1));
        rights.grant(username, "officer", from, from.plus(Duration.ofHours(8)), null, SECADMIN);
        assertThat(posts(username)).isEmpty();
        clock.advance(Duration.ofHours(1));
        assertThat(posts(username)).containsExactly(Post.OFFICER);
        clock.advance(Duration.ofHours(8));
        assertThat(posts(username)).isEmpty();
        refused("invalid", () -> rights.grant(username, "officer", null, clock.instant(), null, SECADMIN));
        refused("invalid", () -> rights.grant(username, "emperor", null, null, null, SECADMIN));
    }

    @Test
    void aPostWithdrawnIsGoneAtOnceAndWithdrawingAgainChangesNothing() {
        String username = newcomer("water");
        rights.grant(username, "officer", null, null, null, SECADMIN);
        rights.grant(username, "officer", null, null, null, SECADMIN);
        rights.grant(username, "leader", null, null, null, SECADMIN);
        assertThat(rights.ofPerson(username, SECADMIN)).hasSize(2);
        rights.withdraw(username, "officer", null, SECADMIN);
        rights.withdraw(username, "officer", null, SECADMIN);
        assertThat(posts(username)).containsExactly(Post.LEADER);
        assertThat(people.history(username, SECADMIN)).extracting(HistoryLine::type)
                .containsExactly("withdrawn", "granted", "granted", "joined");
    }

    @Test
    void administratorsExcludeEachOtherAndEveryOtherPost() {
        for (Post admin : List.of(Post.SYSADMIN, Post.SECADMIN, Post.AUDITOR)) {
            for (Post other : Post.values()) {
                if (other != admin) {
                    String username = newcomer("water");
                    rights.grant(username, other.code(), null, null, null, SECADMIN);
                    refused("posts-exclude", () -> rights.grant(username, admin.code(), null, null, null, SECADMIN));
                    assertThat(posts(username)).containsExactly(other);
                    rights.withdraw(username, other.code(), null, SECADMIN);
                    rights.grant(username, admin.code(), null, clock.instant().plus(Duration.ofHours(1)), null, SECADMIN);
                    refused("posts-exclude", () -> rights.grant(username, other.code(), null, null, null, SECADMIN));
                }
            }
        }
    }

    @Test
    void aPostToComeExcludesToo() {
        String username = newcomer("water");
        rights.grant(username, "sysadmin", clock.instant().plus(Duration.ofDays(3)), null, null, SECADMIN);
        refused("posts-exclude", () -> rights.grant(username, "commander", null, null, null, SECADMIN));
        rights.grant(username, "commander", null, clock.instant().plus(Duration.ofDays(3)), null, SECADMIN);
        clock.advance(Duration.ofDays(3));
        assertThat(posts(username)).containsExactly(Post.SYSADMIN);
    }

    @Test
    void nobodyGrantsToHimselfAndNobodyButTheSecurityAdministratorGrants() {
        for (Actor other : List.of(SYSADMIN, AUDITOR, Actors.COMMANDER, Actors.officer("water"), Actors.EVERY_POST)) {
            refused("secadmin-only", () -> rights.grant("water", "commander", null, null, null, other));
            refused("secadmin-only", () -> rights.withdraw("water", "officer", null, other));
            refused("secadmin-only", () -> rights.grantAll(List.of("water"), "commander", null, null, other));
        }
        refused("not-oneself", () -> rights.grant("secadmin", "commander", null, null, null, SECADMIN));
        refused("not-oneself", () -> rights.withdraw("secadmin", "secadmin", null, SECADMIN));
        assertThat(posts("water")).containsExactly(Post.OFFICER);
    }

    @Test
    void nobodyButTheSystemAdministratorManagesPeople() {
        for (Actor other : List.of(SECADMIN, AUDITOR, Actors.COMMANDER, Actors.officer("water"))) {
            refused("sysadmin-only", () -> people.join(new Personnel.Newcomer("x", "x", "water", ""), other));
            refused("sysadmin-only", () -> people.move("water", "traffic", null, null, other));
            refused("sysadmin-only", () -> people.cancelMove("water", null, other));
            refused("sysadmin-only", () -> people.correct("water", "x", "", null, other));
            refused("sysadmin-only", () -> people.leave("water", null, other));
            refused("sysadmin-only", () -> people.comeBack("water", "water", null, other));
            refused("sysadmin-only", () -> people.invite("water", other));
        }
        for (Actor other : List.of(AUDITOR, Actors.COMMANDER, Actors.officer("water"))) {
            assertThatThrownBy(() -> people.list(new Personnel.Filter("", "", "", ""), 0, 20, other)).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> people.person("water", other)).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> people.history("water", other)).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> rights.ofPerson("water", other)).isInstanceOf(NotFound.class);
        }
        refused("not-oneself", () -> people.leave("sysadmin", null, SYSADMIN));
    }

    @Test
    void theLastAdministratorOfAKindCannotBeLost() {
        Actor other = new Actor("other", "x", "emergency", Set.of(Post.SECADMIN));
        Actor otherSystem = new Actor("other", "x", "emergency", Set.of(Post.SYSADMIN));
        for (String admin : List.of("sysadmin", "secadmin", "auditor")) {
            refused("last-holder", () -> rights.withdraw(admin, admin, null, other));
            refused("last-holder", () -> people.leave(admin, null, otherSystem));
            refused("last-holder", () -> people.move(admin, "water", null, null, otherSystem));
        }
        // One for a time only does not count.
        String second = newcomer("emergency");
        rights.grant(second, "auditor", null, clock.instant().plus(Duration.ofDays(1)), null, SECADMIN);
        refused("last-holder", () -> rights.withdraw("auditor", "auditor", null, SECADMIN));
        rights.grant(second, "auditor", null, null, null, SECADMIN);
        rights.withdraw("auditor", "auditor", null, SECADMIN);
        refused("last-holder", () -> people.leave(second, null, SYSADMIN));
        rights.grant("auditor", "auditor", null, null, null, SECADMIN);
        rights.withdraw(second, "auditor", null, SECADMIN);
    }

    @Test
    void theSystemAdministratorInvitesNobodyWhoHoldsAPost() {
        String username = newcomer("water");
        people.invite(username, SYSADMIN);
        rights.grant(username, "officer", clock.instant().plus(Duration.ofDays(1)), null, null, SECADMIN);
        assertThatThrownBy(() -> people.invite(username, SYSADMIN)).isInstanceOfSatisfying(Forbidden.class,
                refusal -> assertThat(refusal.code()).isEqualTo("holds-a-post"));
    }

    @Test
    void ofTwoAdministratorsTheOneWhoHasNotSeenTheOthersChangeIsRefused() {
        String username = newcomer("water");
        long seen = people.person(username, SYSADMIN).seen();
        Actor other = new Actor("sysadmin-2", "x", "emergency", Set.of(Post.SYSADMIN));
        people.correct(username, "王五", "", seen, other);
        refused("changed-meanwhile", () -> people.move(username, "traffic", null, seen, SYSADMIN));
        people.move(username, "traffic", null, people.person(username, SYSADMIN).seen(), SYSADMIN);
    }

    @Test
    void administratorsAtTheSameTimeNeverLoseTheLastOfThem() throws Exception {
        for (int round = 0; round < 5; round++) {
            String one = newcomer("emergency");
            rights.grant(one, "auditor", null, null, null, SECADMIN);
            List<Callable<String>> both = List.of(
                    () -> withdrawn("auditor"), () -> withdrawn(one));
            ExecutorService threads = Executors.newFixedThreadPool(2);
            List<String> results;
            try {
                results = threads.invokeAll(both).stream().map(PersonnelTests::result).toList();
            } finally {
                threads.shutdown();
            }
            assertThat(results).containsExactlyInAnyOrder("done", "last-holder");
            rights.grant("auditor", "auditor", null, null, null, SECADMIN);
            rights.withdraw(one, "auditor", null, SECADMIN);
        }
    }

    private String withdrawn(String username) {
        try {
            rights.withdraw(username, "auditor", null, SECADMIN);
            return "done";
        } catch (Rejected refused) {
            return refused.code();
        }
    }

    private static String result(Future<String> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void peopleAreFoundByWordsUnitPostAndState() {
        String username = newcomer("garrison");
        assertThat(found("王" + username, "", "", "")).containsExactly(username);
        assertThat(found(username, "water", "", "")).isEmpty();
        assertThat(found("", "garrison", "none", "")).contains(username).doesNotContain("garrison");
        assertThat(found("", "", "commander", "")).contains("commander");
        people.leave(username, null, SYSADMIN);
        assertThat(found(username, "", "", "")).isEmpty();
        assertThat(found(username, "", "", "left")).containsExactly(username);
        assertThat(found(username, "", "", "all")).containsExactly(username);
    }

    private List<String> found(String text, String unit, String post, String state) {
        return people.list(new Personnel.Filter(text, unit, post, state), 0, 200, SECADMIN).content().stream()
                .map(Person::username).toList();
    }
}
