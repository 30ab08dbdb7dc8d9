package org.fengsui.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fengsui.form.Form;
import org.fengsui.form.ShippedForms;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Invalid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms are checked on the server, whatever was sent. */
class FormsTests {

    private static final String FORM = """
            {"id": "report", "type": "default", "components": [
              {"type": "text", "text": "没有情况的填“无”"},
              {"key": "place", "type": "textfield", "label": "地点",
               "validate": {"required": true, "minLength": 2, "maxLength": 5}},
              {"key": "phone", "type": "textfield", "label": "电话", "validate": {"pattern": "[0-9-]{7,13}"}},
              {"key": "course", "type": "textarea", "label": "经过", "validate": {"maxLength": 8000}},
              {"key": "people", "type": "number", "label": "人数", "description": "含老人和儿童",
               "appearance": {"suffixAdorner": "人"}, "decimalDigits": 0, "validate": {"min": 0, "max": 5000}},
              {"key": "level", "type": "number", "label": "水位", "decimalDigits": 2},
              {"key": "checked", "type": "checkbox", "label": "已核实", "validate": {"required": true}},
              {"key": "stage", "type": "radio", "label": "类别",
               "values": [{"value": "first", "label": "首报"}, {"value": "final", "label": "终报"}]},
              {"key": "colour", "type": "select", "label": "颜色", "values": [{"value": "红", "label": "红色"}]},
              {"key": "means", "type": "checklist", "label": "方式",
               "values": [{"value": "车辆", "label": "车辆"}, {"value": "船只", "label": "船只"}]},
              {"key": "at", "type": "datetime", "label": "时间"}
            ]}""";

    private Forms forms;

    @BeforeEach
    void readForm() {
        forms = new Forms(ShippedForms.of("report", FORM));
    }

    @Test
    void whatIsFilledInComesBackInItsTypes() {
        Map<String, Object> sent = valid();
        sent.putAll(Map.of("people", " 40 ", "level", "9.20", "stage", "final", "colour", "红",
                "means", List.of("车辆", "船只"), "at", "2026-07-01T07:30", "course", "水".repeat(8000)));
        assertThat(accepted(sent)).containsEntry("place", "江心洲").containsEntry("people", new BigDecimal("40"))
                .containsEntry("level", new BigDecimal("9.20")).containsEntry("checked", true)
                .containsEntry("stage", "final").containsEntry("colour", "红")
                .containsEntry("means", List.of("车辆", "船只")).containsEntry("at", "2026-07-01T07:30")
                .containsEntry("course", "水".repeat(8000));
    }

    @Test
    void whatIsLeftEmptyIsLeftOut() {
        Map<String, Object> sent = valid();
        sent.putAll(Map.of("people", "", "stage", " ", "means", List.of(), "at", ""));
        assertThat(accepted(sent)).containsOnlyKeys("place", "checked");
    }

    @Test
    void valuesOfTheApiAreTakenAsTheyAre() {
        Map<String, Object> sent = valid();
        sent.putAll(Map.of("people", 40, "checked", true, "means", "车辆"));
        assertThat(accepted(sent)).containsEntry("people", new BigDecimal("40"))
                .containsEntry("means", List.of("车辆"));
    }

    @Test
    void everythingMissingIsToldAtOnce() {
        assertThat(refused(Map.of())).extracting(Invalid.Field::field, Invalid.Field::code).containsExactly(
                tuple("form.place", "required"),
                tuple("form.checked", "required"));
        assertThat(refused(null)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
            "place,   江,                too-short",
            "place,   江心洲江心洲,      too-long",
            "phone,   十二三四五六七,    wrong-pattern",
            "people,  四十,              not-a-number",
            "people,  NaN,               not-a-number",
            "people,  1e400,             not-a-number",
            "people,  -1,                too-small",
            "people,  5001,              too-large",
            "people,  40.5,              too-many-decimals",
            "level,   9.205,             too-many-decimals",
            "stage,   middle,            unknown-choice",
            "colour,  蓝,                unknown-choice",
            "means,   步行,              unknown-choice",
            "at,      昨天,              not-a-time",
            "at,      2026-02-30T08:00,  not-a-time",
            "checked, no,                required",
            "other,   1,                 unknown-field",
    })
    void aWrongValueIsRefusedAtItsField(String field, String value, String code) {
        Map<String, Object> sent = valid();
        sent.put(field, value);
        assertThat(refused(sent)).extracting(Invalid.Field::field, Invalid.Field::code)
                .containsExactly(tuple("form." + field, code));
    }

    @Test
    void aListWhereOneValueBelongsIsRefused() {
        Map<String, Object> sent = valid();
        sent.put("people", List.of("1", "2"));
        sent.put("phone", Map.of("area", "025"));
        assertThat(refused(sent)).extracting(Invalid.Field::code).containsExactly("wrong-type", "wrong-type");
    }

    @Test
    void aTextThatOnlyExplainsIsNoField() {
        Map<String, Object> sent = valid();
        sent.put("", "无");
        assertThat(refused(sent)).extracting(Invalid.Field::code).containsExactly("unknown-field");
    }

    @Test
    void aTaskWithoutAFormTakesNoValues() {
        Checks checks = new Checks();
        assertThat(forms.validated("", Map.of(), checks)).isEmpty();
        forms.validated("", Map.of("people", "1"), checks);
        assertThat(checks.failed()).isTrue();
    }

    @Test
    void unitsAndDescriptionsAreReadForThePage() {
        Form.Field people = forms.form("report").orElseThrow().fields().get(4);
        assertThat(people.unit()).isEqualTo("人");
        assertThat(people.description()).isEqualTo("含老人和儿童");
        assertThat(people.decimals()).isZero();
        assertThat(forms.form("nothing")).isEmpty();
        assertThat(forms.form(null)).isEmpty();
    }

    private static Map<String, Object> valid() {
        return new HashMap<>(Map.of("place", "江心洲", "checked", "true"));
    }

    private Map<String, Object> accepted(Map<String, ?> sent) {
        Checks checks = new Checks();
        Map<String, Object> accepted = forms.validated("report", sent, checks);
        checks.done();
        return accepted;
    }

    private List<Invalid.Field> refused(Map<String, ?> sent) {
        Checks checks = new Checks();
        forms.validated("report", sent, checks);
        return catchThrowableOfType(Invalid.class, checks::done).fields();
    }
}
