package org.fengsui.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.support.ResourceBundleMessageSource;

/** Plans for tests: the shipped ones, and a small one of another make that proves nothing is bound to floods. */
public class TestPlans {

    private TestPlans() {
    }

    /**
     * A fictitious heat plan: three levels named by their colours, every level with its own set of actions (nothing
     * cumulative), a situation, a district action, recurring actions with different intervals, a closing action.
     */
    public static Plan threeLevelNonCumulative() {
        return new Plan("heat-testville", "虚构市高温应对预案（测试）", "heat",
                about("测试用虚构文本", "虚构预案，仅供测试"), false, "", Duration.ofHours(2), true,
                List.of(heatLevel("黄", "黄色响应", "yellow", 1, List.of("office"), List.of()),
                        heatLevel("橙", "橙色响应", "orange", 2, List.of("deputy", "office"), List.of("office")),
                        heatLevel("红", "红色响应", "red", 3, List.of("commander"), List.of())),
                List.of(), List.of(),
                List.of(new Plan.Fact("最高气温", Plan.FactType.NUMBER, "℃", List.of(), "气象", "", null),
                        new Plan.Fact("供电缺口", Plan.FactType.BOOLEAN, "", List.of(), "供电", "", null),
                        new Plan.Fact("中暑人数", Plan.FactType.COUNT, "人", List.of(), "人员", "当日累计", null)),
                List.of(trigger("heat-yellow", "黄", "最高气温",
                                new Band(new BigDecimal("35.0"), true, new BigDecimal("37.0"), false), null,
                                "2.1", "35℃以上", ""),
                        trigger("heat-orange", "橙", "最高气温",
                                new Band(new BigDecimal("37.0"), true, new BigDecimal("40.0"), false), null,
                                "2.2", "37℃以上", ""),
                        trigger("heat-red", "红", "最高气温",
                                new Band(new BigDecimal("40.0"), true, null, false), null, "2.3", "40℃以上", ""),
                        trigger("power-shortage", "橙", "供电缺口", null, "true", "2.2", "出现供电缺口",
                                "power-cut")),
                List.of(new Plan.Situation("power-cut", "限电", "4")),
                List.of(),
                List.of(heatAction("remind-outdoor", "提醒户外作业单位", Plan.Kind.ONCE, "construction", "",
                                terms("黄", "PT2H", null)),
                        heatAction("forecast", "发布高温预报", Plan.Kind.RECURRING, "meteorology", "",
                                terms("黄", "PT1H", "PT24H"), terms("橙", "PT1H", "PT12H"),
                                terms("红", "PT1H", "PT6H")),
                        heatAction("open-shelters", "开放纳凉点", Plan.Kind.ONCE, "", "", terms("橙", "PT4H", null),
                                terms("红", "PT2H", null)),
                        heatAction("adjust-hours", "调整户外作业时间", Plan.Kind.ONCE, "construction", "",
                                terms("橙", "PT2H", null)),
                        heatAction("stop-outdoor", "停止户外作业", Plan.Kind.ONCE, "construction", "",
                                terms("红", "PT1H", null)),
                        heatAction("lead-on-site", "领导带班", Plan.Kind.STANDING, "office", "",
                                terms("红", null, null)),
                        heatAction("count-patients", "报告中暑人数", Plan.Kind.REPORT, "health", "",
                                terms("橙", "PT1H", "PT24H"), terms("红", "PT1H", "PT8H")),
                        heatAction("backup-power", "保障重点用户供电", Plan.Kind.ONCE, "power", "power-cut",
                                terms("橙", "PT1H", null), terms("红", "PT30M", null)),
                        closing(heatAction("summary", "总结评估", Plan.Kind.ONCE, "office", "",
                                terms("黄", "PT120H", null), terms("橙", "PT120H", null),
                                terms("红", "PT240H", null)))),
                List.of(), List.of());
    }

