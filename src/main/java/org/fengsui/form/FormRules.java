package org.fengsui.form;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a form (表单, Camunda Forms JSON) may hold, the same for the shipped ones and for any that somebody brings. A list
 * of what may be there, never of what may not: data to be filled in, and nothing that is evaluated, neither expressions
 * nor markup nor a pattern that takes long to match.
 * <p>
 * It is a module of its own because two need it that must not know each other: tasks show forms and check what was filled
 * in, plans name forms and bring them.
 */
public class FormRules {

    /**
     * Something that keeps a form from being used.
     *
     * @param path  where it stands, e.g. {@code components[2].validate.pattern}; empty for the form itself
     * @param code  stable code, e.g. {@code unknown-property}
     * @param value what stands there, shortened; may be empty
     */
    public record Finding(String path, String code, String value) {
        @Override
        public String toString() {
            return path + ": " + code + (value.isEmpty() ? "" : " (" + value + ")");
        }
    }

    /** Most bytes of a form; the longest shipped one has 8,000. */
    public static final int LARGEST = 100_000;
    public static final int MOST_COMPONENTS = 100;
    public static final int MOST_OPTIONS = 200;
    /** Most characters of a text that a form shows. */
    public static final int LONGEST_TEXT = 500;
    /** Most characters that a form may let people write into one field. */
    public static final int LONGEST_ANSWER = 20_000;

    /** Most characters of a form's id. */
    public static final int LONGEST_ID = 100;

    /** Bounds of a number's own bounds. */
    private static final double LARGEST_NUMBER = 1e15;
    private static final int MOST_DECIMALS = 10;

