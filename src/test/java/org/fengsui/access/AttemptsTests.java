package org.fengsui.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fengsui.support.ServerTest;
import org.fengsui.support.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class AttemptsTests {

    @Autowired
    Attempts attempts;
    @Autowired
    SignIn signIn;
    @Autowired
    TestClock clock;

    private final String victim = "victim-" + UUID.randomUUID();
    private int hosts;

    @BeforeEach
    void setTheClock() {
        clock.reset();
    }

    @Test
    void afterSomeFailuresEachFurtherOneDoublesTheWaitAndNobodyIsLockedOutForGood() {
        List<Long> waits = new ArrayList<>();
        for (int failure = 1; failure <= 20; failure++) {
            Client client = elsewhere();
            attempts.begin(victim, client, null);
            SignInRefused early = catchThrowableOfType(SignInRefused.class, () -> attempts.begin(victim, elsewhere(), null));
            if (early == null) {
                // Counted as one more.
                failure++;
                continue;
            }
            waits.add(early.waitFor().toSeconds());
            clock.advance(early.waitFor());
        }
        assertThat(waits).startsWith(15L, 30L, 60L, 120L, 240L, 480L, 900L, 900L).allMatch(wait -> wait <= 900);
        clock.advance(Duration.ofHours(3));
        attempts.begin(victim, elsewhere(), null);
        attempts.begin(victim, elsewhere(), null);
    }

    @Test
    void aHundredGuessesAtOnceAreNoMoreThanFive() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Boolean>> guesses = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Client client = elsewhere();
                guesses.add(() -> {
                    try {
                        attempts.begin(victim, client, null);
                        return true;
                    } catch (SignInRefused early) {
                        return false;
                    }
                });
            }
            int looked = 0;
            for (Future<Boolean> guess : threads.invokeAll(guesses)) {
                looked += guess.get() ? 1 : 0;
            }
            assertThat(looked).isEqualTo(Attempts.FREE);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whoGuessesAtManyAccountsIsHeldBackByNetworkAndAnOwnAccountBuysNoNewGuesses() {
        Client attacker = new Client("2001:db8:7:7::1", "", "");
        for (int i = 0; i < Attempts.FREE_OF_A_NETWORK; i++) {
            attempts.begin(victim + i, new Client("2001:db8:7:7::" + Integer.toHexString(i + 1), "", ""), null);
            if (i == 30) {
                attempts.begin("own", attacker, null);
                attempts.succeeded("own", attacker, null);
            }
        }
        assertThatThrownBy(() -> attempts.begin("one more", attacker, null)).isInstanceOf(SignInRefused.class);
        assertThat(attempts.locks()).extracting(Attempts.Lock::key).contains("20010db800070007/64");
        attempts.lift(Attempts.NETWORK, "20010db800070007/64");
        attempts.begin("one more", attacker, null);
        attempts.lift(Attempts.NETWORK, "20010db800070007/64");
    }

    @Test
    void theGuessesOfOthersDoNotKeepOutWhoComesFromTheOwnBrowserOrProgram() {
        String browser = Secrets.fresh();
        Client own = new Client("198.51.100.1", browser, "");
        signIn.verifyProgram("power", "fengsui-demo", null, new Client("198.51.100.2", "", ""));
        devices().remember("power", browser);
        for (int i = 0; i < Attempts.FREE; i++) {
            assertThatThrownBy(() -> signIn.verify("power", "guessed", elsewhere()))
                    .hasMessage("bad-credentials");
        }
        assertThatThrownBy(() -> signIn.verify("power", "fengsui-demo", elsewhere())).hasMessage("too-many-attempts");
        assertThatThrownBy(() -> signIn.verify("power", "fengsui-demo", new Client("198.51.100.9", Secrets.fresh(), "")))
                .as("a browser that says it is known").hasMessage("too-many-attempts");
        assertThat(signIn.verify("power", "fengsui-demo", own).actor().username()).isEqualTo("power");
        assertThat(signIn.verifyProgram("power", "fengsui-demo", null, new Client("198.51.100.2", "", ""))).isEqualTo("power");
        attempts.lift(Attempts.ACCOUNT, "power");
        signIn.verify("power", "fengsui-demo", elsewhere());
    }

    @Test
    void aNameThatNobodyHasIsRefusedAndHeldBackLikeOneThatSomebodyHas() {
        for (String name : List.of(victim, "telecom")) {
            for (int i = 0; i < Attempts.FREE; i++) {
                assertThatThrownBy(() -> signIn.verify(name, "guessed", elsewhere())).hasMessage("bad-credentials");
            }
            SignInRefused held = catchThrowableOfType(SignInRefused.class, () -> signIn.verify(name, "guessed", elsewhere()));
            assertThat(held).hasMessage("too-many-attempts");
            assertThat(held.waitFor()).isEqualTo(Duration.ofSeconds(15));
            attempts.lift(Attempts.ACCOUNT, name);
        }
    }

    @Test
    void whoIsRightIsNeverHeldBack() {
        for (int i = 0; i < 60; i++) {
            Client client = new Client("203.0.113.77", "", "");
            attempts.begin(victim, client, null);
            attempts.succeeded(victim, client, null);
        }
    }

    @Autowired
    private Devices devices;

    private Devices devices() {
        return devices;
    }

    /** Another network each time. */
    private Client elsewhere() {
        hosts++;
        return new Client("10." + (victim.hashCode() & 127) + "." + hosts / 250 + "." + (hosts % 250 + 1), "", "");
    }
}
