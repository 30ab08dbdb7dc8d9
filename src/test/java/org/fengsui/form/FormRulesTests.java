package org.fengsui.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each place of a form in which something could be evaluated, fetched or run, and each limit: refused by its path. */
class FormRulesTests {

    private static final String SOUND = """
            {"schemaVersion": 16, "type": "default", "id": "report", "exporter": {"name": "Camunda Modeler", "version": "5"},
             "components": [
              {"type": "text", "id": "t", "text": "没有情况的填“无”", "layout": {"row": "Row_1", "columns": null}},
              {"key": "place", "type": "textfield", "label": "地点", "description": "写到街道",
               "validate": {"required": true, "minLength": 2, "maxLength": 50, "pattern": "[0-9-]{7,13}"}},
              {"key": "people", "type": "number", "label": "人数", "decimalDigits": 0,
               "appearance": {"suffixAdorner": "人"}, "validate": {"min": 0, "max": 5000}},
              {"key": "stage", "type": "radio", "label": "类别",
               "values": [{"value": "first", "label": "首报"}, {"value": "final", "label": "终报"}]},
              {"key": "at", "type": "datetime", "label": "时间", "subtype": "datetime", "timeInterval": 1, "use24h": true}
            ]}""";

    @Test
    void aFormOfTheKnownKindsIsTaken() {
        assertThat(FormRules.check("report", SOUND)).isEmpty();
    }