    private static final Pattern ID = Pattern.compile("(?=.{1," + LONGEST_ID + "}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*");
    private static final Pattern KEY = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,49}");
    /** JUEL, FEEL, and the templates of form-js. */
    private static final Pattern EXPRESSION = Pattern.compile("(?s)\\s*=.*|.*(?:[$#]\\{|\\{\\{).*");
    private static final Pattern MARKUP = Pattern.compile("(?s).*<[A-Za-z/!?].*");

    /** A character or a class of some, and how often: what can be matched in one pass, more or less. */
    private static final Pattern PART = Pattern.compile(
            "(?:\\\\[dw.\\-/+()\\[\\]\\\\]|\\[\\^?(?:[^\\[\\]\\\\&]|\\\\[dws.\\-/\\]\\[\\\\])+]|[^\\[\\](){}*+?|^$\\\\.])"
                    + "(\\?|\\{\\d{1,3}}|\\{\\d{1,3},\\d{1,3}})?");
    /** Each part of varying length multiplies the ways to match. */
    private static final int MOST_VARYING_PARTS = 3;

    private static final Set<String> TEXTS = Set.of("text", "label", "description", "dateLabel", "timeLabel",
            "suffixAdorner", "prefixAdorner", "value", "name", "version", "executionPlatform", "executionPlatformVersion",
            "id", "row", "timeSerializingFormat", "subtype");
    private static final Set<String> INPUT = Set.of("key", "label", "description", "validate");
    private static final Set<String> ALWAYS = Set.of("type", "id", "layout");

    /** Properties of each type of component, besides those that all have. */
    private static final Map<String, Set<String>> COMPONENTS = Map.of(
            "text", Set.of("text"),
            "textfield", INPUT, "textarea", INPUT, "checkbox", INPUT,
            "number", with(INPUT, "decimalDigits", "appearance"),
            "radio", with(INPUT, "values"), "select", with(INPUT, "values"), "checklist", with(INPUT, "values"),
            "datetime", with(INPUT, "subtype", "dateLabel", "timeLabel", "timeSerializingFormat", "timeInterval", "use24h"));

    private static final Map<String, Set<String>> VALIDATIONS = Map.of(
            "textfield", Set.of("required", "minLength", "maxLength", "pattern"),
            "textarea", Set.of("required", "minLength", "maxLength"),
            "number", Set.of("required", "min", "max"));

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(10).maxNumberLength(30).build())
            .build()).build();

    private final String name;
    private final List<Finding> findings = new ArrayList<>();

    private FormRules(String name) {
        this.name = name;
    }

    /**
     * @param name what the form is called, which has to be its id
     * @return what is wrong with it, all at once; empty when it may be used
     */
    public static List<Finding> check(String name, String json) {
        FormRules rules = new FormRules(name);
        if (json.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
            rules.add("", "too-large", "");
            return rules.findings;
        }
        try {
            JsonNode form = parse(json);
            if (form.isObject()) {
                rules.form(form);
            } else {
                rules.add("", "not-json", "");
            }
        } catch (JacksonException e) {
            rules.add(e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr(), "not-json", "");
        }
        return rules.findings;
    }

    /** @throws JacksonException when it is no JSON */
    static JsonNode parse(String json) {
        return JSON.readTree(json);
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(List.of(more));
        return all;
    }

    private void form(JsonNode form) {
        object("", form, Set.of("schemaVersion", "type", "id", "executionPlatform", "executionPlatformVersion",
                "exporter", "components"));
        require("id", form.path("id"), node -> node.isString() && node.asString().equals(name)
                && ID.matcher(name).matches());
        require("type", form.path("type"), node -> node.isString() && node.asString().equals("default"));
        optional("schemaVersion", form.path("schemaVersion"), node -> node.isInt() && node.asInt() > 0);
        texts("", form);
        if (!form.path("exporter").isMissingNode() && object("exporter", form.path("exporter"), Set.of("name", "version"))) {
            texts("exporter", form.path("exporter"));
        }
        JsonNode components = form.path("components");
        if (!components.isArray() || components.isEmpty() || components.size() > MOST_COMPONENTS) {
            add("components", components.size() > MOST_COMPONENTS ? "too-many" : "wrong-value", "");
            return;
        }
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < components.size(); i++) {
            component("components[" + i + "]", components.get(i), keys);
        }
    }

    private void component(String path, JsonNode component, Set<String> keys) {
        String type = component.path("type").isString() ? component.path("type").asString() : "";
        if (!COMPONENTS.containsKey(type)) {
            add(path + ".type", "unknown-component", component.path("type").asString(""));
            return;
        }
        object(path, component, with(COMPONENTS.get(type), ALWAYS.toArray(String[]::new)));
        texts(path, component);
        layout(path + ".layout", component.path("layout"));
        if (type.equals("text")) {
            require(path + ".text", component.path("text"), node -> node.isString() && !node.asString().isBlank());
            return;
        }
        require(path + ".label", component.path("label"), node -> node.isString() && !node.asString().isBlank());
        JsonNode key = component.path("key");
        require(path + ".key", key, node -> node.isString() && KEY.matcher(node.asString()).matches());
        if (key.isString() && !keys.add(key.asString())) {
            add(path + ".key", "duplicate", key.asString());
        }
        validate(path + ".validate", component.path("validate"), VALIDATIONS.getOrDefault(type, Set.of("required")));
        switch (type) {
            case "radio", "select", "checklist" -> options(path + ".values", component.path("values"));
            case "number" -> {
                optional(path + ".decimalDigits", component.path("decimalDigits"),
                        node -> whole(node, 0, MOST_DECIMALS));
                JsonNode appearance = component.path("appearance");
                if (!appearance.isMissingNode()
                        && object(path + ".appearance", appearance, Set.of("suffixAdorner", "prefixAdorner"))) {
                    texts(path + ".appearance", appearance);
                }
            }
            case "datetime" -> {
                optional(path + ".subtype", component.path("subtype"),
                        node -> node.isString() && node.asString().equals("datetime"));
                optional(path + ".timeInterval", component.path("timeInterval"), node -> whole(node, 1, 60));
                optional(path + ".use24h", component.path("use24h"), JsonNode::isBoolean);
            }
            default -> { }
        }
    }

    /** Where Camunda Modeler drew it; says nothing here. */
    private void layout(String path, JsonNode layout) {
        if (!layout.isMissingNode() && object(path, layout, Set.of("row", "columns"))) {
            texts(path, layout);
            optional(path + ".columns", layout.path("columns"), node -> node.isNull() || whole(node, 1, 16));
        }
    }

    private void options(String path, JsonNode options) {
        if (!options.isArray() || options.isEmpty() || options.size() > MOST_OPTIONS) {
            add(path, options.size() > MOST_OPTIONS ? "too-many" : "wrong-value", "");
            return;
        }
        Set<String> values = new HashSet<>();
        for (int i = 0; i < options.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode option = options.get(i);
            if (object(at, option, Set.of("value", "label"))) {
                texts(at, option);
                require(at + ".label", option.path("label"), node -> node.isString() && !node.asString().isBlank());
                require(at + ".value", option.path("value"), node -> node.isString() && !node.asString().isBlank()
                        && node.asString().equals(node.asString().strip()));
                if (!values.add(option.path("value").asString(""))) {
                    add(at + ".value", "duplicate", option.path("value").asString(""));
                }
            }
        }
    }

    private void validate(String path, JsonNode validate, Set<String> known) {
        if (validate.isMissingNode() || !object(path, validate, known)) {
            return;
        }
        optional(path + ".required", validate.path("required"), JsonNode::isBoolean);
        optional(path + ".minLength", validate.path("minLength"), node -> whole(node, 0, LONGEST_ANSWER));
        optional(path + ".maxLength", validate.path("maxLength"),
                node -> whole(node, Math.max(1, validate.path("minLength").asInt(0)), LONGEST_ANSWER));
        optional(path + ".min", validate.path("min"), FormRules::amount);
        optional(path + ".max", validate.path("max"), node -> amount(node)
                && (!amount(validate.path("min"))
                        || node.decimalValue().compareTo(validate.path("min").decimalValue()) >= 0));
        optional(path + ".pattern", validate.path("pattern"), node -> node.isString() && matchesQuickly(node.asString()));
    }

    /** A pattern without groups, choices and unlimited repetition: nothing that somebody could make the server chew on. */
    private static boolean matchesQuickly(String pattern) {
        Matcher part = PART.matcher(pattern);
        int at = 0;
        int varying = 0;
        while (at < pattern.length()) {
            if (pattern.length() > 200 || !part.find(at) || part.start() != at) {
                return false;
            }
            String times = part.group(1);
            if (times != null && (times.equals("?") || times.contains(","))) {
                varying++;
            }
            at = part.end();
        }
        return at > 0 && varying <= MOST_VARYING_PARTS && compiles(pattern);
    }

    private static boolean compiles(String pattern) {
        try {
            Pattern.compile(pattern);
            return true;
        } catch (java.util.regex.PatternSyntaxException e) {
            return false;
        }
    }

    /** What neither a page nor the database could hold is refused, not dropped. */
    private static boolean printable(String text) {
        return text.codePoints().allMatch(c -> c == '\n' || c == '\t' || c == '\r'
                || !Character.isISOControl(c) && c != 0xFFFE && c != 0xFFFF && (c < 0xD800 || c > 0xDFFF));
    }

    /** A number that can be written out. */
    private static boolean amount(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.asDouble()) && Math.abs(node.asDouble()) <= LARGEST_NUMBER
                && node.decimalValue().stripTrailingZeros().scale() <= MOST_DECIMALS;
    }

    private static boolean whole(JsonNode node, int least, int most) {
        return node.isInt() && node.asInt() >= least && node.asInt() <= most;
    }

    private boolean object(String path, JsonNode node, Set<String> known) {
        if (!node.isObject()) {
            add(path, "wrong-value", "");
            return false;
        }
        for (String property : node.propertyNames()) {
            if (!known.contains(property)) {
                add(path.isEmpty() ? property : path + "." + property, "unknown-property", "");
            }
        }
        return true;
    }

    /** What is shown, or only names something: text, and nothing that anybody could take for more. */
    private void texts(String path, JsonNode object) {
        object.properties().stream().filter(entry -> TEXTS.contains(entry.getKey())).forEach(entry -> {
            String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            JsonNode node = entry.getValue();
            if (!node.isString()) {
                add(at, "wrong-value", "");
            } else if (node.asString().length() > LONGEST_TEXT) {
                add(at, "too-long", "");
            } else if (!printable(node.asString())) {
                add(at, "bad-character", "");
            } else if (EXPRESSION.matcher(node.asString()).matches()) {
                add(at, "expression", node.asString());
            } else if (MARKUP.matcher(node.asString()).matches()) {
                add(at, "markup", node.asString());
            }
        });
    }

    private void require(String path, JsonNode node, Predicate<JsonNode> right) {
        if (!right.test(node)) {
            add(path, node.isMissingNode() ? "missing" : "wrong-value", node.isString() ? node.asString() : "");
        }
    }

    private void optional(String path, JsonNode node, Predicate<JsonNode> right) {
        if (!node.isMissingNode()) {
            require(path, node, right);
        }
    }

    private void add(String path, String code, String value) {
        findings.add(new Finding(shortened(path, 150), code, shortened(value, 50)));
    }

    private static String shortened(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest ? text
                : text.substring(0, text.offsetByCodePoints(0, longest)) + "…";
    }
}