    /**
     * A fictitious geohazard plan with everything that a plan can say: tracks, k of n, values held over a time, sums,
     * judgements, two levels that come and go with a signal, every way to count times, conditions for ending, another
     * post for ending, and a unit that no site has.
     */
    public static Plan everything() {
        Plan.Authority office = new Plan.Authority(List.of("office"), List.of(), "指挥部办公室决定", "3.2");
        Plan.Authority none = new Plan.Authority(List.of(), List.of(), "随预警信号启动和解除", "3.1");
        return new Plan("slope-testville", "虚构市地质灾害应急预案（测试）", "slope",
                about("测试用虚构文本", "虚构预案，仅供测试"), false, "", Duration.ofHours(2), true,
                List.of(new Plan.Level("关注", "关注响应", "", "", 1, true, none, null),
                        new Plan.Level("蓝", "蓝色响应", "", "blue", 2, true, none, null),
                        new Plan.Level("黄", "黄色响应", "", "yellow", 3, false, office, null),
                        new Plan.Level("红", "红色响应", "", "red", 4, false,
                                new Plan.Authority(List.of("commander"), List.of(), "指挥长决定", "3.3"),
                                new Plan.Authority(List.of("government"), List.of(), "市政府宣布终止", "6.1"))),
                List.of(new Plan.Role("指挥长", "分管副市长", "commander", "统一指挥", "2.1")),
                List.of(new Plan.Member("harbour", "市海事局", "水上交通管制", "2.2")),
                List.of(fact("预警信号", Plan.FactType.CHOICE, "", List.of("无", "关注", "蓝", "黄"), null),
                        fact("小时雨量", Plan.FactType.NUMBER, "mm", List.of(), null),
                        fact("位移", Plan.FactType.NUMBER, "cm", List.of(), null),
                        fact("裂缝贯通", Plan.FactType.JUDGEMENT, "", List.of(), null),
                        fact("甲坡受威胁", Plan.FactType.COUNT, "人", List.of(), null),
                        fact("乙坡受威胁", Plan.FactType.COUNT, "人", List.of(), null),
                        fact("持续位移", Plan.FactType.NUMBER, "cm", List.of(),
                                new Plan.Computation(Plan.How.HELD, List.of("位移"), Duration.ofHours(2))),
                        fact("位移上涨", Plan.FactType.NUMBER, "cm", List.of(),
                                new Plan.Computation(Plan.How.RISE, List.of("位移"), Duration.ofHours(1))),
                        fact("六小时雨量", Plan.FactType.NUMBER, "mm", List.of(),
                                new Plan.Computation(Plan.How.TOTAL, List.of("小时雨量"), Duration.ofHours(6))),
                        fact("受威胁合计", Plan.FactType.COUNT, "人", List.of(),
                                new Plan.Computation(Plan.How.SUM, List.of("甲坡受威胁", "乙坡受威胁"), null))),
                List.of(joined("signal-watch", "关注", "预警", 1, new Plan.Condition("预警信号", null, "关注")),
                        joined("signal-blue", "蓝", "预警", 1, new Plan.Condition("预警信号", null, "蓝")),
                        joined("signal-yellow", "黄", "预警", 1, new Plan.Condition("预警信号", null, "黄")),
                        joined("rain-yellow", "黄", "降雨", 1, atLeast("六小时雨量", "50")),
                        joined("rain-red", "红", "降雨", 1, atLeast("六小时雨量", "100")),
                        joined("signs", "黄", "前兆", 2, atLeast("持续位移", "30"), atLeast("位移上涨", "5"),
                                new Plan.Condition("裂缝贯通", null, "true")),
                        joined("people", "红", "前兆", 2, atLeast("受威胁合计", "100"),
                                new Plan.Condition("裂缝贯通", null, "true"))),
                List.of(), List.of(),
                List.of(timed("first-report", "报告初判情况", "emergency", Plan.Since.EVENT, "",
                                terms("关注", "PT4H", null), terms("蓝", "PT4H", null), terms("黄", "PT1H", null),
                                terms("红", "PT30M", null)),
                        timed("consult", "会商研判", "water", Plan.Since.LAUNCH, "", terms("蓝", "PT2H", null),
                                terms("黄", "PT1H", null), terms("红", "PT1H", null)),
                        timed("patrol", "巡查隐患点", "housing", Plan.Since.LEVEL, "", terms("蓝", "PT6H", null),
                                terms("黄", "PT2H", null), terms("红", "PT1H", null)),
                        timed("evacuate", "转移受威胁群众", "", Plan.Since.OPENING, "", terms("黄", "PT3H", null),
                                terms("红", "PT1H", null)),
                        timed("headcount", "核对转移人数", "police", Plan.Since.ACTION, "evacuate",
                                terms("黄", "PT2H", null), terms("红", "PT1H", null)),
                        timed("publish", "发布会商结论", "meteorology", Plan.Since.ACTION, "consult",
                                terms("关注", "PT1H", null), terms("蓝", "PT1H", null), terms("黄", "PT30M", null),
                                terms("红", "PT30M", null)),
                        timed("close-water", "管制水上交通", "harbour", Plan.Since.OPENING, "",
                                terms("黄", "PT1H", null), terms("红", "PT30M", null)),
                        heatAction("measure", "加密监测", Plan.Kind.RECURRING, "construction", "",
                                terms("黄", "PT1H", "PT6H"), terms("红", "PT1H", "PT2H")),
                        heatAction("lead-on-site", "领导带班", Plan.Kind.STANDING, "office", "", terms("红", null, null)),
                        closing(timed("summary", "总结评估", "office", Plan.Since.OPENING, "",
                                terms("关注", "PT120H", null), terms("蓝", "PT120H", null),
                                terms("黄", "PT120H", null), terms("红", "PT120H", null)))),
                List.of(new Plan.EndCondition("险情排除", List.of(), "6.1"),
                        new Plan.EndCondition("受威胁群众妥善安置", List.of("黄", "红"), "6.1")),
                List.of());
    }

