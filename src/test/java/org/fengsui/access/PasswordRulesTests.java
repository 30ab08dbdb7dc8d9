package org.fengsui.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Invalid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTests {

    private static final List<String> CONTEXT = List.of("fengsui", "烽燧", "南京市水务局", "water", "Water", "Affairs", "Bureau");

    @ParameterizedTest
    @CsvSource({
        "Kx7-vw, password-short",
        "kxqvwhtrbn, password-kinds",
        "kxqv7whtrbn, password-kinds",
        "Hydro-water7!x, password-username",
        "X9-retaw-ordyH, password-username",
        "Fengsui-2026, password-context",
        "南京市水务局1a, password-context",
        "Bureau-77!, password-context",
    })
    void whatBreaksARuleIsToldAtItsField(String password, String code) {
        assertThat(problems(PasswordRules.DENGBAO, password)).contains(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Password1!", "P@ssw0rd123", "Woaini1314!", "Zhangwei88!", "Lixiaoming@1", "Qwerty123!", "1qaz@WSX", "Abcd1234!",
        "Admin@2026", "19900101Ab!", "Abcabcabc!1a", "Aa111111!", "zxcvbnm,./", "!@#$%^&*Aa1", "Nanjing@123", "Yingji2026!"})
    void whatIsTriedFirstIsCommon(String password) {
        assertThat(CommonPasswords.known(password) || problems(PasswordRules.DENGBAO, password).contains("password-context"))
                .as(password).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kx7-vwhT", "玄武湖的水位3.20米A", "Lantern over 9 bridges", "tR5$mmPq82", "Zhongshan-ferry at 6"})
    void whatHoldsIsTaken(String password) {
        assertThat(problems(PasswordRules.DENGBAO, password)).as(password).isEmpty();
    }

    @Test
    void asvsAsksForNoKindsOfCharactersAndTakesLongOnes() {
        assertThat(problems(PasswordRules.ASVS, "correct lantern bridge stone")).isEmpty();
        assertThat(problems(PasswordRules.ASVS, "the bureau of lanterns and bridges")).as("a word in a sentence").isEmpty();
        assertThat(problems(PasswordRules.ASVS, "lantern at the bridge of the seven northern gates, rain ".repeat(2))).isEmpty();
        assertThat(problems(PasswordRules.ASVS, "lantern at the bridge of the seven northern gates, rain ".repeat(3))).containsExactly("too-long");
        assertThat(problems(PasswordRules.ASVS, "password")).containsExactly("password-common");
        assertThat(problems(PasswordRules.ASVS, "kq zv w")).containsExactly("password-short");
    }

    private static List<String> problems(PasswordRules rules, String password) {
        Checks checks = new Checks();
        rules.check(checks, "fresh", password, "hydro-water", CONTEXT);
        try {
            checks.done();
            return List.of();
        } catch (Invalid invalid) {
            assertThat(invalid.fields()).allMatch(field -> field.field().equals("fresh"));
            return invalid.fields().stream().map(Invalid.Field::code).toList();
        }
    }
}
