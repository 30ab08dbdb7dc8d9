package org.fengsui.workflow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.dmn.Dmn;
import org.fengsui.form.FormRules;
import org.fengsui.plan.Attacks;

/**
 * What the fuzzer calls with whatever it thinks of: two models, edits of a sound plan, or a form. Whatever comes, the
 * readers say precisely what is wrong or give a plan that compiles, is read back equal, and passes the engine's own gate
 * and its schemas.
 * <p>
 * The first byte says what follows: {@code E} edits, {@code F} a form, else BPMN, NUL, DMN.
 */
public class ModelFuzz {

    private static final List<String> PLAN = Attacks.small();
    private static final List<List<String>> LINES = PLAN.stream().map(model -> List.of(model.split("\n"))).toList();
    private static final Pattern VALUE = Pattern.compile("(?<=\")[^\"<>]*(?=\")|(?<=>)[^<>]+(?=</)");
    private static final List<String> WORDS = List.of("", "${evil}", "#{evil}", "${wanted.includes('forecast')}", "true",
            "false", "0", "-1", "1", "2", "99999999999999999999", "PT1H", "PT0S", "PT999999999999H", "P1Y", "-PT1H", "黄", "红",
            "黄,红", "once", "recurring", "standing", "report", "number", "count", "choice", "boolean", "[1..2)", ">= 1", "-",
            "\"红\"", "userTask_forecast", "forecast", "message_response.hold", "message_group.2.opened", "group_2-3",
            "power-cut", "|", ",", ".", "&#0;", "&#xD800;", "&#10;", "&e;", "<![CDATA[x]]>", "<!-- -->", "<?x y?>", "<x/>",
            "条件１", "㐂", "heat-red_level", "heat-red.1", "input_1", "10000", "文".repeat(4_001), "a" + "-a".repeat(5_000),
            "sum", "highest", "held", "office", "start_active", " id=\"x\"", "\" camunda:asyncBefore=\"true");

    private ModelFuzz() {
    }

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length > 0 && data[0] == 'F') {
            String form = new String(data, 1, data.length - 1, StandardCharsets.UTF_8);
            FormRules.check("report", form);
            return;
        }
        List<String> models = data.length > 0 && data[0] == 'E' ? edited(ByteBuffer.wrap(data, 1, data.length - 1))
                : split(new String(data, StandardCharsets.UTF_8));
        Attacks.read(models.get(0), models.get(1)).ifPresent(compiled -> {
            byte[] process = compiled.get(0).getBytes(StandardCharsets.UTF_8);
            byte[] decisions = compiled.get(1).getBytes(StandardCharsets.UTF_8);
            EngineGate.check(process);
            DecisionGate.check(decisions);
            // Behind the gate the engine reads both by its schemas.
            Bpmn.validateModel(Bpmn.readModelFromStream(new ByteArrayInputStream(process)));
            Dmn.validateModel(Dmn.readModelFromStream(new ByteArrayInputStream(decisions)));
        });
        tolerate(() -> EngineGate.check(models.get(0).getBytes(StandardCharsets.UTF_8)));
        tolerate(() -> DecisionGate.check(models.get(1).getBytes(StandardCharsets.UTF_8)));
    }

    /** A gate lets in or refuses; anything else is a find. */
    private static void tolerate(Runnable gate) {
        try {
            gate.run();
        } catch (EngineGate.Refused refused) {
            if (!refused.getMessage().matches("(?s).+ at .+, line \\d+ of a model: .*")) {
                throw refused;
            }
        }
    }

    private static List<String> split(String text) {
        int at = text.indexOf('\0');
        return at < 0 ? List.of(text, PLAN.get(1)) : List.of(text.substring(0, at), text.substring(at + 1));
    }

    /** Changes lines and values of the sound plan, so that short inputs reach deep. */
    private static List<String> edited(ByteBuffer edits) {
        List<List<String>> models = new ArrayList<>(LINES.stream().map(ArrayList::new).toList());
        for (int count = 0; edits.remaining() >= 5 && count < 20; count++) {
            int what = edits.get() & 0xff;
            List<String> lines = models.get(what & 1);
            int line = (edits.getShort() & 0xffff) % Math.max(1, lines.size());
            int which = edits.get() & 0xff;
            int word = edits.get() & 0xff;
            if (lines.isEmpty()) {
                continue;
            }
            switch ((what >> 1) % 6) {
                case 0 -> lines.remove(line);
                case 1 -> lines.add(line, lines.get(which % lines.size()));
                case 2 -> lines.add(line, lines.get((line + which) % lines.size()));
                case 3 -> lines.set(line, changed(lines.get(line), which, WORDS.get(word % WORDS.size())));
                case 4 -> lines.set(line, changed(lines.get(line), which, value(lines.get(word % lines.size()), which)));
                default -> {
                    byte[] raw = new byte[Math.min(word % 40, edits.remaining())];
                    edits.get(raw);
                    lines.set(line, changed(lines.get(line), which, new String(raw, StandardCharsets.UTF_8)));
                }
            }
        }
        return models.stream().map(lines -> String.join("\n", lines)).toList();
    }

    private static String value(String line, int which) {
        List<String> values = VALUE.matcher(line).results().map(result -> result.group()).toList();
        return values.isEmpty() ? "" : values.get(which % values.size());
    }

    private static String changed(String line, int which, String value) {
        Matcher values = VALUE.matcher(line);
        List<int[]> places = new ArrayList<>();
        while (values.find()) {
            places.add(new int[] {values.start(), values.end()});
        }
        if (places.isEmpty()) {
            return line + value;
        }
        int[] place = places.get(which % places.size());
        return line.substring(0, place[0]) + value + line.substring(place[1]);
    }

    /** What a long run begins with: every attack, the shipped plans and forms, and edits of each kind. */
    static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>(shipped());
        Attacks.written().forEach(attack -> seeds.add(bytes(attack.bpmn() + '\0' + attack.dmn())));
        seeds.addAll(edits());
        return seeds;
    }

    static List<byte[]> shipped() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        try (var plans = Files.list(Path.of("processes"))) {
            for (Path plan : plans.filter(Files::isDirectory).sorted().toList()) {
                String file = plan.getFileName().toString();
                if (Files.exists(plan.resolve(file + ".bpmn"))) {
                    seeds.add(bytes(Files.readString(plan.resolve(file + ".bpmn")) + '\0'
                            + Files.readString(plan.resolve(file + ".dmn"))));
                }
            }
        }
        try (var forms = Files.list(Path.of("forms"))) {
            for (Path form : forms.filter(path -> path.toString().endsWith(".form")).sorted().toList()) {
                seeds.add(bytes("F" + Files.readString(form)));
            }
        }
        return seeds;
    }

    /** Small seeds: the fuzzer gets further with these than with whole models. */
    static List<byte[]> edits() {
        List<byte[]> seeds = new ArrayList<>();
        for (int what = 0; what < 36; what++) {
            seeds.add(ByteBuffer.allocate(9).put((byte) 'E').put((byte) what).putShort((short) (what * 5))
                    .put((byte) (what % 5)).put((byte) (what * 7)).put(bytes("abc")).array());
        }
        return seeds;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