    private static Plan.Fact fact(String name, Plan.FactType type, String unit, List<String> choices,
                                  Plan.Computation computation) {
        return new Plan.Fact(name, type, unit, choices, "监测", "", computation);
    }

    private static Plan.Condition atLeast(String fact, String from) {
        return new Plan.Condition(fact, new Band(new BigDecimal(from), true, null, false), null);
    }

    private static Plan.Trigger joined(String id, String level, String track, int need, Plan.Condition... conditions) {
        return new Plan.Trigger(id, level, track, need, List.of(conditions), "3", "", "");
    }

    @SafeVarargs
    private static Plan.Action timed(String key, String title, String unit, Plan.Since since, String after,
                                     Map.Entry<String, Plan.Terms>... terms) {
        Plan.Action action = heatAction(key, title, Plan.Kind.ONCE, unit, "", terms);
        return new Plan.Action(action.key(), action.title(), action.text(), action.kind(), action.phase(),
                action.unit(), action.everyDistrict(), action.supporting(), action.levels(), action.levelsAssumed(),
                action.situation(), action.workGroup(), action.clause(), action.form(), action.evidence(), since,
                after);
    }

    static Plan.About about(String source, String notice) {
        return new Plan.About(source, notice, Plan.Type.SPECIAL, Plan.Tier.CITY, "", false, 0, "");
    }

    /** A starting condition of one fact. */
    static Plan.Trigger trigger(String id, String level, String fact, Band band, String choice, String clause,
                                String text, String situation) {
        return new Plan.Trigger(id, level, "", 1, List.of(new Plan.Condition(fact, band, choice)), clause, text,
                situation);
    }

    private static Plan.Level heatLevel(String code, String name, String color, int rank, List<String> posts,
                                        List<String> delegated) {
        return new Plan.Level(code, name, "", color, rank, false,
                new Plan.Authority(posts, delegated, "由" + name + "的岗位决定", "3." + rank), null);
    }

    @SafeVarargs
    private static Plan.Action heatAction(String key, String title, Plan.Kind kind, String unit, String situation,
                                          Map.Entry<String, Plan.Terms>... terms) {
        Map<String, Plan.Terms> levels = new LinkedHashMap<>();
        List.of(terms).forEach(entry -> levels.put(entry.getKey(), entry.getValue()));
        return new Plan.Action(key, title, title + "。", kind, Plan.Phase.ACTIVE, unit, unit.isEmpty(), List.of(),
                levels, false, situation, "", "3", "", "", Plan.Since.OPENING, "");
    }

    private static Map.Entry<String, Plan.Terms> terms(String level, String due, String every) {
        return Map.entry(level, new Plan.Terms(due == null ? null : Duration.parse(due), false, Duration.ofMinutes(15),
                true, every == null ? null : Duration.parse(every), ""));
    }

    private static Plan.Action closing(Plan.Action action) {
        return new Plan.Action(action.key(), action.title(), action.text(), action.kind(), Plan.Phase.CLOSING,
                action.unit(), action.everyDistrict(), action.supporting(), action.levels(), action.levelsAssumed(),
                action.situation(), action.workGroup(), action.clause(), action.form(), action.evidence(), action.since(), action.after());
    }

    /** Nanjing's flood plan, as shipped. */
    public static Plan nanjing() {
        return shipped("flood-nanjing");
    }

    /** A plan as shipped in {@code processes/}. */
    public static Plan shipped(String key) {
        Reading reading = reader().read(shippedFile(key, "bpmn"), shippedFile(key, "dmn"), Locale.CHINESE);
        return reading.plan().orElseThrow(() -> new AssertionError(reading.problems().toString()));
    }

    /** BPMN and DMN of a plan, compiled, in this order. */
    public static List<String> compiled(Plan plan) {
        Models models = PlanCompiler.compile(plan);
        return List.of(models.bpmn(), models.dmn());
    }

    /** Why these models are no plan; empty when they are one. */
    public static List<String> problems(String bpmn, String dmn) {
        Reading reading = reader().read(bpmn, dmn, Locale.CHINESE);
        return reading.plan().isPresent() ? List.of() : reading.problems().stream().map(Problem::toString).toList();
    }

    /** The plan that these models are. */
    public static Plan read(String bpmn, String dmn) {
        Reading reading = reader().read(bpmn, dmn, Locale.CHINESE);
        return reading.plan().orElseThrow(() -> new AssertionError(reading.problems().toString()));
    }

    static String shippedFile(String key, String extension) {
        try {
            return Files.readString(Path.of("processes", key, key + "." + extension), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PlanReader reader() {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return new PlanReader(messages);
    }
}
