package org.fengsui.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Refusal;
import org.fengsui.support.ServerTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Units made, changed, retired; lists of units and people in and out. */
@ServerTest
class ListsTests {

    private static final Actor SYSADMIN = new Actor("sysadmin", "系统管理员", "emergency", Set.of(Post.SYSADMIN));
    private static final Actor SECADMIN = new Actor("secadmin", "安全管理员", "emergency", Set.of(Post.SECADMIN));

    @Autowired
    Organization organization;

    @Autowired
    Units units;

    @Autowired
    Personnel people;

    @Autowired
    JdbcClient jdbc;

    private static void refused(String code, Runnable command) {
        assertThatThrownBy(command::run).isInstanceOfSatisfying(Refusal.class,
                refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String fresh() {
        return "l-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private String made(String parent) {
        String code = fresh();
        units.save(new Units.Wanted(code, "新" + code, "", parent, "department", ""), true, null, SYSADMIN);
        return code;
    }

    @Test
    void whatBelongsToADistrictIsFoundThere() {
        String bureau = made("gulou");
        String below = made(bureau);
        String town = fresh();
        units.save(new Units.Wanted(town, "镇", "", "gulou", "town", ""), true, null, SYSADMIN);
        String gone = fresh();
        units.save(new Units.Wanted(gone, "撤销的镇", "", "gulou", "town", ""), true, null, SYSADMIN);
        retired(gone);

        assertThat(nearest("gulou", "district")).isEqualTo("gulou");
        assertThat(nearest(below, "district")).isEqualTo("gulou");
        assertThat(nearest(town, "town", "district")).isEqualTo(town);
        assertThat(nearest(town, "district")).isEqualTo("gulou");
        assertThat(nearest(gone, "town", "district")).isEqualTo("gulou");
        assertThat(nearest("water", "district")).as("of the city").isEmpty();
        assertThat(nearest("no-such-unit", "district")).isEmpty();
        retired(town, below, bureau);
    }

    private String nearest(String code, String... kinds) {
        return organization.nearest(code, List.of(kinds)).map(Unit::code).orElse("");
    }

    private void retired(String... codes) {
        for (String code : codes) {
            units.retire(code, null, SYSADMIN);
        }
    }

    @Test
    void aUnitIsMadeRenamedMovedAndRetiredAndKeepsItsNameInTheRecords() {
        String code = made("nanjing");
        units.save(new Units.Wanted(code, "改名", "", "office", "enterprise", "7"), false, null, SYSADMIN);
        assertThat(organization.unit(code)).contains(new Unit(code, "改名", "", "office", "enterprise", 7, false));
        retired(code);
        assertThat(organization.units()).extracting(Unit::code).doesNotContain(code);
        assertThat(organization.name(code)).isEqualTo("改名");
        assertThat(units.history(code, SYSADMIN)).extracting(HistoryLine::type).containsExactly("retired", "changed", "made");
        refused("invalid", () -> people.join(new Personnel.Newcomer(fresh(), "王", code, ""), SYSADMIN));
    }

    @Test
    void unitsFormNoCircleAndTheRootStays() {
        String above = made("nanjing");
        String below = made(above);
        refused("invalid", () -> units.save(new Units.Wanted(above, "x", "", below, "department", ""), false, null, SYSADMIN));
        refused("invalid", () -> units.save(new Units.Wanted(above, "x", "", above, "department", ""), false, null, SYSADMIN));
        refused("invalid", () -> units.save(new Units.Wanted(above, "x", "", "", "department", ""), false, null, SYSADMIN));
        refused("invalid", () -> units.save(new Units.Wanted("nanjing", "x", "", above, "city", ""), false, null, SYSADMIN));
        refused("root-stays", () -> units.retire("nanjing", null, SYSADMIN));
        refused("unit-not-empty", () -> units.retire(above, null, SYSADMIN));
        refused("unit-not-empty", () -> units.retire("water", null, SYSADMIN));
        refused("code-taken", () -> units.save(new Units.Wanted("water", "x", "", "nanjing", "department", ""), true, null, SYSADMIN));
        retired(below, above);
    }

    @Test
    void nobodyButTheSystemAdministratorChangesUnits() {
        refused("sysadmin-only", () -> units.save(new Units.Wanted("x", "x", "", "nanjing", "department", ""), true, null, SECADMIN));
        refused("sysadmin-only", () -> units.retire("water", null, SECADMIN));
        refused("sysadmin-only", () -> units.importList(new byte[0], SECADMIN));
        refused("sysadmin-only", () -> units.export(SECADMIN));
        refused("sysadmin-only", () -> people.importList(new byte[0], SECADMIN));
        refused("sysadmin-only", () -> people.export(SECADMIN));
    }

    @Test
    void anotherServersChangeOfUnitsIsNoticed() {
        String code = made("nanjing");
        assertThat(organization.name(code)).isEqualTo("新" + code);
        jdbc.sql("update organization_unit set name = '别处改的' where code = ?").param(code).update();
        jdbc.sql("update organization_version set version = nextval('organization_version_number')").update();
        await().until(() -> organization.name(code).equals("别处改的"));
        retired(code);
    }

    @Test
    void aListOfUnitsGoesInWithParentsBelowTheirChildrenAndOutAgain() {
        String above = fresh();
        String below = fresh();
        String list = "\uFEFFcode,name,name_en,parent,kind,order\r\n" + below + ",下,,"
                + above + ",department,\r\n" + above + ",\"上,级\",Above,nanjing,district,900\r\n";
        assertThat(units.importList(utf8(list), SYSADMIN)).isEqualTo(new Units.Imported(2, 0, 0));
        assertThat(units.importList(utf8(list), SYSADMIN)).isEqualTo(new Units.Imported(0, 0, 2));
        assertThat(organization.unit(below).orElseThrow().parent()).isEqualTo(above);
        String exported = units.export(SYSADMIN);
        assertThat(exported).startsWith("\uFEFFcode,name").contains(above + ",\"上,级\",Above,nanjing,district,900");
        assertThat(units.importList(utf8(exported), SYSADMIN).created()).isZero();
        String circle = "code,name,parent,kind\n" + above + ",上," + below + ",district\n";
        refused("invalid", () -> units.importList(utf8(circle), SYSADMIN));
        retired(below, above);
    }

    @Test
    void aListFromExcelInChinaIsRead() {
        String username = fresh();
        people.importList(("username,name,unit,phone\n" + username + ",王五,water,025\n").getBytes(Charset.forName("GB18030")), SYSADMIN);
        assertThat(organization.person(username)).isEqualTo("王五");
    }

    @Test
    void ofTwoThousandPeopleWithMistakesEveryMistakeIsToldByItsLineAndNobodyIsStored() {
        StringBuilder list = new StringBuilder("username,name,unit,phone\n");
        String prefix = fresh();
        for (int i = 2; i <= 2001; i++) {
            list.append(prefix).append('-').append(i).append(i == 900 ? ",," : ",王" + i + ",")
                    .append(i == 1500 ? "no-such" : "water").append(",\n");
        }
        list.append(prefix).append("-2,王2,water,\n").append("water,另一人,water,\n");
        long before = jdbc.sql("select count(*) from organization_account").query(Long.class).single();
        Invalid wrong = catchThrowableOfType(Invalid.class, () -> people.importList(utf8(list.toString()), SYSADMIN));
        assertThat(wrong.fields()).extracting(field -> field.arguments()[0]).containsExactly("900", "1500", "2002", "2003");
        assertThat(jdbc.sql("select count(*) from organization_account").query(Long.class).single()).isEqualTo(before);

        List<String> lines = Arrays.asList(list.toString().split("\n"));
        String good = String.join("\n", lines.subList(0, 2001)).replace(",,water", ",王,water").replace("no-such", "water");
        assertThat(people.importList(utf8(good), SYSADMIN).joined()).hasSize(2000);
        assertThat(people.importList(utf8(good), SYSADMIN).unchanged()).isEqualTo(2000);
        jdbc.sql("delete from organization_account where username like ?").param(prefix + "-%").update();
    }

    @Test
    void whatIsNoListIsRefused() {
        refused("invalid", () -> people.importList(utf8("name,unit\n王,water\n"), SYSADMIN));
        refused("invalid", () -> people.importList(utf8("username,name,unit\n"), SYSADMIN));
        refused("invalid", () -> people.importList(utf8(""), SYSADMIN));
        refused("invalid", () -> people.importList(utf8("username,name,unit\n\"a,b"), SYSADMIN));
    }

    @Test
    void aNameThatASpreadsheetWouldRunIsExportedAsText() {
        String username = fresh();
        people.join(new Personnel.Newcomer(username, "=HYPERLINK(\"x\")", "water", "+86 25"), SYSADMIN);
        String exported = people.export(SYSADMIN);
        assertThat(exported).contains("'=HYPERLINK").contains("'+86 25").doesNotContain(",=HYPERLINK");
        people.leave(username, null, SYSADMIN);
    }
}