    static Stream<Path> shipped() throws IOException {
        return Files.list(Path.of("forms")).filter(path -> path.toString().endsWith(".form")).sorted();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void theShippedOnesKeepToTheSameRules(Path form) throws IOException {
        assertThat(FormRules.check(form.getFileName().toString().replace(".form", ""), Files.readString(form))).isEmpty();
    }

    @ParameterizedTest(name = "{2} at {3}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "label": "地点"        | "label": "=evil()"                                    | expression        | components[1].label
            "label": "地点"        | "label": " = evil()"                                  | expression        | components[1].label
            "label": "地点"        | "label": "${evil}"                                    | expression        | components[1].label
            "label": "地点"        | "label": "地点 #{evil}"                               | expression        | components[1].label
            "label": "地点"        | "label": "{{evil}}"                                   | expression        | components[1].label
            "label": "地点"        | "label": "\\u0024\\u007bevil}"                        | expression        | components[1].label
            "label": "地点"        | "label": "<script>alert(1)</script>"                  | markup            | components[1].label
            "label": "地点"        | "label": "<img src=x onerror=alert(1)>"               | markup            | components[1].label
            "label": "地点"        | "label": ["a"]                                        | wrong-value       | components[1].label
            "label": "地点"        | "label": " "                                          | wrong-value       | components[1].label
            "label": "地点",       |                                                       | missing           | components[1].label
            "写到街道"             | "<b>写到街道</b>"                                     | markup            | components[1].description
            没有情况的填“无”       | <a href='javascript:x'>x</a>                          | markup            | components[0].text
            "suffixAdorner": "人"  | "suffixAdorner": "=evil"                              | expression        | components[2].appearance.suffixAdorner
            "label": "首报"        | "label": "${evil}"                                    | expression        | components[3].values[0].label
            "value": "first"       | "value": "=evil"                                      | expression        | components[3].values[0].value
            "value": "first"       | "value": "final"                                      | duplicate         | components[3].values[1].value
            "value": "first"       | "value": 1                                            | wrong-value       | components[3].values[0].value
            "row": "Row_1"         | "row": "=evil"                                        | expression        | components[0].layout.row
            "name": "Camunda       | "name": "${evil}                                      | expression        | exporter.name
            "label": "地点"        | "conditional": {"hide": "=true"}, "label": "地点"     | unknown-property  | components[1].conditional
            "label": "地点"        | "defaultValue": "=now()", "label": "地点"             | unknown-property  | components[1].defaultValue
            "label": "地点"        | "properties": {"class": "Evil"}, "label": "地点"      | unknown-property  | components[1].properties
            "label": "地点"        | "readonly": "=true", "label": "地点"                  | unknown-property  | components[1].readonly
            "label": "类别"        | "valuesExpression": "=evil", "label": "类别"          | unknown-property  | components[3].valuesExpression
            "label": "类别"        | "valuesKey": "evil", "label": "类别"                  | unknown-property  | components[3].valuesKey
            "required": true       | "required": "=true"                                   | wrong-value       | components[1].validate.required
            "minLength": 2         | "minLength": "${evil}"                                | wrong-value       | components[1].validate.minLength
            "minLength": 2         | "minLength": 60                                       | wrong-value       | components[1].validate.maxLength
            "maxLength": 50        | "maxLength": 2000000000                               | wrong-value       | components[1].validate.maxLength
            "max": 5000            | "max": -1                                             | wrong-value       | components[2].validate.max
            "max": 5000            | "max": 1e400                                          | wrong-value       | components[2].validate.max
            "max": 5000            | "max": 1e99                                           | wrong-value       | components[2].validate.max
            "min": 0               | "min": -1e400                                         | wrong-value       | components[2].validate.min
            "min": 0               | "min": 1e-300                                         | wrong-value       | components[2].validate.min
            "label": "地点"        | "label": "地\\u0000点"                                 | bad-character     | components[1].label
            "label": "地点"        | "label": "地\\ud800点"                                 | bad-character     | components[1].label
            "value": "first"       | "value": "fir\\u0001st"                                | bad-character     | components[3].values[0].value
            "value": "first"       | "value": " first"                                     | wrong-value       | components[3].values[0].value
            "min": 0               | "custom": "=evil", "min": 0                           | unknown-property  | components[2].validate.custom
            "decimalDigits": 0     | "decimalDigits": "=evil"                              | wrong-value       | components[2].decimalDigits
            "use24h": true         | "use24h": "=evil"                                     | wrong-value       | components[4].use24h
            "subtype": "datetime"  | "subtype": "=evil"                                    | expression        | components[4].subtype
            "key": "place"         | "key": "a.b[0]"                                       | wrong-value       | components[1].key
            "key": "place"         | "key": "people"                                       | duplicate         | components[2].key
            "key": "place",        |                                                       | missing           | components[1].key
            "type": "textfield"    | "type": "script"                                      | unknown-component | components[1].type
            "type": "textfield"    | "type": "html", "content": "<p>x</p>"                 | unknown-component | components[1].type
            "type": "textfield"    | "type": "iframe", "url": "http://127.0.0.1/"          | unknown-component | components[1].type
            "type": "textfield"    | "type": "expression", "expression": "=evil"           | unknown-component | components[1].type
            "type": "textfield"    | "type": "documentPreview", "dataSource": "=evil"      | unknown-component | components[1].type
            "type": "textfield"    | "type": "button", "action": "evil"                    | unknown-component | components[1].type
            "type": "textfield"    | "type": "group", "components": []                     | unknown-component | components[1].type
            "type": "textfield"    | "type": "image", "source": "http://127.0.0.1/x.png"   | unknown-component | components[1].type
            "type": "textfield"    | "type": "filepicker"                                  | unknown-component | components[1].type
            "type": "default"      | "type": "other"                                       | wrong-value       | type
            "id": "report"         | "id": "other"                                         | wrong-value       | id
            "schemaVersion": 16    | "schemaVersion": "${evil}"                            | wrong-value       | schemaVersion
            "schemaVersion": 16    | "generated": true, "schemaVersion": 16                | unknown-property  | generated
            """)
    void whatIsNoDataToFillInIsRefusedByItsPath(String from, String to, String code, String path) {
        assertThat(SOUND).contains(from);

        List<FormRules.Finding> findings = FormRules.check("report", SOUND.replace(from, to == null ? "" : to));

        assertThat(findings).anySatisfy(finding -> {
            assertThat(finding.path()).isEqualTo(path);
            assertThat(finding.code()).isEqualTo(code);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "([0-9]+)*", "a*a*a*b", ".*", "(?=x)", "a|b", "\\\\1", "[a-z&&[^b]]", "x{0,9999}", "",
        "a?a?a?a?", "[0-9", "a{5,2}", "\\\\p{L}", "^a$"})
    void aPatternThatCouldTakeLongIsRefused(String pattern) {
        assertThat(FormRules.check("report", SOUND.replace("[0-9-]{7,13}", pattern)))
                .extracting(FormRules.Finding::path).containsExactly("components[1].validate.pattern");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0-9]{11}", "苏[A-Z][A-Z0-9]{5,6}", "\\\\d{3,4}-\\\\d{7,8}", "[^<>]{1,20}"})
    void simplePatternsAreTaken(String pattern) {
        assertThat(FormRules.check("report", SOUND.replace("[0-9-]{7,13}", pattern))).isEmpty();
    }

    @Test
    void theLimitsAreKept() {
        String components = SOUND.substring(SOUND.indexOf("{\"type\": \"text\""), SOUND.lastIndexOf("]"));
        String one = "{\"type\": \"text\", \"text\": \"x\"}";
        assertThat(codes(SOUND.replace(components, (one + ",").repeat(FormRules.MOST_COMPONENTS) + one)))
                .containsExactly("too-many");
        assertThat(codes(SOUND.replace("写到街道", "长".repeat(FormRules.LONGEST_TEXT + 1)))).containsExactly("too-long");
        assertThat(codes(SOUND + " ".repeat(FormRules.LARGEST))).containsExactly("too-large");
        assertThat(codes("")).containsExactly("not-json");
        assertThat(codes("[]")).containsExactly("not-json");
        String id = "a".repeat(FormRules.LONGEST_ID);
        assertThat(FormRules.check(id, SOUND.replace("\"report\"", "\"" + id + "\""))).isEmpty();
        assertThat(FormRules.check(id + "a", SOUND.replace("\"report\"", "\"" + id + "a\"")))
                .extracting(FormRules.Finding::path).containsExactly("id");
        assertThat(FormRules.check("report", SOUND.replace("\"layout\"", "\"" + "长".repeat(30_000) + "\"")))
                .allSatisfy(finding -> assertThat(finding.path()).hasSizeLessThan(200));
        assertThat(codes("[".repeat(50_000))).containsExactly("not-json");
        assertThat(codes(SOUND.replace("5000", "9".repeat(50)))).containsExactly("not-json");
        String option = "{\"value\": \"first\", \"label\": \"首报\"}";
        assertThat(codes(SOUND.replace(option, (option + ",").repeat(FormRules.MOST_OPTIONS) + option)))
                .containsExactly("too-many");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "1", "\"x\"", "{}", "{\"components\": {}}", "<form/>",
        "{\"id\": \"report\", \"id\": \"report\"}", "{\"id\": \"report\",}", "/* x */ {}", "{'id': 'report'}",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>"})
    void whatIsNoFormIsRefused(String text) {
        assertThat(FormRules.check("report", text)).isNotEmpty();
    }

    /** A pattern that was let in is quick, whatever is typed into the field. */
    @Test
    void thePatternsThatAreTakenMatchInNoTime() {
        String pattern = "[a-z]{0,99}[a-z]{0,99}[a-z]{0,99}X";
        assertThat(FormRules.check("report", SOUND.replace("[0-9-]{7,13}", pattern))).isEmpty();
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5),
                () -> assertThat("a".repeat(FormRules.LONGEST_ANSWER).matches(pattern)).isFalse());
    }

    private static List<String> codes(String form) {
        return FormRules.check("report", form).stream().map(FormRules.Finding::code).toList();
    }
}
